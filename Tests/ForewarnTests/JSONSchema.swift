@testable import forewarn

/// A JSON Schema (2020-12), as much of it as our contracts use. A keyword that it does not know is an error, so that nothing is
/// believed to be checked that is not.
struct JSONSchema {
  private let root: JSONText

  init(_ root: JSONText) { self.root = root }

  /// Where the value breaks which rule.
  func violations(of value: JSONText) -> [String] { check(value, root, "$") }

  private func check(_ value: JSONText, _ schema: JSONText, _ path: String) -> [String] {
    if case .bool(let allowed) = schema { return allowed ? [] : ["\(path): not allowed"] }
    return schema.members.flatMap { name, rule in check(value, name, rule, schema, path) }
  }

  private func check(
    _ value: JSONText, _ keyword: String, _ rule: JSONText, _ schema: JSONText, _ path: String
  ) -> [String] {
    func require(_ condition: Bool) -> [String] { condition ? [] : ["\(path): \(keyword) \(rule.compact)"] }
    switch keyword {
    case "$schema", "$id", "$defs", "title", "description", "examples", "default", "format", "then", "else": return []
    case "$ref":
      guard let name = rule.text?.split(separator: "/").last, let target = root["$defs"]?[String(name)] else {
        return ["\(path): unresolved \(rule.compact)"]
      }
      return check(value, target, path)
    case "type": return require((rule.items ?? [rule]).contains { $0.text.map(value.isOf) == true })
    case "const": return require(value.compact == rule.compact)
    case "enum": return require(rule.items?.contains { $0.compact == value.compact } == true)
    case "minimum": return require(value.double.map { $0 >= rule.double ?? 0 } ?? true)
    case "maximum": return require(value.double.map { $0 <= rule.double ?? 0 } ?? true)
    case "minLength": return require(value.text.map { $0.unicodeScalars.count >= Int(rule.double ?? 0) } ?? true)
    case "maxLength": return require(value.text.map { $0.unicodeScalars.count <= Int(rule.double ?? 0) } ?? true)
    case "minItems": return require(value.items.map { $0.count >= Int(rule.double ?? 0) } ?? true)
    case "maxItems": return require(value.items.map { $0.count <= Int(rule.double ?? 0) } ?? true)
    case "pattern":
      guard let text = value.text else { return [] }
      guard let regex = try? Regex(rule.text ?? "(") else { return ["\(path): \(rule.compact) is no pattern"] }
      return require((try? regex.firstMatch(in: text)) != nil)
    case "required":
      guard value.isOf("object") else { return [] }
      return (rule.items ?? []).compactMap(\.text).filter { value[$0] == nil }.map { "\(path): missing \($0)" }
    case "properties":
      return rule.members.flatMap { name, inner in value[name].map { check($0, inner, "\(path).\(name)") } ?? [] }
    case "additionalProperties":
      let known = schema["properties"]?.members.map(\.name) ?? []
      return value.members.filter { !known.contains($0.name) }.flatMap { check($0.value, rule, "\(path).\($0.name)") }
    case "items":
      return (value.items ?? []).enumerated().flatMap { check($1, rule, "\(path)[\($0)]") }
    case "allOf": return (rule.items ?? []).flatMap { check(value, $0, path) }
    case "oneOf":
      let results = (rule.items ?? []).map { check(value, $0, path) }
      return results.filter(\.isEmpty).count == 1 ? [] : results.flatMap { $0 } + ["\(path): oneOf"]
    case "if":
      let branch = check(value, rule, path).isEmpty ? "then" : "else"
      return schema[branch].map { check(value, $0, path) } ?? []
    default: return ["\(path): the test knows no keyword \(keyword)"]
    }
  }
}

extension JSONText {
  var members: [(name: String, value: JSONText)] { if case .object(let members) = self { members } else { [] } }
  var items: [JSONText]? { if case .array(let items) = self { items } else { nil } }
  var text: String? { if case .string(let text) = self { text } else { nil } }
  var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  subscript(name: String) -> JSONText? { members.first { $0.name == name }?.value }

  /// The same object with one member, named by a dotted path, set; nil removes it.
  func setting(_ path: String, _ value: JSONText?) -> JSONText {
    let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
    var members = members
    let index = members.firstIndex { $0.name == parts[0] }
    if parts.count == 2, let index {
      members[index].value = members[index].value.setting(parts[1], value)
    } else if let index {
      if let value { members[index].value = value } else { members.remove(at: index) }
    } else if let value {
      members.append((parts[0], value))
    }
    return .object(members)
  }

  func isOf(_ type: String) -> Bool {
    switch (type, self) {
    case ("null", .null), ("boolean", .bool), ("integer", .integer), ("number", .integer), ("number", .number),
      ("string", .string), ("array", .array), ("object", .object):
      true
    case ("integer", .number(let value)): value == value.rounded()
    default: false
    }
  }

  /// Reads a JSON text; nil when it is none. YAML is a superset of JSON, and its reader knows which scalars were quoted.
  init?(parsing text: String) {
    guard let node = try? YAMLReader.read(Array(text.utf8), source: "json", limitBytes: 1 << 24) else { return nil }
    self.init(node)
  }

  init(_ node: YAMLNode) {
    switch node.content {
    case .sequence(let items): self = .array(items.map { JSONText($0) })
    case .mapping(let entries): self = .object(entries.map { ($0.name, JSONText($0.value)) })
    case .scalar(let text, isPlain: false): self = .string(text)
    case .scalar(let text, isPlain: true):
      if node.isNull {
        self = .null
      } else if text == "true" || text == "false" {
        self = .bool(text == "true")
      } else if let value = Int64(text) {
        self = .integer(value)
      } else {
        self = decimal(text).map { .number($0) } ?? .string(text)
      }
    }
  }
}
