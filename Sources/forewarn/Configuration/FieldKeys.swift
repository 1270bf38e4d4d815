import ForewarnCore

/// Where our fields come from in values of a shape of one's own: `fields`, `each`, `labels` and `time_zone` of a topic.
enum FieldKeys {
  static let origins = ["pointer", "first_of", "constant", "key", "topic", "header", "template"]
  static let manners = ["unit", "at_least", "values", "default"]

  static let key = Key<TopicConfiguration>(
    description: KeyDescription(
      path: "fields", value: .fields(FieldSource.names),
      documentation:
        "Where our fields stand in values of a shape of your own: a JSON Pointer each, or {first_of: […]}, {constant: …}, {key: true}, {topic: true}, {header: …}, {template: \"{/method} {/path}\"}, with unit, at_least, values and default."
    ),
    read: { node, path, topic, findings in
      guard case .mapping(let entries) = node.content else {
        return findings.add("\(path) must be a section of fields, not \(node.kindInWords)", at: node.position)
      }
      for entry in entries {
        if !FieldSource.names.contains(entry.name) {
          let clause = Suggestion.clause(for: entry.name, in: FieldSource.names)
          findings.add("unknown field \"\(entry.name)\"\(clause)", at: entry.position)
        } else if let source = findings.source(of: entry.value, field: entry.name, path: "\(path).\(entry.name)") {
          topic.decoder.fields[entry.name] = source
        }
      }
    },
    shown: { topic in
      .table(
        FieldSource.names.compactMap { name in
          topic.decoder.fields[name].map { ShownValue.Pair(name: name, value: shown($0)) }
        })
    })

  static let each = Key<TopicConfiguration>.optionalText(
    "each", \.decoder.each, .jsonPointer,
    "Pointer to the events of a record, an array (* for each element of one on the way); the other pointers then start at an event, those with $ before them at the record."
  )

  static let timeZone = Key<TopicConfiguration>.timeZone(
    "time_zone", \.decoder.timeZone, "Of times that name no zone: Europe/Paris, +05:30, UTC.")

  private static func shown(_ source: FieldSource) -> ShownValue {
    var pairs: [ShownValue.Pair] = []
    switch source.origin {
    case .pointers(let pointers) where pointers.count == 1:
      pairs.append(.init(name: "pointer", value: .text(pointers[0])))
    case .pointers(let pointers): pairs.append(.init(name: "first_of", value: .list(pointers.map { .text($0) })))
    case .constant(let text): pairs.append(.init(name: "constant", value: .text(text)))
    case .key: pairs.append(.init(name: "key", value: .flag(true)))
    case .topic: pairs.append(.init(name: "topic", value: .flag(true)))
    case .header(let name): pairs.append(.init(name: "header", value: .text(name)))
    case .template(let text): pairs.append(.init(name: "template", value: .text(text)))
    }
    if let unit = source.unit { pairs.append(.init(name: "unit", value: .text(unit.rawValue))) }
    if let least = source.atLeast { pairs.append(.init(name: "at_least", value: .integer(least))) }
    if !source.values.isEmpty {
      let rows = source.values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      pairs.append(.init(name: "values", value: .table(rows.map { .init(name: $0.key, value: .text($0.value)) })))
    }
    if let fallback = source.fallback { pairs.append(.init(name: "default", value: .text(fallback))) }
    if pairs.count == 1, pairs[0].name == "pointer" { return pairs[0].value }
    return .table(pairs)
  }

  static func writeSchema(_ names: [String], to json: inout JSONWriter) {
    json.object("properties") { json in
      for name in names {
        json.object(name) { json in
          json.array("oneOf") { json in
            json.object(nil) { json in
              json.string("type", "string")
              ConfigurationSchema.text(.jsonPointer, to: &json)
            }
            json.object(nil) { json in
              json.string("type", "object")
              json.object("properties") { json in
                for origin in origins + manners { writeSchema(of: origin, to: &json) }
              }
              json.bool("additionalProperties", false)
            }
          }
        }
      }
    }
    json.bool("additionalProperties", false)
  }

  private static func writeSchema(of name: String, to json: inout JSONWriter) {
    json.object(name) { json in
      switch name {
      case "first_of":
        json.string("type", "array")
        json.integer("minItems", 1)
      case "key", "topic": json.bool("const", true)
      case "unit": json.strings("enum", DurationUnit.allCases.map(\.rawValue))
      case "at_least":
        json.string("type", "integer")
        json.integer("minimum", 0)
      case "values": json.string("type", "object")
      case "constant", "default": json.strings("type", ["string", "number", "boolean"])
      default: json.string("type", "string")
      }
    }
  }
}

extension Key {
  /// A list of JSON Pointers.
  static func pointers(
    _ path: String, _ target: any WritableKeyPath<Root, [String]> & Sendable, _ documentation: String
  ) -> Key {
    Key(
      description: KeyDescription(path: path, value: .texts, documentation: documentation),
      read: { node, path, root, findings in
        if let pointers = findings.pointers(of: node, path: path) { root[keyPath: target] = pointers }
      },
      shown: { .list($0[keyPath: target].map { .text($0) }) })
  }
}

extension Findings {
  /// All of a list, or nil and a problem.
  fileprivate mutating func pointers(of node: YAMLNode, path: String) -> [String]? {
    guard case .sequence(let items) = node.content else {
      add("\(path) must be a list of JSON Pointers, not \(node.kindInWords)", at: node.position)
      return nil
    }
    let pointers = items.enumerated().map { text(of: $1, path: "\(path)[\($0)]", .jsonPointer) }
    return pointers.contains(nil) ? nil : pointers.compactMap { $0 }
  }

  fileprivate mutating func source(of node: YAMLNode, field: String, path: String) -> FieldSource? {
    guard case .mapping(let entries) = node.content else {
      return text(of: node, path: path, .jsonPointer).map { FieldSource(.pointers([$0])) }
    }
    let before = problems.count
    var source: FieldSource?
    for entry in entries where FieldKeys.origins.contains(entry.name) {
      if source != nil {
        add("\(path) comes from one place: one of \(FieldKeys.origins.joined(separator: ", "))", at: entry.position)
      }
      source = origin(entry, path: "\(path).\(entry.name)").map { FieldSource($0) }
    }
    for entry in entries where !FieldKeys.origins.contains(entry.name) {
      readManner(entry, of: field, path: path, into: &source)
    }
    guard problems.count == before else { return nil }
    guard let source else {
      add("\(path) needs one of \(FieldKeys.origins.joined(separator: ", "))", at: node.position)
      return nil
    }
    if let problem = source.problem {
      add("\(path): \(problem)", at: node.position)
      return nil
    }
    return source
  }

  private mutating func origin(_ entry: YAMLNode.Entry, path: String) -> FieldSource.Origin? {
    switch entry.name {
    case "pointer": return text(of: entry.value, path: path, .jsonPointer).map { .pointers([$0]) }
    case "first_of": return pointers(of: entry.value, path: path).map { .pointers($0) }
    case "constant": return text(of: entry.value, path: path, .any).map { .constant($0) }
    case "header": return text(of: entry.value, path: path, .any).map { .header($0) }
    case "template": return text(of: entry.value, path: path, .any).map { .template($0) }
    default:
      guard case .scalar("true", isPlain: true) = entry.value.content else {
        add("\(path) can only be true, not \(entry.value.kindInWords)", at: entry.value.position)
        return nil
      }
      return entry.name == "key" ? .key : .topic
    }
  }

  private mutating func readManner(
    _ entry: YAMLNode.Entry, of field: String, path: String, into source: inout FieldSource?
  ) {
    let path = "\(path).\(entry.name)"
    switch entry.name {
    case "unit" where field == "duration":
      guard let text = text(of: entry.value, path: path, .any) else { return }
      source?.unit = DurationUnit(rawValue: text)
      if DurationUnit(rawValue: text) == nil {
        let names = DurationUnit.allCases.map(\.rawValue).joined(separator: ", ")
        add("\(path) must be one of \(names), not \"\(text)\"", at: entry.value.position)
      }
    case "at_least" where field == "error":
      source?.atLeast = integer(of: entry.value, path: path, 0...Int64(Int32.max))
    case "unit", "at_least":
      add(
        "\(path): only \(entry.name == "unit" ? "duration has a unit" : "error has a least number")", at: entry.position
      )
    case "default": source?.fallback = text(of: entry.value, path: path, .any)
    case "values":
      guard case .mapping(let rows) = entry.value.content else {
        return add("\(path) must be a section of words, not \(entry.value.kindInWords)", at: entry.value.position)
      }
      for row in rows {
        guard let meaning = text(of: row.value, path: "\(path).\(row.name)", .any) else { continue }
        if FoldedWord(row.name) == nil {
          add("\(path): a word has at most \(FoldedWord.limit) bytes", at: row.position)
        }
        source?.values[row.name] = meaning
      }
    default:
      let clause = Suggestion.clause(for: entry.name, in: FieldKeys.origins + FieldKeys.manners)
      add("unknown key \"\(entry.name)\"\(clause)", at: entry.position)
    }
  }
}
