import RollingStatistics

/// Looks at the facts behind an instance's findings in a pane that was just closed: every reason at its own, with what is here for those
/// that look at the same.
struct FactObserver {
  let instance: Int
  let settings: AlertSettings

  /// One observation for each finding, in their order.
  func observe(
    _ findings: [Finding], in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> [Standing.Observation] {
    var seen: [Standing.Observation] = []
    for finding in findings { seen.append(finding.code.reason.observe(finding, by: self, in: &closed, statistics)) }
    assert(seen.count == findings.count, "every finding is asked about once")
    return seen
  }

  /// Whether the alert fires.
  func alert(_ finding: Finding, at pane: Pane, _ statistics: borrowing Statistics) -> Standing.Observation {
    let now = PaneTime.end(of: pane)
    if let series = statistics.series(finding.subject, .alert, of: instance),
      let standing = statistics.registers.standing(
        of: series, atMicros: now, staleAfterMicros: settings.staleAfterMicros)
    {
      return .alert(standing)
    }
    // Statistics that were lost know nothing; the alert itself may be heard of again until then.
    let heard = PaneTime.end(of: finding.pane)
    guard now - heard > settings.staleAfterMicros else { return .unseen }
    var silent = AlertStanding()
    (silent.isState, silent.endMicros, silent.isExpired) = (true, heard, true)
    return .alert(silent)
  }

  /// Whether the time still runs in which an early indicator warns, or its alert fires.
  func warning(_ finding: Finding, at pane: Pane, _ statistics: borrowing Statistics) -> Standing.Observation {
    let now = PaneTime.end(of: pane)
    let (end, isFar) = PaneTime.end(of: finding.pane).addingReportingOverflow(settings.indicatorMicros)
    var standing = AlertStanding()
    standing.isState = true
    guard !isFar, now >= end else {
      (standing.firing, standing.firesUntilMicros) = (1, isFar ? .max : end)
      return .alert(standing)
    }
    if case .alert(let told) = alert(finding, at: pane, statistics), told.isState, told.firing > 0 {
      return .alert(told)
    }
    (standing.endMicros, standing.isExpired) = (end, true)
    return .alert(standing)
  }

  /// Whether the transaction is back where people do not feel it: at most half of the excess that was told is left.
  func meanDuration(
    _ finding: Finding, in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> Standing.Observation {
    guard let seen = transaction(finding, in: &closed, statistics) else { return .unseen }
    let (normal, worst) = (finding.standing.normal, finding.standing.worst)
    guard normal > 0 else { return .value(seen.meanMicros, isOut: true) }
    // What only many minutes show is over when many minutes show that it is, and one that is better is no end.
    let isOfMinutes = finding.standing.isOfMinutes
    func mean(_ window: Int) -> Double { DeterministicMath.exp2(seen.means.value(window: window)) - 1 }
    let value = isOfMinutes ? seen.meanMicros : mean(0)
    // The worst minute is further out than most are.
    let excess = (worst / normal - 1) * (isOfMinutes ? 0.35 : 0.5)
    let limit = normal * (1 + min(max(excess, isOfMinutes ? 0.2 : 0.08), 0.5))
    return .value(value, isOut: max(value, mean(isOfMinutes ? 0 : 1)) >= limit)
  }

  /// The transaction that a finding is about; nil when the pane has nothing of it.
  func transaction(
    _ finding: Finding, in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> TransactionPane? {
    guard !closed.isPartial, let series = statistics.series(finding.subject, .transaction, of: instance) else {
      return nil
    }
    return closed.transaction(series)
  }
}
