import ForewarnCore

/// A JSON text as a tree: for what is read once, and by name.
indirect enum JSONTree: Sendable {
  case object([(name: String, value: JSONTree)])
  case array([JSONTree])
  case string(String)
  case number(Double)
  case bool(Bool)
  case null

  /// nil when it is no JSON object.
  init?(_ text: Bytes) {
    var arena = ByteArena()
    do throws(Rejection) {
      var members = try JSONMembers(text: text.buffer)
      self = try .object(Self.read(&members, &arena))
      try members.finish()
    } catch {
      return nil
    }
  }

  private init(_ token: JSONToken, _ arena: inout ByteArena) throws(Rejection) {
    switch token.kind {
    case .string: self = .string(JSONReading.text(token, &arena))
    case .number: self = .number(decimal(token.bytes.text) ?? 0)
    case .yes: self = .bool(true)
    case .no: self = .bool(false)
    case .null: self = .null
    case .object:
      var members = JSONMembers(token)
      self = try .object(Self.read(&members, &arena))
    case .array:
      var elements = JSONElements(token)
      var found: [JSONTree] = []
      while let element = try elements.next() { found.append(try JSONTree(element, &arena)) }
      self = .array(found)
    }
  }

  private static func read(
    _ members: inout JSONMembers, _ arena: inout ByteArena
  ) throws(Rejection) -> [(name: String, value: JSONTree)] {
    var found: [(name: String, value: JSONTree)] = []
    while let (name, token) = try members.next(arena: &arena) {
      found.append((name.text, try JSONTree(token, &arena)))
    }
    return found
  }

  /// null where it is not there.
  subscript(name: String) -> JSONTree {
    guard case .object(let members) = self else { return .null }
    return members.first { $0.name == name }?.value ?? .null
  }

  var items: [JSONTree] {
    guard case .array(let items) = self else { return [] }
    return items
  }

  var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  var number: Double? {
    guard case .number(let number) = self else { return nil }
    return number
  }

  var whole: Int64? { number.flatMap { Int64(exactly: $0) } }
  var micros: Int64? { text.flatMap(EventTime.micros(ofRFC3339:)) }
}
