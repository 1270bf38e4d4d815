/// Whether more of a series' requests are bad, failed or far slower than usual, than usually are: the log-likelihood ratio of the counts
/// of the last few minutes, a third of an hour, and an hour against what was expected of them (Poisson's, as in a scan statistic:
/// Kulldorff 1997). 24 bytes.
public struct ShareChart: BitwiseCopyable, Sendable {
  public struct Verdict: BitwiseCopyable, Sendable {
    /// ≥ 0; 1 is an alarm.
    public var score = 0.0
    /// The log-likelihood ratio, in nats.
    public var nats = 0.0
    /// Bad requests in the window, and its length.
    public var bad = 0.0
    public var panes = 0

    public init() {}
  }

  /// Nats of an alarm: a ratio of e to this.
  public static let threshold = 10.2
  /// So few bad requests say nothing, however rare they are.
  private static let leastBad: Float = 3

  private var bad: InlineArray<3, Float> = .init(repeating: 0)
  private var expected: InlineArray<3, Float> = .init(repeating: 0)

  public init() {}

  /// Takes in a pane's bad requests and how many were to be expected.
  public mutating func update(bad count: Double, expected usual: Double) -> Verdict {
    var verdict = Verdict()
    for window in 0..<3 {
      let length = Float(ShiftChart.windows[window])
      bad[window] += (Float(count) - bad[window]) / length
      expected[window] += (Float(usual) - expected[window]) / length
      let seen = bad[window] * length
      guard seen > Self.leastBad, bad[0] >= 0.5 * bad[window] else { continue }
      let nats = Self.likelihoodRatio(Double(seen), Double(expected[window] * length))
      guard nats > verdict.nats else { continue }
      verdict.nats = nats
      verdict.score = nats / Self.threshold
      verdict.bad = Double(seen)
      verdict.panes = ShiftChart.windows[window]
    }
    return verdict
  }

  /// Forgets the windows: what comes next has nothing to do with what was.
  public mutating func restart() {
    bad = .init(repeating: 0)
    expected = .init(repeating: 0)
  }

  /// Bad requests of a window over those expected.
  public func excess(window: Int) -> Double {
    expected[window] > 0 ? Double(bad[window] / expected[window]) : 0
  }

  /// Bad requests over those expected from which a window would score so much, all else being as it is; nil where nothing is expected.
  public func excess(window: Int, scoring score: Double) -> Double? {
    let usual = Double(expected[window]) * Double(ShiftChart.windows[window])
    guard usual > 0 else { return nil }
    var (low, high) = (max(usual, Double(Self.leastBad)), max(usual, Double(Self.leastBad)) * 2)
    func suffices(_ count: Double) -> Bool { Self.likelihoodRatio(count, usual) >= score * Self.threshold }
    while !suffices(high) { (low, high) = (high, high * 2) }
    if suffices(low) { high = low }
    while high - low > 1e-4 * high {
      let middle = (low + high) / 2
      if suffices(middle) { high = middle } else { low = middle }
    }
    return high / usual
  }

  /// Of a count over its expectation; 0 when it is not above it.
  private static func likelihoodRatio(_ count: Double, _ expected: Double) -> Double {
    guard count > expected else { return 0 }
    return count * DeterministicMath.ln(count / max(expected, 1e-9)) - (count - expected)
  }
}

/// The usual share of bad requests, on the side of caution: two deviations above what was counted, so that a young series is not
/// accused by its first bad request. 8 bytes.
public struct UsualShare: BitwiseCopyable, Sendable {
  /// Two days of panes.
  private static let memoryPanes: UInt32 = 2_880
  private static let winsorFrom: UInt32 = 60

  /// Means a pane.
  private var bad: Float = 0
  private var requests: Float = 0

  public init() {}

  /// What was counted, 0 … 1.
  public var counted: Double { requests > 0 ? Double(bad / requests) : 0 }

  /// At most, after so many panes.
  public func atMost(seen: UInt32) -> Double {
    let panes = Double(min(seen, Self.memoryPanes))
    let count = Double(bad) * panes
    let all = Double(requests) * panes
    return all > 0 ? (count + 2 * count.squareRoot() + 1) / (all + 1) : 0.01
  }

  /// Learns a pane, the `seen`-th. Winsorised: an outage teaches no more than a bad pane does.
  public mutating func learn(bad count: Double, of all: Double, seen: UInt32) {
    let weight = max(1 / Float(Self.memoryPanes), 1 / Float(max(seen, 1)))
    let most = seen > Self.winsorFrom ? 4 * counted * all + 3 : count
    bad += weight * (Float(min(count, most)) - bad)
    requests += weight * (Float(all) - requests)
  }
}
