import RollingStatistics

/// How much an instance is used: requests a pane by the clock, whether it suddenly is far less or far more, and a day's moving mean.
struct UsageLevel: BitwiseCopyable {
  private static let panesToEstablish = 120
  /// Whoever has few requests a pane has to be seen for a day: hosts that live for an hour are no customers that leave.
  private static let panesToEstablishFew = 1_440
  private static let busyPerPane = 20.0
  /// At an hour that was never seen, of a kind of day that was, a drop is one below this share of the last hour and of the day.
  private static let unseenDropShare = 0.3
  /// One pane counts at most so much.
  private static let winsor = (deviations: 5.5, octaves: 2.0)
  /// Half a request, so that none at all has a logarithm.
  private static let half = 0.5
  private static let longestLesson: Int32 = 60

  var profile = UsageProfile()
  /// How far below the least, and above the most, that is usual.
  private var drop = ShiftChart()
  private var surge = ShiftChart()
  private var noise = ResidualNoise()
  private var seen: UInt32 = 0
  /// Requests of the last five panes.
  private(set) var recent: Float = 0
  private var hour: Float = 0
  private var day: Float = 0
  var panes: Int32 = 0
  /// Panes in a row in which the last few were far below, or above, what is usual.
  private(set) var lowPanes: Int32 = 0
  private(set) var highPanes: Int32 = 0

  /// Panes with data that have to be seen.
  func panesNeeded(_ settings: TransactionSettings) -> Int {
    Double(day) >= max(settings.usageMinPerPane, Self.busyPerPane) ? Self.panesToEstablish : Self.panesToEstablishFew
  }

  /// Whether silence of this instance would be news.
  func isEstablished(_ settings: TransactionSettings) -> Bool {
    Int(panes) >= panesNeeded(settings) && Double(day) >= settings.usageMinPerPane
  }

  /// Looks at a pane of usage, 0 requests included, and learns how far it strays, if it is told to.
  mutating func judge(
    _ requests: Double, _ clock: LocalClock, _ settings: TransactionSettings, learns: Bool
  ) -> UsageVerdict {
    assert(requests >= 0 && day >= 0, "requests are counted")
    recent += 0.2 * (Float(requests) - recent)
    var verdict = UsageVerdict()
    verdict.recent = Double(recent)
    guard isEstablished(settings) else {
      (lowPanes, highPanes) = (0, 0)
      return verdict
    }
    var isOut = (low: false, high: false)
    let usual = profile.usual(clock)
    if let usual { isOut = judge(requests, usual, settings, &verdict, learns: learns) }
    // Until it is known how far requests stray from the clock, it is the last hour that is looked at.
    if usual == nil || seen <= UInt32(Self.panesToEstablish) {
      isOut = (judgeUnseen(requests, clock, settings, &verdict), false)
    }
    lowPanes = isOut.low ? lowPanes.addingSaturating(1) : 0
    highPanes = isOut.high ? highPanes.addingSaturating(1) : 0
    return verdict
  }

  private mutating func judge(
    _ requests: Double, _ usual: UsageProfile.Usual, _ settings: TransactionSettings, _ verdict: inout UsageVerdict,
    learns: Bool
  ) -> (low: Bool, high: Bool) {
    if learns, seen < .max { seen += 1 }
    let below = -DeterministicMath.log2((requests + Self.half) / (usual.low + Self.half))
    let above = DeterministicMath.log2((requests + Self.half) / (usual.high + Self.half))
    assert(usual.low <= usual.high, "the least is at most the most")
    let expected = max(usual.low, Self.half)
    let variance = noise.variance(requests: expected, seen: seen)
    let bound = max(Self.winsor.deviations * variance.squareRoot(), Self.winsor.octaves)
    verdict.usual = usual.low
    verdict.usualHigh = usual.high
    let isThick = usual.low >= settings.usageMinPerPane
    // What has been low or high for an hour is no noise.
    let isNoise = max(lowPanes, highPanes) < Self.longestLesson
    func update(_ chart: inout ShiftChart, _ octaves: Double) -> ShiftChart.Verdict {
      chart.update(
        weightedShift: min(max(octaves, -bound), bound) / variance, weight: 1 / variance,
        warmUp: Self.panesToEstablish, .usage, !learns ? .nothing : isNoise ? .rarity : .sight)
    }
    verdict.drop = update(&drop, below)
    verdict.surge = update(&surge, above)
    if learns, isNoise { noise.learn(below, requests: expected, variance: variance, seen: seen) }
    return (
      isThick && Double(recent) < Self.low(usual.low, settings),
      isThick && Double(recent) > Self.high(usual.high, settings)
    )
  }

  static func unseenLow(_ usual: Double, _ settings: TransactionSettings) -> Double {
    usual * min(settings.usageDropShare, unseenDropShare)
  }

  /// Below this usage is low, above that it is high.
  static func low(_ usual: Double, _ settings: TransactionSettings) -> Double { usual * settings.usageDropShare }
  static func high(_ usual: Double, _ settings: TransactionSettings) -> Double { usual / settings.usageDropShare * 1.5 }

  /// By what was usual a moment ago: usage that fades over hours, as it does every evening, is none that drops.
  private mutating func judgeUnseen(
    _ requests: Double, _ clock: LocalClock, _ settings: TransactionSettings, _ verdict: inout UsageVerdict
  ) -> Bool {
    let usual = Double(min(hour, day))
    // A last hour without requests fades to any share of a request.
    let isLow =
      profile.knows(clock) && usual >= settings.usageMinPerPane
      && requests < Self.unseenLow(usual, settings)
    verdict.usual = usual
    verdict.isUnseen = true
    verdict.isUnseenDrop = isLow
    return isLow
  }

  /// How far each window is from a score, of a drop or a surge.
  func distances(ofDrop isDrop: Bool, to score: Double) -> [ShiftChart.Distance] {
    (isDrop ? drop : surge).distances(to: score, .usage)
  }

  /// Learns one pane of usage.
  mutating func learn(_ requests: Double, _ clock: LocalClock) {
    profile.learn(requests, clock)
    panes = panes.addingSaturating(1)
    guard lowPanes == 0 else { return }
    hour += max(1.0 / 60, 1 / Float(panes)) * (Float(requests) - hour)
    day += max(1.0 / 1_440, 1 / Float(panes)) * (Float(requests) - day)
  }

  /// A pane in which the whole feed was silent. Where nothing is known of such an hour, all of them may well leave at once: every weekend
  /// begins so. Where something is known, it stays.
  mutating func learnSilence(_ clock: LocalClock) {
    guard !profile.hasSeen(clock) else { return profile.skip() }
    profile.learn(0, clock)
    hour -= hour / 60
  }

  /// Its hours are others from now on.
  mutating func forgetClock() {
    profile = UsageProfile()
    (lowPanes, highPanes) = (0, 0)
    restart()
  }

  /// What comes next has nothing to do with what the windows hold.
  mutating func restart() {
    drop.restart()
    surge.restart()
  }

  /// What has been for long is what is usual: the clock is learned anew.
  mutating func adopt(_ shadow: UsageLevel) {
    profile = shadow.profile
    (day, hour, lowPanes, highPanes) = (shadow.day, shadow.hour, 0, 0)
    restart()
  }
}

/// What is to be said of the usage of an instance in a pane.
struct UsageVerdict {
  /// Requests a pane of the last few panes, and at least and at most usual at this hour.
  var recent = 0.0
  var usual = 0.0
  var usualHigh = 0.0
  var drop = ShiftChart.Verdict()
  var surge = ShiftChart.Verdict()
  /// It is judged by what was a moment ago, at an hour that was never seen, and is far below that.
  var isUnseen = false
  var isUnseenDrop = false
}

extension UsageLevel: StoredElement {
  static let section = SectionKind(name: "instance_usage", version: 2, stride: 520)
}
