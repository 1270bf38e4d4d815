import ForewarnCore

/// The keys of one entry of `topics`.
enum TopicKeys {
  static let table: KeyTable<TopicConfiguration> = {
    var table = KeyTable<TopicConfiguration>(keys: keys)
    table.first = "preset"
    return table
  }()

  private static let keys: [Key<TopicConfiguration>] = [
    .text("name", \.name, .topicName, "The topic.").required,
    .choice(
      "kind", \.decoder.kind, TopicKind.allCases, name: { $0.rawValue }, "What the topic carries."
    ).required,
    .choice(
      "format", \.decoder.format, RecordFormat.allCases, name: { $0.rawValue },
      "What its values look like; auto looks at each."),
    PresetKey.key,
    FieldKeys.key,
    FieldKeys.each,
    .pointers(
      "labels", \.decoder.labels,
      "Pointers to labels (an object, a list of {key, value}, tags as text), read as Alertmanager's are: what no field says is looked for there."
    ),
    FieldKeys.timeZone,
    .choice(
      "unit", \.decoder.unit, DurationUnit.allCases, name: { $0.rawValue }, "Unit of a duration that fields names."),
    words(
      "severity", \.decoder.severities, Severity.allCases.reversed(), name: { $0.name },
      "What the senders' own severities mean, such as {Sev9: minor, 0: critical}; numbers that fields takes from elsewhere mean nothing without it."
    ),
    words(
      "status", \.decoder.statuses, AlertStatus.allCases, name: { $0.name },
      "What the senders' own states mean; an alert whose state is neither counts without any effect."),
    .texts(
      "instance_labels", \.decoder.instanceLabels,
      "Labels, or attributes of OpenTelemetry, that hold the customer instance; the first that is there wins."),
    .texts(
      "ci_labels", \.decoder.ciLabels,
      "Labels, or attributes of OpenTelemetry, that hold the configuration item; the first that is there wins."),
    .texts(
      "signal_attributes", \.decoder.signalAttributes,
      "Attributes of OpenTelemetry's metrics that are part of a signal's name, as in queue.length{q=orders}; what differs in others is one signal. At most \(Limits.signalAttributes)."
    ),
  ]

  /// Those that a preset may have: what a topic is called, and carries, is its own.
  static let presetKeys = keys.filter { !["name", "kind", "preset"].contains($0.path) }

  private static func words<Meaning: Sendable>(
    _ path: String, _ target: any WritableKeyPath<TopicConfiguration, [String: Meaning]> & Sendable,
    _ meanings: [Meaning], name: @escaping @Sendable (Meaning) -> String, _ documentation: String
  ) -> Key<TopicConfiguration> {
    let names = meanings.map(name)
    return Key(
      description: KeyDescription(path: path, value: .words(names), documentation: documentation),
      read: { node, path, topic, findings in
        guard case .mapping(let entries) = node.content else {
          return findings.add("\(path) must be a section of words, not \(node.kindInWords)", at: node.position)
        }
        var seen: [(word: FoldedWord, line: Int)] = []
        for entry in entries where findings.isNewWord(entry, path: path, among: &seen) {
          guard case .scalar(let text, isPlain: _) = entry.value.content, let index = names.firstIndex(of: text) else {
            let written = entry.value.kindInWords
            let hint = Suggestion.nearest(to: written, in: names).map { "; did you mean \"\($0)\"?" } ?? ""
            findings.add(
              "\(path) of \"\(entry.name)\" must be one of \(names.joined(separator: ", ")), not \(written)\(hint)",
              at: entry.value.position)
            continue
          }
          // A preset may have the same word in another spelling.
          for other in topic[keyPath: target].keys where FoldedWord(other) == FoldedWord(entry.name) {
            topic[keyPath: target][other] = nil
          }
          topic[keyPath: target][entry.name] = meanings[index]
        }
      },
      shown: { topic in
        .table(
          topic[keyPath: target].sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
            ShownValue.Pair(name: $0.key, value: .text(name($0.value)))
          })
      })
  }
}

extension Findings {
  /// A word that no event could be told from another by is a mistake.
  fileprivate mutating func isNewWord(
    _ entry: YAMLNode.Entry, path: String, among seen: inout [(word: FoldedWord, line: Int)]
  ) -> Bool {
    guard let word = FoldedWord(entry.name), !word.isEmpty else {
      add("\(path): a word has 1 to \(FoldedWord.limit) bytes, blanks around it not counted", at: entry.position)
      return false
    }
    if let first = seen.first(where: { $0.word == word }) {
      add(
        "\(path): \"\(entry.name)\" stands here again, first in line \(first.line); case, blanks and hyphens make no difference",
        at: entry.position)
      return false
    }
    seen.append((word, entry.position.line))
    return true
  }
}
