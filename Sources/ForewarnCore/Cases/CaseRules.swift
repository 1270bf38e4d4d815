/// When a case opens, changes, resolves and comes back: a pure function of a situation, its risk and the pane.
enum CaseRules {
  enum Verdict: Equatable {
    case nothing
    case open
    case reopen
    case escalate
    case update
    case refresh
    case resolve(reason: String)
    /// The case is over for good: its key leaves the output topic, its row the book.
    case forget
  }

  /// A resolved case's key is removed from the compacted topic after this.
  static let tombstonePanes: Pane = 7 * 24 * 60

  struct Facts {
    var pane: Pane
    var risk: RiskModel.Assessment
    var severity: Severity
    /// There is a reason that the case has not named yet.
    var hasNewReason: Bool
    /// Whether the data that the case rests on still arrives: no data is not "resolved".
    var isDataSeen: Bool
  }

  /// Moves the runs above and below the thresholds on, then says what happens.
  static func judge(_ situation: inout Situation, _ facts: Facts, _ settings: CaseSettings) -> Verdict {
    let pane = Int64(facts.pane)
    situation.aboveSince = facts.risk.risk >= settings.openAtRisk ? situation.aboveSince ?? pane : nil
    let isBelow = facts.risk.risk <= settings.closeAtRisk && facts.isDataSeen
    situation.belowSince = isBelow ? situation.belowSince ?? pane : nil

    guard let episode = situation.episode else {
      return persists(situation.aboveSince, pane, settings.openForPanes) ? .open : .nothing
    }
    return episode.isOpen
      ? judgeOpen(situation, episode, facts, settings) : judgeResolved(situation, episode, pane, settings)
  }

  private static func judgeOpen(
    _ situation: Situation, _ episode: CaseState, _ facts: Facts, _ settings: CaseSettings
  ) -> Verdict {
    let pane = Int64(facts.pane)
    if facts.severity > episode.severity { return .escalate }
    if persists(situation.belowSince, pane, settings.closeForPanes) { return .resolve(reason: "recovered") }
    let sinceLast = pane - Int64(episode.lastEventPane)
    if facts.hasNewReason, sinceLast >= Int64(settings.updateEveryPanes) { return .update }
    if sinceLast >= Int64(settings.refreshHours * 60) { return .refresh }
    return .nothing
  }

  private static func judgeResolved(
    _ situation: Situation, _ episode: CaseState, _ pane: Int64, _ settings: CaseSettings
  ) -> Verdict {
    let sinceResolved = pane - Int64(episode.resolvedPane)
    if persists(situation.aboveSince, pane, settings.openForPanes), sinceResolved >= Int64(settings.deadTimePanes) {
      return Double(sinceResolved) <= settings.reopenWindowHours * 60 ? .reopen : .open
    }
    return sinceResolved >= Int64(tombstonePanes) ? .forget : .nothing
  }

  private static func persists(_ since: Int64?, _ pane: Int64, _ panes: Int) -> Bool {
    guard let since else { return false }
    return pane - since + 1 >= Int64(panes)
  }

  /// How bad: the worst alert behind it, the risk, and the time that is left.
  static func severity(_ findings: [Finding], risk: RiskModel.Assessment) -> Severity {
    var severity: Severity = risk.permille >= 970 ? .critical : risk.permille >= 850 ? .major : .minor
    for finding in findings {
      if finding.code == .immediateAlert { severity = max(severity, finding.severity) }
      if let trend = finding.trend, trend.hoursMid < 1 { severity = max(severity, .major) }
    }
    return severity
  }
}
