/// The usual number of events a pane, and how surprising a count is against it: a negative binomial with an exponentially
/// weighted mean and variance. 12 bytes a series.
///
/// Counts of alerts are burstier than Poisson's law by far, which therefore cries wolf; hence a variance of its own, never
/// below 1.5 means (Farrington et al., JRSS A 1996, and Noufaily et al. 2013 correct surveillance counts the same way).
/// Counts beyond eight deviations teach as if they were that large. Quiet panes need no update: `skip` makes up for them.
public struct CountRate: BitwiseCopyable, Sendable, Equatable {
  /// Panes after which a count weighs 1/e: a day.
  public static let memoryPanes = 1_440
  private static let winsor = 8.0

  private var average: Float = 0
  private var spread: Float = 0
  private var panes: UInt32 = 0

  public init() {}

  /// Expected events in a pane. Half an event in all that is remembered is the least that is believed.
  public var mean: Double {
    max(Double(average), 0.5 / Double(min(max(panes, 1), UInt32(Self.memoryPanes))))
  }
  /// Their variance, at least 1.5 means.
  public var variance: Double { max(Double(spread), mean) + 0.5 * mean }

  /// Whether no event was ever learned.
  public var isQuiet: Bool { average == 0 }

  /// Learns the count of one pane.
  public mutating func update(_ count: Int) {
    let usual = mean
    let limit = usual + Self.winsor * variance.squareRoot() + 1
    // The first panes define what is usual, and have nothing yet to be cut to.
    let value = panes < 8 ? Double(count) : min(Double(count), limit)
    panes = panes == .max ? panes : panes + 1
    let weight = 1 / Double(min(panes, UInt32(Self.memoryPanes)))
    let difference = value - Double(average)
    let increment = weight * difference
    // West (CACM 1979) with a constant weight: Finch, "Incremental calculation of weighted mean and variance" (2009), §9.
    spread = Float((1 - weight) * (Double(spread) + difference * increment))
    average = Float(Double(average) + increment)
  }

  /// Learns `panes` panes without an event, in one step: both moments shrink by the same factor f, so the variance
  /// becomes f·(v + (1 − f)·m²), which is what that many updates by 0 give.
  public mutating func skip(panes skipped: Int) {
    guard skipped > 0 else { return }
    let before = Double(panes)
    let growing = min(Double(skipped), max(0, Double(Self.memoryPanes) - before))
    var factor = growing > 0 ? before / (before + growing) : 1
    let steady = Double(skipped) - growing
    if steady > 0 {
      factor *= DeterministicMath.exp(steady * DeterministicMath.ln(1 - 1 / Double(Self.memoryPanes)))
    }
    let mean = Double(average)
    spread = Float(factor * (Double(spread) + (1 - factor) * mean * mean))
    average = Float(factor * mean)
    panes = UInt32(clamping: Int(panes) + skipped)
  }

  /// −log₁₀ P(X ≥ count).
  public func surprise(of count: Int) -> Double {
    guard count > 0 else { return 0 }
    let (share, size) = parameters
    // P(X ≥ k) = I_{1−p}(k, r), Abramowitz & Stegun 26.5.26.
    let lnTail = IncompleteBeta.ln(x: 1 - share, complement: share, a: Double(count), b: size)
    return max(0, -lnTail / DeterministicMath.ln(10))
  }

  /// p = m/v and r = m²/(v − m) of the negative binomial with this mean and variance.
  private var parameters: (share: Double, size: Double) {
    let mean = mean
    let variance = variance
    return (mean / variance, mean * mean / (variance - mean))
  }
}
