import RollingStatistics

/// An alert type that comes far more often than it does.
enum BurstDetector {
  /// Fewer alerts than this are no burst, however rare they are.
  static let leastBurst = 5
  private static let dayPanes = 1_440.0
  /// Alerts in so many of five panes go on coming; in fewer it may be one message that was sent many times.
  static let lastingPanes = 3

  static func evidence(of alert: AlertPane, _ pane: Pane, _ settings: AlertSettings) -> Evidence? {
    guard alert.agePanes >= Int64(settings.warmUpPanes) else { return nil }
    let count = Int(alert.cell.firing)
    let inPane = count >= leastBurst ? alert.paneRate.surprise(of: count) : 0
    let inWindow = alert.windowCount >= leastBurst ? alert.blockRate.surprise(of: alert.windowCount) : 0
    let surprise = max(inPane, inWindow)
    let needed = surpriseNeeded(alert.agePanes, settings)
    guard surprise >= needed else { return nil }
    var finding = Finding(.indicatorBurst, of: alert, at: pane)
    finding.score = Strength.burst(
      surprise: surprise, threshold: needed, severity: alert.severity, isLasting: alert.windowPanes >= lastingPanes)
    finding.statistic = surprise
    finding.observed = Double(alert.windowCount)
    finding.expected = alert.blockRate.mean
    return Evidence(finding, of: alert)
  }

  /// After a day of history a burst needs the surprise that is configured; after less, more: what is rare in two hours may be
  /// what every morning brings.
  static func surpriseNeeded(_ agePanes: Int64, _ settings: AlertSettings) -> Double {
    settings.burstSurprise * (dayPanes / min(max(Double(agePanes), 1), dayPanes)).squareRoot().squareRoot()
  }
}

/// An alert type that its instance never had.
enum NoveltyDetector {
  static func evidence(of alert: AlertPane, _ pane: Pane, _ settings: AlertSettings) -> Evidence? {
    guard alert.isNew, alert.agePanes >= Int64(max(settings.noveltyAfterPanes, settings.warmUpPanes)) else {
      return nil
    }
    var finding = Finding(.novelAlerts, of: alert, at: pane)
    finding.score = Strength.novelty(types: alert.newTypes, severity: alert.severity)
    finding.statistic = Double(alert.newTypes)
    finding.observed = Double(alert.newTypes)
    return Evidence(finding, of: alert)
  }
}

/// An alert after which an incident is likely.
enum IndicatorDetector {
  static func evidence(of alert: AlertPane, _ pane: Pane) -> Evidence? {
    guard let indicator = alert.indicator else { return nil }
    var finding = Finding(.earlyIndicator, of: alert, at: pane)
    if let domain = indicator.domain { finding.domain = RiskDomain(domain) }
    finding.score = Strength.indicator(probability: indicator.weight)
    finding.statistic = indicator.weight
    finding.observed = Double(alert.windowCount)
    return Evidence(finding, of: alert)
  }
}

/// More alerts than an instance has at this hour, over all kinds.
enum FloodDetector {
  private static let hourPanes = 60.0

  static func evidence(of total: AlertTotalPane, _ pane: Pane, _ settings: Settings) -> Evidence? {
    guard total.agePanes >= settings.alerts.warmUpPanes,
      let score = Strength.sensed(total.nats / BurstChart.threshold, settings.transactions)
    else { return nil }
    var finding = Finding(.alertFlood, at: pane)
    finding.domain = .other
    finding.score = score
    finding.statistic = total.nats
    finding.expected = total.usual * hourPanes
    finding.observed = total.recent * hourPanes
    finding.severity = .minor
    guard finding.observed > finding.expected else { return nil }
    return Evidence(instance: total.instance, subject: .whole("alerts"), finding: finding)
  }
}
