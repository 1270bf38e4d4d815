/// How a case ended, in words that name the fact.
struct EndingText {
  let episode: Episode
  let resolution: Resolution

  private static let shownFacts = 3

  var summary: String {
    if let word = resolution.word { return "\(word) Until then for \(lasted): \(facts)." }
    let facts = facts
    switch resolution.reason {
    case .prevented: return "Prevented; over after \(lasted): \(facts)."
    case .cameTrue: return "It came as was said; over after \(lasted): \(facts)."
    case .ruleRemoved: return "Closed after \(lasted), but not because it is over: \(facts)."
    case .recovered: return "Over after \(lasted): \(facts)."
    case .expired: return "Closed after \(lasted) without word that it is over: \(facts)."
    case .closedBy, .declaredFalse, .superseded: return "Closed after \(lasted): \(facts)."
    case .newNormal:
      return "A question, not a recovery: \(facts) Confirm it with the customer, or look for what changed."
    }
  }

  private var facts: String {
    said.prefix(Self.shownFacts).reduce("") { $0.isEmpty ? $1 : $0 + ($0.hasSuffix("?") ? " " : "; ") + $1 }
  }

  var leadingFact: String { said.first ?? "it is over" }

  /// What decided how it ended comes first.
  private var said: [String] {
    let decisive = episode.findings.filter { finding in
      switch resolution.reason {
      case .recovered, .prevented, .cameTrue: finding.standing.isOver
      case .ruleRemoved: finding.standing.state == .unwatched
      case .expired: finding.standing.state == .expired
      case .newNormal: finding.standing.state == .lasting
      case .closedBy, .declaredFalse, .superseded: false
      }
    }
    let others = episode.findings.filter { finding in !decisive.contains { $0.isAbout(finding) } }
    var said: [String] = []
    var measured: [(subject: Name, unit: String)] = []
    for finding in decisive + others {
      // Two rules about one value: it came back once.
      if let unit = finding.code.reason.unit?.name {
        if measured.contains(where: { $0.subject == finding.subject && $0.unit == unit }) { continue }
        measured.append((finding.subject, unit))
      }
      let text = finding.ending(at: end(of: finding))
      if !said.contains(text) { said.append(text) }
    }
    if let prediction = episode.prediction, resolution.reason.isSolved {
      let text = PredictionText(prediction: prediction, episode: episode, resolution: resolution)
      // What became of it decides; of what nobody did anything about, the fact does.
      said.insert(text.fact, at: resolution.reason == .recovered ? min(1, said.count) : 0)
    }
    return said.filter { !$0.isEmpty }
  }

  private func end(of finding: Finding) -> String {
    Timestamp.moment(finding.standing.endMicros, seenFrom: resolution.atMicros)
  }

  /// From the first event of this time to the last fact that ended, or to when it was found last where there is no end to see.
  private var lasted: String { Words.span(hours: Double(lastedMicros) / 3.6e9) }

  var lastedMicros: Int64 {
    let ends = episode.findings.map { $0.standing.endMicros > 0 ? $0.standing.endMicros : PaneTime.end(of: $0.pane) }
    let end = resolution.reason.isSolved ? ends.max() ?? resolution.atMicros : resolution.atMicros
    let last = min(end, resolution.atMicros)
    return max(last, episode.startedMicros) - episode.startedMicros
  }
}
