import ForewarnCore

/// Which unknown word to tell of next: each once a minute at most, and only while more of it comes. It answers one at a time, so that
/// what is asked once a second stays below the log's limit on repeats.
struct UnknownWordLog {
  private struct Key: Hashable {
    var topic: String
    var field: UnknownWords.Field
    var word: String
  }

  private struct Told {
    var alerts: Int64
    var atMicros: Int64
  }

  private static let periodMicros: Int64 = 60_000_000

  /// One entry a word that is counted, of which there are few.
  private var told: [Key: Told] = [:]

  mutating func next(of words: [UnknownWord], nowMicros: Int64) -> UnknownWord? {
    var next: (key: Key, word: UnknownWord, toldAtMicros: Int64)?
    for word in words {
      let key = Key(topic: word.topic, field: word.field, word: word.word)
      let last = told[key] ?? Told(alerts: 0, atMicros: .min / 2)
      guard word.alerts > last.alerts, nowMicros - last.atMicros >= Self.periodMicros else { continue }
      // The one that waits longest.
      if last.atMicros < next?.toldAtMicros ?? .max { next = (key, word, last.atMicros) }
    }
    guard let next else { return nil }
    told[next.key] = Told(alerts: next.word.alerts, atMicros: nowMicros)
    return next.word
  }
}

extension UnknownWord {
  /// What it is, what it was taken for, and what to do.
  var text: String {
    let quoted = ShownValue.text(word).json
    let count = alerts == 1 ? "1 alert" : "\(alerts) alerts"
    let (taken, meanings) =
      switch field {
      case .severity: ("a warning", Severity.allCases.reversed().map(\.name))
      case .status: ("neither firing nor resolved, so without effect", AlertStatus.allCases.map(\.name))
      }
    let key = word == UnknownWords.rest ? "WORD" : quoted
    return
      "\(topic): \(field.rawValue) \(quoted) is an unknown word; \(count) taken for \(taken). Set `\(field.rawValue): {\(key): MEANING}` in the topic's entry under `topics:`, MEANING one of \(meanings.joined(separator: ", "))"
  }
}
