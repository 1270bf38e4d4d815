/// What is new in an event, for the work note of a ticket: the rest of it is a snapshot.
struct ChangeJSON {
  private static let shownReasons = 3

  let change: CaseChange
  let textLength: Int

  func write(to json: inout JSONWriter) {
    json.string("type", change.type.name)
    if let before = change.before {
      json.object("from") {
        $0.string("severity", before.severity.name)
        $0.number("risk", Double(before.riskPermille) / 1000, decimals: 3)
      }
    } else {
      json.null("from")
    }
    json.string("because", Words.cut(because, to: min(300, textLength)))
    json.bool("refresh", change.isRefresh)
    json.bool("is_refresh", change.isRefresh)
    json.string("severity_before", change.before?.severity.name)
    json.strings("items_added", items(of: change.episode, without: change.before))
    json.strings("items_removed", change.before.map { items(of: $0, without: change.episode) } ?? [])
    json.string("note", Words.cut(note, to: min(1_000, textLength)))
  }

  private func items(of episode: Episode, without other: Episode?) -> [String] {
    let known = Set(other?.items ?? [])
    return episode.items.filter { !known.contains($0) }.map { Words.cut($0.text, to: textLength) }
  }

  private var note: String {
    let date = Timestamp.text(change.episode.updatedMicros).prefix(10)
    if let word = change.word {
      return change.resolution == nil || change.type != .resolved ? word : CaseText.summary(change)
    }
    if change.isRefresh { return "Nothing new on \(date): still open." }
    if change.resolution != nil { return CaseText.summary(change) }
    return sentences.joined(separator: " ")
  }

  /// The one thing that this event is for.
  private var because: String {
    if let word = change.word { return word }
    if change.isRefresh { return "It is still open, and is repeated so that it is not lost." }
    if let resolution = change.resolution {
      return EndingText(episode: change.episode, resolution: resolution).leadingFact
    }
    return sentences.first ?? CaseText.headline(change.key, change.episode, nil)
  }

  /// What an event of an open case has to say, the most important first.
  private var sentences: [String] {
    var parts: [String] = []
    if let before = change.before, change.type == .escalated {
      parts.append("Severity rose from \(before.severity.name) to \(change.episode.severity.name).")
    }
    if change.type == .reopened { parts.append("It is back.") }
    if !joined.isEmpty {
      let names = joined.joined(separator: ", ")
      let isOffering = SharedOffering(change.key.instance) != nil
      parts.append(
        isOffering ? "A case of \(names) is part of it too now." : "It is behind a case of \(names) too now.")
    }
    let told = news.prefix(Self.shownReasons).map { CaseText.reason($0, seenFrom: change.episode.updatedMicros) }
    return parts + (joined.isEmpty || hasNews ? told : [])
  }

  /// Of a major case: the instances whose cases are part of it since the last event.
  private var joined: [String] {
    guard let before = change.before else { return [] }
    return change.episode.members.filter { !before.members.contains($0) }.map(\.instance.text)
  }

  private var hasNews: Bool { !untold.isEmpty }

  /// Reasons that were not told, or of other figures.
  private var untold: [Finding] {
    guard let before = change.before else { return change.episode.findings }
    return change.episode.findings.filter { now in
      !before.findings.contains { $0.isAbout(now) && $0.observed == now.observed && $0.trend == now.trend }
    }
  }

  /// The lead when there is nothing else to say.
  private var news: [Finding] { hasNews ? untold : Array(change.episode.findings.prefix(1)) }
}
