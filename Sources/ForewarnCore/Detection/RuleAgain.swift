import RollingStatistics

/// A rule applied again to the numbers that a case event says it used: how strong its finding must have been. Numbers of an event are
/// rounded, and some that a rule also looks at are not in it, so the answer is a range.
public struct RuleAgain: Sendable {
  /// The rule's name, in `reasons[].code` and `evidence`.
  public var name: String
  /// What the rule compared, and by how much it may be rounded.
  public var statistic = 0.0
  public var rounding = 0.0
  /// In the unit of the event.
  public var observed = 0.0
  public var expected = 0.0
  public var count: Int64 = 0
  public var loadShare = 0.0
  public var severity = Severity.warning
  /// Of a trend: hours that are left.
  public var hoursLeft = 0.0

  private static let shareRounding = 0.0005
  private static let hoursRounding = 0.005

  public init(_ name: String) { self.name = name }

  /// nil where the rule finds nothing in these numbers; of a rule that this release does not know, everything.
  public func strength(_ settings: Settings) -> ClosedRange<Double>? {
    guard let code = ReasonCode.allCases.first(where: { $0.name == name }) else { return 0...Strength.most }
    let found = strengths(code, settings)
    assert(found.allSatisfy { $0 >= 0 && $0.isFinite }, "a strength is a number")
    guard let least = found.min(), let most = found.max() else { return nil }
    return least...most
  }

  private func strengths(_ code: ReasonCode, _ settings: Settings) -> [Double] {
    let statistics = [statistic - rounding, statistic + rounding].map { max(0, $0) }
    func sensed(_ alarm: Double) -> [Double] {
      statistics.compactMap { Strength.sensed($0 / alarm, settings.transactions) }
    }
    switch code {
    case .latencyAnomaly:
      let least = LatencyDetector.leastExcessMicros * MeasuredUnit.milliseconds.scale
      return observed - expected >= least - 0.001 ? weighted(sensed(1)) : []
    case .latencyOverall: return sensed(1)
    case .latencyTail: return weighted(sensed(ShareChart.threshold))
    case .errorShare, .errorOverall: return sensed(ShareChart.threshold)
    case .alertFlood: return observed > expected ? sensed(BurstChart.threshold) : []
    case .latencyTrend: return weighted(trends)
    case .signalTrend: return trends
    case .signalShift: return observed != expected ? sensed(1) : []
    case .signalLimit: return Int(statistic.rounded()) >= Statistics.beyondNeeded ? [Strength.beyondLimit] : []
    case .usageDrop, .usageSurge:
      // Its strength comes from a chart that remembers more than the event tells.
      let share = expected > 0 ? observed / expected : 0
      let isLong = count >= settings.transactions.usageDropPanes
      return isLong && abs(statistic - share) <= 0.002 + 0.002 * share ? [0, Strength.most] : []
    case .indicatorBurst:
      // The less history there is, the more surprise it takes; and whether it lasted is not told.
      guard statistic + rounding >= settings.alerts.burstSurprise else { return [] }
      return [(settings.alerts.burstSurprise, true), (statistic, false)].map { threshold, isLasting in
        Strength.burst(surprise: statistic + rounding, threshold: threshold, severity: severity, isLasting: isLasting)
      } + [Strength.burst(surprise: statistic, threshold: statistic, severity: severity, isLasting: false)]
    case .novelAlerts: return [Strength.novelty(types: Int(statistic.rounded()), severity: severity)]
    case .earlyIndicator: return statistics.map { Strength.indicator(probability: min($0, 1)) }
    case .immediateAlert: return severity >= settings.alerts.immediateSeverity ? [Strength.immediate] : []
    }
  }

  private var trends: [Double] {
    [-Self.hoursRounding, Self.hoursRounding].map { Strength.trend(hoursMid: hoursLeft + $0) }
  }

  private func weighted(_ strengths: [Double]) -> [Double] {
    [loadShare - Self.shareRounding, loadShare + Self.shareRounding].flatMap { share in
      strengths.map { $0 * Strength.weight(loadShare: share) }
    }
  }
}
