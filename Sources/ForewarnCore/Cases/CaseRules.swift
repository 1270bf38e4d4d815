/// When a case opens, changes, resolves and comes back: a pure function of a situation, what is known of it, and the settings.
enum CaseRules {
  enum Verdict: Equatable {
    case nothing
    case open
    case reopen
    case escalate
    case update
    case refresh
    /// A person has said something of it.
    case remark
    case resolve(Resolution.Reason)
    /// The case is over for good.
    case forget
  }

  /// A resolved case's key is removed from the compacted topic after this.
  static let tombstonePanes: Pane = 7 * 24 * 60

  static func verdict(on situation: Situation, _ facts: CaseFacts, _ settings: CaseSettings) -> Verdict {
    switch situation.phase {
    case .quiet:
      return facts.urgency == .immediate || facts.firesStill || isThere(situation, facts, settings) ? .open : .nothing
    case .open(let episode): return verdict(onOpen: situation, episode, facts, settings)
    case .resolved(_, let resolution): return verdict(onResolved: situation, resolution, facts, settings)
    }
  }

  private static func verdict(
    onOpen situation: Situation, _ episode: Episode, _ facts: CaseFacts, _ settings: CaseSettings
  ) -> Verdict {
    if facts.cause != nil { return .resolve(.superseded) }
    if facts.severity > episode.severity { return .escalate }
    let sinceLast = Int64(facts.pane) - Int64(episode.lastEventPane)
    if facts.hasNewReason || facts.isWorse, sinceLast >= Int64(settings.updateEveryPanes) { return .update }
    if facts.urgency != .paneEnd { return .nothing }
    if persists(situation.belowSince, facts.pane, episode.closeForPanes(settings)) {
      return .resolve(Resolution.Reason(of: episode))
    }
    return sinceLast >= Int64(settings.refreshHours * 60) ? .refresh : .nothing
  }

  private static func verdict(
    onResolved situation: Situation, _ resolution: Resolution, _ facts: CaseFacts, _ settings: CaseSettings
  ) -> Verdict {
    if resolution.isHeldShut, facts.isSameProblem { return .nothing }
    let sinceResolved = Int64(facts.pane) - Int64(resolution.pane)
    let comesBack =
      facts.urgency == .immediate || facts.urgency == .paneEnd && facts.firesStill
      || isThere(situation, facts, settings) && sinceResolved >= Int64(settings.deadTimePanes)
    if comesBack {
      return facts.isSameProblem && Double(sinceResolved) <= settings.reopenWindowHours * 60 ? .reopen : .open
    }
    return sinceResolved >= Int64(tombstonePanes) ? .forget : .nothing
  }

  private static func isThere(_ situation: Situation, _ facts: CaseFacts, _ settings: CaseSettings) -> Bool {
    facts.isCertain || persists(situation.aboveSince, facts.pane, settings.openForPanes)
  }

  private static func persists(_ since: Pane?, _ pane: Pane, _ panes: Int) -> Bool {
    guard let since else { return false }
    return Int64(pane) - Int64(since) + 1 >= Int64(panes)
  }
}
