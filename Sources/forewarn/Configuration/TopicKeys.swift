import ForewarnCore

/// The keys of one entry of `topics`.
enum TopicKeys {
  static let table = KeyTable<TopicConfiguration>(keys: [
    .text("name", \.name, .topicName, "The topic.").required,
    .choice(
      "kind", \.decoder.kind, TopicKind.allCases, name: { $0.rawValue }, later: ["signals"],
      "What the topic carries."
    ).required,
    .choice(
      "format", \.decoder.format, RecordFormat.allCases, name: { $0.rawValue },
      "What its values look like; auto looks at each."),
    fields,
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
      "Alertmanager labels that hold the customer instance; the first that is there wins."),
    .texts(
      "ci_labels", \.decoder.ciLabels,
      "Alertmanager labels that hold the configuration item; the first that is there wins."),
  ])

  static let fieldNames = [
    "time", "instance", "transaction", "duration", "error", "count", "alert", "severity", "status", "domain", "ci",
    "fingerprint", "summary",
  ]

  private static let fields = Key<TopicConfiguration>(
    description: KeyDescription(
      path: "fields", value: .table(names: fieldNames, .jsonPointer),
      documentation: "Where our fields stand in values of a shape of your own: names to JSON Pointers."),
    read: { node, path, topic, findings in
      guard case .mapping(let entries) = node.content else {
        return findings.add("\(path) must be a section of JSON Pointers, not \(node.kindInWords)", at: node.position)
      }
      for entry in entries {
        if !fieldNames.contains(entry.name) {
          let clause = Suggestion.clause(for: entry.name, in: fieldNames)
          findings.add("unknown field \"\(entry.name)\"\(clause)", at: entry.position)
        } else if let pointer = findings.text(of: entry.value, path: "\(path).\(entry.name)", .jsonPointer) {
          topic.decoder.fields[entry.name] = pointer
        }
      }
    },
    shown: { topic in
      .table(
        fieldNames.compactMap { name in
          topic.decoder.fields[name].map { ShownValue.Pair(name: name, value: .text($0)) }
        })
    })

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
