/// Which labels of an alert mean what. An instance and a CI may stand in one of several labels; the first configured one that
/// is there wins.
struct LabelNames {
  enum Role: Int {
    case alertname, severity, domain, instance, ci
  }

  struct Found {
    var tokens: InlineArray<5, JSONToken?> = .init(repeating: nil)
    var ranks: InlineArray<5, Int> = .init(repeating: .max)
    /// Of all labels, in whatever order they stand.
    var hash: UInt64 = 0

    func text(_ role: Role, arena: inout ByteArena) -> Bytes {
      guard let token = tokens[role.rawValue] else { return .empty }
      return UTF8Text.clean(token, limit: Limits.nameBytes, arena: &arena).trimmed
    }
  }

  private struct Entry {
    var name: [UInt8]
    var role: Role
    var rank: Int
  }

  private var entries: [Entry] = []

  init(instance: [String], ci: [String]) {
    entries = [
      Entry(name: Array("alertname".utf8), role: .alertname, rank: 0),
      Entry(name: Array("severity".utf8), role: .severity, rank: 0),
      Entry(name: Array("domain".utf8), role: .domain, rank: 0),
    ]
    for (rank, name) in instance.enumerated() {
      entries.append(Entry(name: Array(name.utf8), role: .instance, rank: rank))
    }
    for (rank, name) in ci.enumerated() { entries.append(Entry(name: Array(name.utf8), role: .ci, rank: rank)) }
  }

  /// The labels of an alert as Prometheus and Alertmanager write them: texts, and nothing else but numbers and flags.
  func read(_ object: JSONToken, arena: inout ByteArena) throws(Rejection) -> Found {
    var found = Found()
    var members = JSONMembers(object)
    while let (name, value) = try members.next(arena: &arena) {
      guard value.kind != .object, value.kind != .array else { throw .invalidField }
      note(name, value, in: &found, arena: &arena)
    }
    return found
  }

  /// Labels in any form that senders have for them: an object, a list of `{"key": …, "value": …}`, a list of pairs, a list of `key:value`, such a
  /// list as one text, or any of these as JSON in a text. What is no label is passed over.
  func collect(_ token: JSONToken, into found: inout Found, arena: inout ByteArena) throws(Rejection) {
    switch token.kind {
    case .object:
      var members = JSONMembers(token)
      while let (name, value) = try members.next(arena: &arena) { note(name, value, in: &found, arena: &arena) }
    case .array:
      var elements = JSONElements(token)
      while let element = try elements.next() {
        if element.kind == .object {
          let pair = try LabelPair(element, arena: &arena)
          if let value = pair.value { note(pair.name, value, in: &found, arena: &arena) }
        } else if element.kind == .array {
          var pair = JSONElements(element)
          if let name = try pair.next(), name.kind == .string, let value = try pair.next() {
            note(UTF8Text.unescape(name, arena: &arena), value, in: &found, arena: &arena)
          }
        } else if element.kind == .string {
          noteJoined(UTF8Text.clean(element, limit: .max, arena: &arena), of: element, in: &found, arena: &arena)
        }
      }
    case .string:
      if let inner = JSONToken.inside(token, arena: &arena) {
        // A text in a text in a text is no form of labels.
        if inner.kind != .string { try collect(inner, into: &found, arena: &arena) }
        return
      }
      var rest = UTF8Text.clean(token, limit: .max, arena: &arena)
      while let base = rest.base, rest.count > 0 {
        let end = rest.buffer.firstIndex(of: UInt8(ascii: ",")) ?? rest.count
        noteJoined(Bytes(base: base, count: end), of: token, in: &found, arena: &arena)
        rest = end < rest.count ? Bytes(base: base + end + 1, count: rest.count - end - 1) : .empty
      }
    default: break
    }
  }

  /// `key:value` or `key=value`.
  private func noteJoined(_ text: Bytes, of token: JSONToken, in found: inout Found, arena: inout ByteArena) {
    let text = text.trimmed
    guard let base = text.base,
      let colon = text.buffer.firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "=") })
    else { return }
    let value = Bytes(base: base + colon + 1, count: text.count - colon - 1).trimmed
    guard let start = value.base, value.count > 0 else { return }
    note(
      Bytes(base: base, count: colon).trimmed,
      JSONToken(kind: .string, isBeyondASCII: token.isBeyondASCII || token.isEscaped, start: start, count: value.count),
      in: &found, arena: &arena)
  }

  func note(_ name: Bytes, _ value: JSONToken, in found: inout Found, arena: inout ByteArena) {
    var value = value
    switch value.kind {
    case .null, .object, .array: return
    // A number or a flag is its text.
    case .number, .yes, .no: value.kind = .string
    case .string: break
    }
    // Alertmanager takes a label with an empty value for one that is not there.
    if value.count == 0 { return }
    let text = UTF8Text.unescape(value, arena: &arena)
    found.hash &+= Hash64.hash(text.buffer, seed: Hash64.hash(name.buffer))
    for entry in entries where entry.rank <= found.ranks[entry.role.rawValue] {
      guard entry.name.count == name.count, entry.name.elementsEqual(name.buffer) else { continue }
      found.ranks[entry.role.rawValue] = entry.rank
      found.tokens[entry.role.rawValue] = value
    }
  }

  /// `host:9100` and `[::1]:9100` without their port; anything else as it is.
  static func withoutPort(_ bytes: Bytes) -> Bytes {
    guard let base = bytes.base else { return bytes }
    var colon = bytes.count - 1
    while colon >= 0, (base + colon).load(as: UInt8.self) &- UInt8(ascii: "0") <= 9 { colon -= 1 }
    let digits = bytes.count - 1 - colon
    guard colon > 0, digits >= 1, digits <= 5, (base + colon).load(as: UInt8.self) == UInt8(ascii: ":") else {
      return bytes
    }
    // More colons are an IPv6 address, of which the last part is no port unless brackets say so.
    for index in 0..<colon where (base + index).load(as: UInt8.self) == UInt8(ascii: ":") {
      guard (base + colon - 1).load(as: UInt8.self) == UInt8(ascii: "]") else { return bytes }
      break
    }
    return Bytes(base: base, count: colon)
  }
}

/// The labels of a list, one after the other. What is no label is passed over.
struct LabelPairs {
  private var elements: JSONElements

  /// `list` is an array.
  init(_ list: JSONToken) { elements = JSONElements(list) }

  mutating func next(arena: inout ByteArena) throws(Rejection) -> (name: Bytes, value: JSONToken)? {
    while let element = try elements.next() {
      guard element.kind == .object else { continue }
      let pair = try LabelPair(element, arena: &arena)
      if let value = pair.value { return (pair.name, value) }
    }
    return nil
  }
}

/// One element of a list of labels: `{"key": "host", "value": "web-01"}`, as protobuf's JSON has them (`{"stringValue": …}` for the value,
/// or Jaeger's `vStr`), or with `name` or `tag` for the key.
struct LabelPair {
  private(set) var name = Bytes.empty
  private(set) var value: JSONToken?

  init(_ object: JSONToken, arena: inout ByteArena) throws(Rejection) {
    var members = JSONMembers(object)
    while let (member, token) = try members.next(arena: &arena) {
      if member.equals("key") || member.equals("name") || member.equals("tag") {
        if token.kind == .string { name = UTF8Text.unescape(token, arena: &arena) }
      } else if member.equals("value") {
        value = try Self.scalar(token, arena: &arena)
      } else if member.equals("vStr") || member.equals("vInt64") || member.equals("vBool") || member.equals("vFloat64")
      {
        value = token
      }
    }
    if name.isEmpty { value = nil }
  }

  /// A value as it is, or the first scalar of `{"stringValue": …}`.
  private static func scalar(_ token: JSONToken, arena: inout ByteArena) throws(Rejection) -> JSONToken? {
    guard token.kind == .object else { return token }
    var members = JSONMembers(token)
    guard let (_, inner) = try members.next(arena: &arena), inner.kind != .object, inner.kind != .array else {
      return nil
    }
    return inner
  }
}
