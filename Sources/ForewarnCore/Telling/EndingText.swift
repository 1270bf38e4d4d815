/// How a case ended, in words that name the fact.
struct EndingText {
  let episode: Episode
  let resolution: Resolution

  private static let shownFacts = 3

  var summary: String {
    if let word = resolution.word { return "\(word) Until then for \(lasted): \(facts)." }
    let facts = facts
    switch resolution.reason {
    case .recovered: return "Over after \(lasted): \(facts)."
    case .expired: return "Closed after \(lasted) without word that it is over: \(facts)."
    case .closedBy, .declaredFalse: return "Closed after \(lasted): \(facts)."
    case .newNormal:
      return "A question, not a recovery: \(facts) Confirm it with the customer, or look for what changed."
    }
  }

  /// What decided how it ended comes first.
  private var facts: String {
    let decisive = episode.findings.filter { finding in
      switch resolution.reason {
      case .recovered: finding.standing.isOver
      case .expired: finding.standing.state == .expired
      case .newNormal: finding.standing.state == .lasting
      case .closedBy, .declaredFalse: false
      }
    }
    let others = episode.findings.filter { finding in !decisive.contains { $0.isAbout(finding) } }
    var said: [String] = []
    for finding in decisive + others {
      let text = finding.code.reason.ending(finding, at: end(of: finding))
      if !said.contains(text) { said.append(text) }
    }
    return said.prefix(Self.shownFacts).joined(separator: "; ")
  }

  private func end(of finding: Finding) -> String {
    Timestamp.moment(finding.standing.endMicros, seenFrom: resolution.atMicros)
  }

  /// From the first event of this time to the last fact that ended.
  private var lasted: String {
    let end = resolution.reason == .recovered ? episode.findings.map(\.standing.endMicros).max() ?? 0 : 0
    let last = end == 0 ? resolution.atMicros : min(end, resolution.atMicros)
    return Words.span(hours: Double(max(last, episode.startedMicros) - episode.startedMicros) / 3.6e9)
  }
}
