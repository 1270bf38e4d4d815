import ForewarnCore

/// The keys of one entry of `topics`.
enum TopicKeys {
  static let table = KeyTable<TopicConfiguration>(keys: [
    .text("name", \.name, .topicName, "The topic.").required,
    .choice(
      "kind", \.decoder.kind, TopicKind.allCases, name: { $0.rawValue }, later: ["signals", "install-base", "control"],
      "What the topic carries."
    ).required,
    .choice(
      "format", \.decoder.format, RecordFormat.allCases, name: { $0.rawValue },
      "What its values look like; auto looks at each."),
    fields,
    .choice(
      "unit", \.decoder.unit, DurationUnit.allCases, name: { $0.rawValue }, "Unit of a duration that fields names."),
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
}
