/// Plain words: what a support engineer reads in ten seconds.
enum CaseText {
  static let titleLimit = 130
  private static let shownMembers = 5
  private static let recentMicros: Int64 = 300_000_000

  /// Of the ticket: what it was about when it came.
  static func title(_ key: SituationKey, _ episode: Episode) -> String {
    episode.title.isEmpty
      ? headline(key, episode) : Words.cut("\(whose(key)): \(episode.title)", to: titleLimit)
  }

  private static func whose(_ key: SituationKey) -> String {
    key.kind == .major ? "\(subject(key)), shared by several customers" : key.instance.text
  }

  /// What a case is about, for people.
  private static func subject(_ key: SituationKey) -> String {
    key.kind == .major ? SharedOffering(key.instance)?.title ?? key.instance.text : key.instance.text
  }

  /// What leads now.
  static func headline(_ key: SituationKey, _ episode: Episode, _ resolution: Resolution? = nil) -> String {
    let words =
      if let resolution {
        EndingText(episode: episode, resolution: resolution).leadingFact
      } else if let lead = episode.findings.first {
        lead.standing.isOver ? ending(lead, seenFrom: episode.updatedMicros) : lead.code.reason.headline(lead)
      } else {
        "at risk"
      }
    return Words.cut("\(whose(key)): \(words)", to: titleLimit)
  }

  /// One reason, one sentence: what is so, when it was so, or how it ended.
  static func reason(_ f: Finding, seenFrom now: Int64) -> String {
    guard f.standing.isOver else { return dated(f, seenFrom: now) }
    let text = ending(f, seenFrom: now)
    // A name is written as it is.
    let isName = text.hasPrefix(f.subject.text)
    return (isName ? text : text.prefix(1).uppercased() + text.dropFirst()) + (text.hasSuffix("?") ? "" : ".")
  }

  /// How often something came is told with its time when that is not now.
  private static func dated(_ f: Finding, seenFrom now: Int64) -> String {
    let sentence = f.code.reason.sentence(f)
    let seen = PaneTime.end(of: f.pane)
    guard f.standing.state == .fading, now - seen > recentMicros else { return sentence }
    return "\(sentence.dropLast()) (\(Timestamp.moment(seen, seenFrom: now)))."
  }

  private static func ending(_ f: Finding, seenFrom now: Int64) -> String {
    f.ending(at: Timestamp.moment(f.standing.endMicros, seenFrom: now))
  }

  static func summary(_ change: CaseChange) -> String {
    let episode = change.episode
    let now = Timestamp.clockMinute(episode.updatedMicros)
    if let resolution = change.resolution { return EndingText(episode: episode, resolution: resolution).summary }
    let risk = "Risk \(FixedPoint.text(Double(episode.riskPermille) / 10, decimals: 0) ?? "0") % at \(now) UTC. "
    return risk + membership(change.key, episode) + history(episode)
      + episode.findings.prefix(3)
      .map { reason($0, seenFrom: episode.updatedMicros) }.joined(separator: " ")
  }

  /// Which cases a major one is about.
  private static func membership(_ key: SituationKey, _ episode: Episode) -> String {
    let members = episode.members
    guard !members.isEmpty else { return "" }
    var instances: [String] = []
    for member in members where !instances.contains(member.instance.text) { instances.append(member.instance.text) }
    let named = instances.prefix(shownMembers).joined(separator: ", ")
    let more = instances.count > shownMembers ? " and \(instances.count - shownMembers) more" : ""
    let whose = "cases\(instances.count < members.count ? " of" : ":") \(named)\(more). "
    return SharedOffering(key.instance) == nil
      ? "It is behind \(members.count) \(whose)" : "Shortly one after the other began \(members.count) \(whose)"
  }

  /// That it came back, and how.
  private static func history(_ episode: Episode) -> String {
    guard episode.reopenings > 0 else { return "" }
    let times = episode.reopenings == 1 ? "once" : "\(episode.reopenings) times"
    let since = Timestamp.moment(episode.openedMicros, seenFrom: episode.updatedMicros)
    if episode.flaps > 0 { return "It comes and goes: back \(times) since \(since). " }
    return episode.comesDaily
      ? "It comes every day at about \(Timestamp.clockMinute(episode.startedMicros)) UTC, \(episode.reopenings + 1) times since \(since): a job? "
      : "It came back \(times) since \(since). "
  }

  static func action(_ change: CaseChange, isTriage: Bool) -> String {
    let instance = subject(change.key)
    switch change.resolution?.reason {
    case .recovered: return "Nothing: it is over. Tell the customer, if they were told."
    case .prevented: return "Nothing: it did not come. Tell the customer what was done, if they were told of it."
    case .cameTrue: return "Nothing: it is over. Tell the customer what happened, and that it was seen to come."
    case .ruleRemoved:
      return "Look whether it is over: nothing looks at it any more. If that was not meant, set the rule again."
    case .expired: return "Look whether it is over, and why nothing is heard of it any more."
    case .closedBy, .declaredFalse: return "Nothing more: a person has decided it."
    case .superseded: return "Go on with the major case of what is behind it."
    case .newNormal: return "Ask the customer whether this is accepted; if not, look for what changed when it began."
    case nil: break
    }
    let finding = change.episode.findings.first
    guard !isTriage else {
      return "Nobody owns \(instance) in the install base: find out whose it is, add it there, and pass the case on."
    }
    guard let f = finding else { return "Look at \(instance) before its users do." }
    let action = f.code.reason.action(f, on: instance)
    return change.key.kind == .major ? "One problem of several customers, so mend it once. \(action)" : action
  }
}
