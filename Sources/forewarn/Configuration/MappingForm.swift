import ForewarnCore

/// What a mapping of names to values of one kind looks like.
struct MappingForm<Value: Sendable>: Sendable {
  /// No others may be there; nil = any words, which are folded.
  var names: [String]?
  /// Whether all of the names have to be there.
  var isWhole = true
  var value: ValueDescription
  var read: @Sendable (YAMLNode, _ path: String, inout Findings) -> Value?
  var shown: @Sendable (Value) -> ShownValue

  static func integers(_ names: [String]?, _ range: ClosedRange<Int64>) -> MappingForm<Int> {
    MappingForm<Int>(
      names: names, value: .integer(range),
      read: { node, path, findings in findings.integer(of: node, path: path, range).map { Int($0) } },
      shown: { .integer(Int64($0)) })
  }

  static func durations(_ names: [String]) -> MappingForm<Int64> {
    MappingForm<Int64>(
      names: names, value: .text(.duration),
      read: { node, path, findings in
        findings.text(of: node, path: path, .duration).flatMap { DurationText.seconds(in: $0) }
      },
      shown: { .text(DurationText.text(seconds: $0)) })
  }

  /// Not all of them need to be there.
  static func texts(_ names: [String]) -> MappingForm<String> {
    MappingForm<String>(
      names: names, isWhole: false, value: .text(.any),
      read: { node, path, findings in findings.text(of: node, path: path, .any) }, shown: { .text($0) })
  }

  /// What a mapping says takes the place of all defaults; nil when it is wrong somewhere.
  fileprivate func values(in node: YAMLNode, path: String, _ findings: inout Findings) -> [String: Value]? {
    guard case .mapping(let entries) = node.content else {
      findings.add("\(path) must be a section of names, not \(node.kindInWords)", at: node.position)
      return nil
    }
    let problems = findings.problems.count
    var values: [String: Value] = [:]
    var seen: Set<String> = []
    for entry in entries {
      let name = names == nil ? Words.folded(entry.name) : entry.name
      if let names, !names.contains(name) {
        findings.add("unknown key \"\(name)\"\(Suggestion.clause(for: name, in: names))", at: entry.position)
      } else if name.isEmpty {
        findings.add("\(path) has a name without a letter", at: entry.position)
      } else if !seen.insert(name).inserted {
        findings.add("\(path).\(name) stands here again", at: entry.position)
      } else {
        values[name] = read(entry.value, "\(path).\(name)", &findings)
      }
    }
    let left = isWhole ? (names ?? []).filter { !seen.contains($0) } : []
    if !left.isEmpty { findings.add("\(path) leaves out \(left.joined(separator: ", "))", at: node.position) }
    return findings.problems.count == problems ? values : nil
  }

  /// In the order of the names, or by the words.
  fileprivate func shown(_ values: [String: Value]) -> ShownValue {
    .table(
      (names ?? values.keys.sorted()).compactMap { name in
        values[name].map { ShownValue.Pair(name: name, value: shown($0)) }
      })
  }
}

extension Key {
  static func mapping<Value: Sendable>(
    _ path: String, _ target: any WritableKeyPath<Root, [String: Value]> & Sendable, _ form: MappingForm<Value>,
    _ documentation: String
  ) -> Key {
    Key(
      description: KeyDescription(
        path: path, value: .mapping(names: form.names, isWhole: form.isWhole, form.value), documentation: documentation),
      read: { node, path, root, findings in
        if let values = form.values(in: node, path: path, &findings) { root[keyPath: target] = values }
      },
      shown: { form.shown($0[keyPath: target]) })
  }
}
