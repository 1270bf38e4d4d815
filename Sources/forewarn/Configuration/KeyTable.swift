/// The keys of a file, or of one row in it. Sections are what stands before the dots of the paths.
struct KeyTable<Root: Sendable>: Sendable {
  var keys: [Key<Root>]
  /// One sentence for each section, by path.
  var sections: [String: String] = [:]
  /// The key that is read before the others, wherever it stands: they override what it brings.
  var first: String?

  /// Reads a mapping: every key once, unknown ones with a suggestion, missing ones named. Nothing is thrown; all problems
  /// stand in `findings`.
  func read(_ node: YAMLNode, prefix: String = "", into root: inout Root, _ findings: inout Findings) {
    var present: Set<String> = []
    readSection(node, section: "", prefix: prefix, into: &root, &findings, &present)
    for key in keys where key.description.isRequired && !present.contains(key.path) {
      let parent = key.path.split(separator: ".").dropLast().joined(separator: ".")
      let position = findings.positions[prefix + parent] ?? node.position
      findings.add("missing key \"\(prefix)\(key.path)\": \(key.description.documentation)", at: position)
    }
  }

  private func readSection(
    _ node: YAMLNode, section: String, prefix: String, into root: inout Root, _ findings: inout Findings,
    _ present: inout Set<String>
  ) {
    if node.isNull {
      // `output.late: null` says what `output.late: {topic: null}` says. A section of several keys that is empty, because all
      // in it is commented out, leaves its defaults.
      let inside = keys.filter { $0.path.hasPrefix(section + ".") }
      if inside.count == 1, let key = inside.first { read(key, node, prefix: prefix, into: &root, &findings, &present) }
      return
    }
    guard case .mapping(let entries) = node.content else {
      let name = section.isEmpty ? (prefix.isEmpty ? "the file" : String(prefix.dropLast())) : prefix + section
      return findings.add("\(name) must be a section of keys, not \(node.kindInWords)", at: node.position)
    }
    for entry in entries.filter({ $0.name == first }) + entries.filter({ $0.name != first }) {
      let path = section.isEmpty ? entry.name : "\(section).\(entry.name)"
      findings.positions[prefix + path] = entry.position
      if entry.name.contains(".") {
        // A dotted name would be a second spelling of a nested key, and could contradict it.
        findings.add("unknown key \"\(entry.name)\"; write sections as nested keys", at: entry.position)
      } else if let key = keys.first(where: { $0.path == path }) {
        read(key, entry.value, prefix: prefix, into: &root, &findings, &present)
      } else if keys.contains(where: { $0.path.hasPrefix(path + ".") }) {
        readSection(entry.value, section: path, prefix: prefix, into: &root, &findings, &present)
      } else {
        let clause = Suggestion.clause(for: entry.name, in: names(in: section))
        findings.add("unknown key \"\(entry.name)\"\(clause)", at: entry.position)
      }
    }
  }

  private func read(
    _ key: Key<Root>, _ node: YAMLNode, prefix: String, into root: inout Root, _ findings: inout Findings,
    _ present: inout Set<String>
  ) {
    present.insert(key.path)
    if findings.positions[prefix + key.path] == nil { findings.positions[prefix + key.path] = node.position }
    key.read(node, prefix + key.path, &root, &findings)
  }

  /// What may stand directly in a section, in the order of the table.
  func names(in section: String) -> [String] {
    var names: [String] = []
    for key in keys where section.isEmpty || key.path.hasPrefix(section + ".") {
      let rest = section.isEmpty ? key.path[...] : key.path.dropFirst(section.count + 1)
      let name = String(rest.prefix { $0 != "." })
      if names.last != name { names.append(name) }
    }
    return names
  }
}
