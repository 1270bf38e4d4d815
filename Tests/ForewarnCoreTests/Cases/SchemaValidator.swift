import Glibc

@testable import ForewarnCore

/// The subset of JSON Schema 2020-12 that the contract of case events uses. A keyword that it does not know is a problem, so that the
/// contract cannot outgrow it unseen.
struct SchemaValidator: Sendable {
  let root: JSONValue

  private static let annotations: Set<String> = [
    "$schema", "$id", "$defs", "title", "description", "examples", "format",
  ]

  init?(path: String) {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while case let n = fread(&chunk, 1, chunk.count, file), n > 0 { bytes += chunk[..<n] }
    guard let root = JSONValue(bytes: bytes) else { return nil }
    self.root = root
  }

  /// What is wrong; empty = valid.
  func problems(_ value: JSONValue) -> [String] { problems(value, root, "") }

  private func problems(_ value: JSONValue, _ schema: JSONValue, _ at: String) -> [String] {
    schema.keys.flatMap { keyword in check(keyword, schema[keyword], schema, value, at) }
  }

  private func check(_ keyword: String, _ rule: JSONValue, _ schema: JSONValue, _ value: JSONValue, _ at: String)
    -> [String]
  {
    func demand(_ holds: Bool) -> [String] { holds ? [] : ["\(at): \(keyword) \(rule) does not hold for \(value)"] }
    switch keyword {
    case "type":
      let names = rule.text.map { [$0] } ?? rule.list.compactMap(\.text)
      return demand(names.contains { Self.isOf($0, value) })
    case "const": return demand(value == rule)
    case "enum": return demand(rule.list.contains(value))
    case "minimum": return demand(value.number.map { $0 >= rule.number ?? 0 } ?? true)
    case "maximum": return demand(value.number.map { $0 <= rule.number ?? 0 } ?? true)
    case "minLength": return demand(value.text.map { $0.unicodeScalars.count >= rule.integer ?? 0 } ?? true)
    case "maxLength": return demand(value.text.map { $0.unicodeScalars.count <= rule.integer ?? 0 } ?? true)
    case "maxItems": return demand(value.list.count <= rule.integer ?? 0)
    case "minItems": return demand(value == .null || value.list.count >= rule.integer ?? 0)
    case "pattern": return demand(value.text.map { Self.matches($0, rule.text ?? "") } ?? true)
    case "required":
      guard case .object = value else { return [] }
      return demand(rule.list.allSatisfy { value.keys.contains($0.text ?? "") })
    case "properties":
      return rule.keys.flatMap { key in
        value.keys.contains(key) ? problems(value[key], rule[key], "\(at)/\(key)") : []
      }
    case "items": return value.list.enumerated().flatMap { problems($0.element, rule, "\(at)/\($0.offset)") }
    case "allOf": return rule.list.flatMap { problems(value, $0, at) }
    case "oneOf": return demand(rule.list.count { problems(value, $0, at).isEmpty } == 1)
    case "anyOf": return demand(rule.list.contains { problems(value, $0, at).isEmpty })
    case "if":
      let branch = problems(value, rule, at).isEmpty ? "then" : "else"
      return schema.keys.contains(branch) ? problems(value, schema[branch], at) : []
    case "then", "else": return []
    case "$ref":
      let name = rule.text?.split(separator: "/").last.map(String.init) ?? ""
      return problems(value, root["$defs"][name], at)
    default: return Self.annotations.contains(keyword) ? [] : ["\(at): the keyword \(keyword) is not known here"]
    }
  }

  private static func isOf(_ type: String, _ value: JSONValue) -> Bool {
    switch (type, value) {
    case ("null", .null), ("boolean", .bool), ("string", .string), ("number", .number), ("array", .array),
      ("object", .object):
      true
    case ("integer", .number(let number)): number == number.rounded()
    default: false
    }
  }

  /// The contract's patterns, by hand: an extended regular expression of POSIX has no look-ahead.
  private static func matches(_ text: String, _ pattern: String) -> Bool {
    if pattern.hasPrefix("^P(?=") { return text.wholeMatch(of: /P([0-9]+D)?(T([0-9]+H)?([0-9]+M)?)?/) != nil }
    guard let expression = try? Regex(pattern) else { return false }
    return text.contains(expression)
  }
}
