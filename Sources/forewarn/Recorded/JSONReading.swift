import ForewarnCore

/// Parts of our own events, read from their bytes as any consumer would.
enum JSONReading {
  /// One text of each object in an array.
  static func texts(_ array: JSONToken, _ name: String, _ arena: inout ByteArena) throws(Rejection) -> [String] {
    guard array.kind == .array else { return [] }
    var texts: [String] = []
    var elements = JSONElements(array)
    while let element = try elements.next() {
      if let token = try member(name, of: element, &arena), token.kind == .string { texts.append(text(token, &arena)) }
    }
    return texts
  }

  static func member(
    _ name: String, of object: JSONToken, _ arena: inout ByteArena
  ) throws(Rejection) -> JSONToken? {
    guard object.kind == .object else { return nil }
    var members = JSONMembers(object)
    while let (key, token) = try members.next(arena: &arena) {
      if key.text == name { return token }
    }
    return nil
  }

  /// The text of a member, as `text` has it; empty where it is not there.
  static func text(_ name: String, of object: JSONToken, _ arena: inout ByteArena) throws(Rejection) -> String {
    try member(name, of: object, &arena).map { text($0, &arena) } ?? ""
  }

  /// A string's text, or a number as it is written; empty for null.
  static func text(_ token: JSONToken, _ arena: inout ByteArena) -> String {
    switch token.kind {
    case .string: UTF8Text.unescape(token, arena: &arena).text
    case .null: ""
    default: token.bytes.text
    }
  }
}
