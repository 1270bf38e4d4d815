/// Plain words: what a support engineer reads in ten seconds.
enum CaseText {
  static let titleLimit = 130

  /// Of the ticket: what it was about when it came.
  static func title(_ instance: String, _ episode: Episode) -> String {
    episode.title.isEmpty
      ? headline(instance, episode) : Words.cut("\(instance): \(episode.title)", to: titleLimit)
  }

  /// What leads now.
  static func headline(_ instance: String, _ episode: Episode) -> String {
    guard let lead = episode.findings.first else { return "\(instance): at risk" }
    return Words.cut("\(instance): \(lead.code.reason.headline(lead))", to: titleLimit)
  }

  /// One reason, one sentence.
  static func reason(_ f: Finding) -> String { f.code.reason.sentence(f) }

  static func summary(_ change: CaseChange) -> String {
    let episode = change.episode
    let now = Timestamp.clockMinute(episode.updatedMicros)
    if let resolution = change.resolution { return EndingText(episode: episode, resolution: resolution).summary }
    let risk = "Risk \(FixedPoint.text(Double(episode.riskPermille) / 10, decimals: 0) ?? "0") % at \(now) UTC. "
    return risk + history(episode) + episode.findings.prefix(3).map(reason).joined(separator: " ")
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

  static func action(_ change: CaseChange, instance: String, isTriage: Bool) -> String {
    switch change.resolution?.reason {
    case .recovered: return "Nothing: it is over. Tell the customer, if they were told."
    case .expired: return "Look whether it is over, and why nothing is heard of it any more."
    case .newNormal: return "Ask the customer whether this is accepted; if not, look for what changed when it began."
    case nil: break
    }
    let finding = change.episode.findings.first
    guard !isTriage else {
      return "Nobody owns \(instance) in the install base: find out whose it is, add it there, and pass the case on."
    }
    guard let f = finding else { return "Look at \(instance) before its users do." }
    return f.code.reason.action(f, on: instance)
  }
}
