/// Plain words: what a support engineer reads in ten seconds.
enum CaseText {
  static let titleLimit = 130

  static func title(_ instance: String, _ finding: Finding?) -> String {
    guard let finding else { return "\(instance): at risk" }
    return Words.cut("\(instance): \(finding.code.reason.headline(finding))", to: titleLimit)
  }

  /// One reason, one sentence.
  static func reason(_ f: Finding) -> String { f.code.reason.sentence(f) }

  static func summary(_ change: CaseChange) -> String {
    let episode = change.episode
    let now = Timestamp.clockMinute(episode.updatedMicros)
    if change.resolution != nil {
      let hours = Double(episode.updatedMicros - episode.openedMicros) / 3.6e9
      return "Back to normal at \(now) UTC after \(Words.span(hours: hours)). It was: "
        + episode.findings.prefix(2).map(reason).joined(separator: " ")
    }
    let risk = "Risk \(FixedPoint.text(Double(episode.riskPermille) / 10, decimals: 0) ?? "0") % at \(now) UTC. "
    return risk + episode.findings.prefix(3).map(reason).joined(separator: " ")
  }

  static func action(_ finding: Finding?, instance: String, isTriage: Bool) -> String {
    guard !isTriage else {
      return "Nobody owns \(instance) in the install base: find out whose it is, add it there, and pass the case on."
    }
    guard let f = finding else { return "Look at \(instance) before its users do." }
    return f.code.reason.action(f, on: instance)
  }
}
