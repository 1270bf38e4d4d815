import ForewarnCore

/// What people are shown of a case event, read from its bytes as any consumer would.
struct ConsumedCaseEvent: Sendable, Equatable {
  /// `opened`, `updated`, `escalated`, `resolved` or `reopened`.
  var change = ""
  var instance = ""
  var timeMicros: Int64 = 0
  var title = ""
  /// What leads now; the title is of the opening.
  var headline = ""
  var summary = ""
  var priority = ""
  var risk = 0.0
  var account = ""
  var tier = ""
  var reasons: [String] = []
  var items: [String] = []
  var action = ""
  var owner = ""
  var respondWithin = ""

  /// nil when the bytes are no case event.
  init?(_ value: Bytes) {
    var arena = ByteArena()
    do throws(Rejection) {
      var event = try JSONMembers(text: value.buffer)
      while let (name, token) = try event.next(arena: &arena) {
        if name.equals("type") {
          change = Self.text(token, &arena).split(separator: ".").dropLast().last.map(String.init) ?? ""
        } else if name.equals("time") {
          timeMicros = EventTime.micros(ofRFC3339: Self.text(token, &arena)) ?? 0
        } else if name.equals("data"), token.kind == .object {
          try read(JSONMembers(token), &arena)
        }
      }
      try event.finish()
    } catch {
      return nil
    }
    guard !change.isEmpty, !instance.isEmpty else { return nil }
  }

  private mutating func read(_ members: JSONMembers, _ arena: inout ByteArena) throws(Rejection) {
    var members = members
    while let (name, token) = try members.next(arena: &arena) {
      switch name.text {
      case "instance": instance = Self.text(token, &arena)
      case "title": title = Self.text(token, &arena)
      case "headline": headline = Self.text(token, &arena)
      case "summary": summary = Self.text(token, &arena)
      case "priority": priority = Self.text(token, &arena)
      case "risk": risk = decimal(Self.text(token, &arena)) ?? 0
      case "reasons": reasons = try Self.texts(token, "text", &arena)
      case "customer":
        tier = try Self.member("tier", of: token, &arena).map { Self.text($0, &arena) } ?? ""
        if let accounts = try Self.member("accounts", of: token, &arena) {
          account = try Self.texts(accounts, "name", &arena).joined(separator: ", ")
        }
      case "affected":
        if let list = try Self.member("items", of: token, &arena) {
          items = try Self.texts(list, "ci", &arena).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        }
      case "action":
        action = try Self.member("text", of: token, &arena).map { Self.text($0, &arena) } ?? ""
        owner = try Self.member("owner", of: token, &arena).map { Self.text($0, &arena) } ?? ""
        respondWithin = try Self.member("respond_within", of: token, &arena).map { Self.text($0, &arena) } ?? ""
      default: break
      }
    }
  }

  /// One text of each object in an array.
  private static func texts(_ array: JSONToken, _ name: String, _ arena: inout ByteArena) throws(Rejection) -> [String]
  {
    guard array.kind == .array else { return [] }
    var texts: [String] = []
    var elements = JSONElements(array)
    while let element = try elements.next() {
      if let token = try member(name, of: element, &arena), token.kind == .string { texts.append(text(token, &arena)) }
    }
    return texts
  }

  private static func member(
    _ name: String, of object: JSONToken, _ arena: inout ByteArena
  ) throws(Rejection) -> JSONToken? {
    guard object.kind == .object else { return nil }
    var members = JSONMembers(object)
    while let (key, token) = try members.next(arena: &arena) {
      if key.text == name { return token }
    }
    return nil
  }

  /// A string's text, or a number as it is written; empty for null.
  private static func text(_ token: JSONToken, _ arena: inout ByteArena) -> String {
    switch token.kind {
    case .string: UTF8Text.unescape(token, arena: &arena).text
    case .null: ""
    default: token.bytes.text
    }
  }
}
