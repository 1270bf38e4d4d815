/// The configuration file as a JSON Schema (2020-12), for editors and other checkers.
enum ConfigurationSchema {
  static let identifier = "urn:forewarn:configuration:1"

  static var document: JSONText {
    let table = ConfigurationKeys.table
    let defaults = Configuration()
    var root = section(
      "", table.keys.map(\.description), sections: table.sections,
      defaults: { path in table.keys.first { $0.path == path }.map { $0.shown(defaults) } })
    root.insert(("title", .string("Forewarn configuration")), at: 0)
    root.insert(("$id", .string(identifier)), at: 0)
    root.insert(("$schema", .string("https://json-schema.org/draft/2020-12/schema")), at: 0)
    return .object(root)
  }

  private typealias Members = [(name: String, value: JSONText)]

  private static func section(
    _ path: String, _ keys: [KeyDescription], sections: [String: String], defaults: (String) -> ShownValue?
  ) -> Members {
    let start = path.isEmpty ? 0 : path.count + 1
    var properties: Members = []
    var required: [String] = []
    for key in keys where path.isEmpty || key.path.hasPrefix(path + ".") {
      let rest = key.path.dropFirst(start)
      let name = String(rest.prefix { $0 != "." })
      if key.isRequired, !required.contains(name) { required.append(name) }
      if properties.last?.name == name { continue }
      if rest.contains(".") {
        let inner = path.isEmpty ? name : "\(path).\(name)"
        properties.append((name, .object(section(inner, keys, sections: sections, defaults: defaults))))
      } else {
        properties.append((name, .object(value(of: key, defaultValue: defaults(key.path)))))
      }
    }
    var members: Members = []
    if let documentation = sections[path] { members.append(("description", .string(documentation))) }
    members.append(("type", path.isEmpty ? .string("object") : .array([.string("object"), .string("null")])))
    members.append(("properties", .object(properties)))
    if !required.isEmpty { members.append(("required", .array(required.map { .string($0) }))) }
    members.append(("additionalProperties", .bool(false)))
    return members
  }

  private static func value(of key: KeyDescription, defaultValue: ShownValue?) -> Members {
    var members: Members = [("description", .string(key.documentation + (key.unit.map { " Unit: \($0)." } ?? "")))]
    func type(_ name: String) -> JSONText { key.isNullable ? .array([.string(name), .string("null")]) : .string(name) }
    switch key.value {
    case .integer(let range):
      members += [
        ("type", type("integer")), ("minimum", .integer(range.lowerBound)), ("maximum", .integer(range.upperBound)),
      ]
    case .number(let range):
      members += [
        ("type", type("number")), ("minimum", .number(range.lowerBound)), ("maximum", .number(range.upperBound)),
      ]
    case .text(let rule): members += text(rule, type: type("string"))
    case .choice(let names): members.append(("enum", .array(names.map { .string($0) })))
    case .texts: members += [("type", type("array")), ("items", .object([("type", .string("string"))]))]
    case .table(let names, let rule):
      members.append(("type", type("object")))
      if let names {
        members.append(("properties", .object(names.map { ($0, .object(text(rule, type: .string("string")))) })))
        members.append(("additionalProperties", .bool(false)))
      } else {
        // YAML writes `linger.ms: 5` as a number; librdkafka gets its text.
        let scalars: [JSONText] = [.string("string"), .string("number"), .string("boolean")]
        members.append(("additionalProperties", .object([("type", .array(scalars))])))
      }
    case .rows(let keys):
      members += [
        ("type", type("array")), ("minItems", .integer(1)),
        ("items", .object(section("", keys, sections: [:], defaults: { _ in nil }))),
      ]
    }
    if !key.isRequired, let defaultValue { members.append(("default", json(defaultValue))) }
    return members
  }

  private static func text(_ rule: TextRule, type: JSONText) -> Members {
    [("type", type)] + (rule.pattern.map { [("pattern", .string($0))] } ?? [("minLength", .integer(1))])
  }

  private static func json(_ value: ShownValue) -> JSONText {
    switch value {
    case .null: .null
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .text(let text): .string(text)
    case .list(let items): .array(items.map(json))
    case .table(let pairs): .object(pairs.map { ($0.name, json($0.value)) })
    }
  }
}
