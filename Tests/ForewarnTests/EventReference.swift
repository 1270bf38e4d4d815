import ForewarnCore

@testable import forewarn

/// The case event's schema as a page for people: each member with its type, when it is there, and what it says.
struct EventReference {
  let schema: JSONTree

  static let path = "deploy/documents/event-reference.md"
  static let schemaPath = "deploy/contracts/case-event.v1.schema.json"
  static let record = "FOREWARN_EVENT_REFERENCE_RECORD"

  private struct Member {
    var path: String
    var type: String
    var presence: String
    var meaning: String
  }

  /// Members without a meaning: what the schema has to say yet.
  private(set) var untold: [String] = []
  private var members: [Member] = []

  init(schema: JSONTree) {
    self.schema = schema
    visit(schema, "")
  }

  var text: String {
    var text = """
      # Case events, member by member

      <!-- Written from \(Self.schemaPath): \(Self.record)=1 swift test --filter EventReferenceTests -->

      \(schema["description"].text ?? "")

      `[]` stands for each element of a list. Times are RFC 3339 in UTC, to the millisecond, and are those of the events. A member that is *always*
      there may be null where its type says so; one that is *sometimes* there is left out where there is nothing to say.

      | member | type | there | what it says |
      |---|---|---|---|

      """
    for member in members {
      text += "| `\(member.path)` | \(member.type) | \(member.presence) | \(member.meaning) |\n"
    }
    return text + """

      `state` is `resolved` with the type `dev.forewarn.case.resolved.v1` and `open` with every other; `resolved_at` and `resolution` are null while it is
      open. An event that Kafka would not take for its size is reduced: it has at least the members that are always there, and `data.reduced`.

      """
  }

  private mutating func visit(_ node: JSONTree, _ path: String) {
    let required = Set(node["required"].items.compactMap(\.text))
    guard case .object(let properties) = node["properties"] else { return }
    for (name, property) in properties {
      let whole = path.isEmpty ? name : "\(path).\(name)"
      let meaning = property["description"].text ?? ""
      if meaning.isEmpty { untold.append(whole) }
      members.append(
        Member(
          path: whole, type: type(of: property), presence: required.contains(name) ? "always" : "sometimes",
          meaning: meaning.replacing("|", with: "\\|").replacing("<", with: "&lt;")))
      let inner = Self.something(property)
      if inner["items"]["properties"].isObject || inner["items"]["oneOf"].isThere {
        visit(Self.something(inner["items"]), whole + "[]")
      } else {
        visit(inner, whole)
      }
    }
  }

  /// What it is where it is not null.
  private static func something(_ node: JSONTree) -> JSONTree {
    node["oneOf"].items.first { $0["type"].text != "null" } ?? node
  }

  private func type(of node: JSONTree) -> String {
    let choices = node["oneOf"].items
    if !choices.isEmpty {
      let isNullable = choices.contains { $0["type"].text == "null" }
      return type(of: Self.something(node)) + (isNullable ? " or null" : "")
    }
    if node["$ref"].text == "#/$defs/time" || node["format"].text == "date-time" {
      return node["type"].items.isEmpty ? "time" : "time or null"
    }
    if let constant = node["const"].text { return "`\(constant)`" }
    let words = node["enum"].items
    if !words.isEmpty { return words.map { $0.text.map { "`\($0)`" } ?? "null" }.joined(separator: ", ") }
    let names = node["type"].text.map { [$0] } ?? node["type"].items.compactMap(\.text)
    return names.map { name in
      name == "array"
        ? "list of \(type(of: node["items"]))\(bound(node))" : name == "null" ? "null" : name + range(node)
    }.joined(separator: " or ")
  }

  private func bound(_ node: JSONTree) -> String { node["maxItems"].whole.map { ", at most \($0)" } ?? "" }

  private func range(_ node: JSONTree) -> String {
    if let least = node["minimum"].number {
      return node["maximum"].number.map { " \(Self.number(least)) to \(Self.number($0))" }
        ?? " from \(Self.number(least)) on"
    }
    return node["maxLength"].whole.map { ", at most \($0) characters" } ?? ""
  }

  private static func number(_ value: Double) -> String { Int64(exactly: value).map { "\($0)" } ?? "\(value)" }
}

extension JSONTree {
  fileprivate var isThere: Bool {
    if case .null = self { false } else { true }
  }

  fileprivate var isObject: Bool {
    if case .object = self { true } else { false }
  }
}
