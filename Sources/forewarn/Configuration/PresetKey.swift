import ForewarnCore

/// `preset:` of a topic: settings for the values of a known sender, as anybody could write them. What stands beside it overrides it.
enum PresetKey {
  static let key = Key<TopicConfiguration>(
    description: KeyDescription(
      path: "preset", value: .choice(Presets.names),
      documentation:
        "Settings for the values of a known sender, which `forewarn config preset NAME` prints; what stands beside it overrides it.",
      isNullable: true),
    read: { node, path, topic, findings in
      if node.isNull {
        topic.preset = nil
        return
      }
      guard let name = findings.text(of: node, path: path, .any) else { return }
      guard let text = Presets.text(of: name) else {
        let clause = Suggestion.nearest(to: name, in: Presets.names).map { "; did you mean \"\($0)\"?" } ?? ""
        return findings.add(
          "\(path) must be one of \(Presets.names.joined(separator: ", ")), not \"\(name)\"\(clause)", at: node.position
        )
      }
      topic.preset = name
      guard let tree = try? YAMLReader.read(Array(text.utf8), source: "preset \(name)", limitBytes: 1 << 16),
        case .mapping(let entries) = tree.content
      else { return findings.add("\(path): preset \(name) cannot be read", at: node.position) }
      for entry in entries {
        for key in TopicKeys.presetKeys where key.path == entry.name {
          key.read(entry.value, "preset \(name): \(key.path)", &topic, &findings)
        }
      }
    },
    shown: { topic in topic.preset.map { .text($0) } ?? .null })
}
