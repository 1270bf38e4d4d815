import RollingStatistics

/// A signal that is off its own level in a direction that is bad, on its way to its limit, or beyond it.
enum SignalDetector {
  static func evidence(of signal: SignalPane, _ pane: Pane, _ settings: TransactionSettings) -> [Evidence] {
    var found: [Evidence] = []
    for side in signal.sides {
      if let finding = shift(signal, side, pane, settings) { found.append(Evidence(finding, of: signal)) }
    }
    if let finding = limit(signal, pane) ?? trend(signal, pane) { found.append(Evidence(finding, of: signal)) }
    return found
  }

  private static func shift(
    _ signal: SignalPane, _ side: SignalVerdict, _ pane: Pane, _ settings: TransactionSettings
  ) -> Finding? {
    guard let score = Strength.sensed(side.shift.score, settings), !side.isOver else { return nil }
    var finding = Self.finding(.signalShift, of: signal, falls: side.falls, at: pane)
    finding.score = score
    finding.statistic = side.shift.score
    // Where the minute shows it, the minute is what is told.
    let isOfThePane = side.isByItself
    finding.windowPanes = isOfThePane ? 0 : side.shift.panes
    finding.observed = isOfThePane ? signal.value : side.windowValue
    finding.expected = isOfThePane ? side.expected : side.windowExpected
    return finding
  }

  private static func limit(_ signal: SignalPane, _ pane: Pane) -> Finding? {
    guard let limit = signal.rule.limit, signal.beyond >= Statistics.beyondNeeded else { return nil }
    var finding = Self.finding(.signalLimit, of: signal, falls: signal.rule.direction == .down, at: pane)
    finding.score = Strength.beyondLimit
    finding.statistic = Double(signal.beyond)
    finding.observed = signal.value
    finding.expected = limit
    finding.severity = .major
    return finding
  }

  private static func trend(_ signal: SignalPane, _ pane: Pane) -> Finding? {
    guard let trend = signal.trend else { return nil }
    let estimate = trend.estimate
    assert(estimate.hoursLow <= estimate.hoursHigh, "bounds lie around the estimate")
    var finding = Self.finding(.signalTrend, of: signal, falls: trend.falls, at: pane)
    finding.score = Strength.trend(hoursMid: estimate.hoursMid)
    finding.statistic = estimate.pValue
    finding.observed = estimate.levelMicros
    finding.expected = trend.normal
    finding.severity = estimate.hoursMid < 1 ? .major : .minor
    finding.trend = estimate
    return finding
  }

  /// With what every finding about a signal says.
  private static func finding(_ code: ReasonCode, of signal: SignalPane, falls: Bool, at pane: Pane) -> Finding {
    var finding = Finding(code, at: pane)
    finding.domain = RiskDomain(signal.rule.domain)
    finding.severity = .minor
    finding.count = Int64(signal.count)
    finding.unit = signal.rule.unit
    finding.falls = falls
    return finding
  }
}

extension Evidence {
  fileprivate init(_ finding: Finding, of signal: SignalPane) {
    self.init(instance: signal.instance, subject: .signal(signal.series), finding: finding)
  }
}
