/// Looks at the facts behind findings in a pane that was just closed.
struct FactObserver {
  let instance: Int
  let settings: AlertSettings

  func observe(
    _ findings: [Finding], in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> [Standing.Observation] {
    var seen: [Standing.Observation] = []
    for finding in findings {
      switch finding.code.reason.watched {
      case .alert: seen.append(alert(finding, closed.pane, statistics))
      case .meanDuration:
        let pane = transaction(finding, in: &closed, statistics)
        seen.append(
          pane.map { .value($0.meanMicros, isOut: $0.meanMicros >= OpeningBand.durationLimit(finding.standing)) }
            ?? .unseen)
      case .errorShare:
        let share = transaction(finding, in: &closed, statistics).map { Double($0.cell.errors) / Double($0.cell.count) }
        seen.append(share.map { .value($0, isOut: $0 > OpeningBand.errorLimit(finding.standing)) } ?? .unseen)
      case .requests: seen.append(requests(in: closed, finding))
      }
    }
    assert(seen.count == findings.count, "every finding is asked about once")
    return seen
  }

  private func alert(_ finding: Finding, _ pane: Pane, _ statistics: borrowing Statistics) -> Standing.Observation {
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

  private func transaction(
    _ finding: Finding, in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> TransactionPane? {
    guard !closed.isPartial, let series = statistics.series(finding.subject, .transaction, of: instance) else {
      return nil
    }
    return closed.transaction(series)
  }

  private func requests(in closed: borrowing ClosedPane, _ finding: Finding) -> Standing.Observation {
    for usage in closed.usage where usage.instance == instance {
      return .value(usage.requests, isOut: usage.requests < OpeningBand.usageLimit(finding.standing))
    }
    return .unseen
  }
}

/// Where a value is back in the band of the opening: at most half of what was told is left, and no more than people do not feel.
enum OpeningBand {
  static func durationLimit(_ standing: Standing) -> Double {
    guard standing.normal > 0 else { return 0 }
    let excess = (standing.worst / standing.normal - 1) / 2
    return standing.normal * (1 + min(max(excess, 0.2), 0.5))
  }

  static func errorLimit(_ standing: Standing) -> Double {
    min(max(2 * standing.normal, 0.01), standing.normal + (standing.worst - standing.normal) / 2)
  }

  static func usageLimit(_ standing: Standing) -> Double { standing.normal / 2 }
}
