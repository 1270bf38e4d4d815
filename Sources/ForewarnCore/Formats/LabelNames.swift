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

  func read(_ object: JSONToken, arena: inout ByteArena) throws(Rejection) -> Found {
    var found = Found()
    var members = JSONMembers(object)
    while let (name, value) = try members.next(arena: &arena) {
      if value.kind == .null { continue }
      guard value.kind == .string else { throw .invalidField }
      // Alertmanager takes a label with an empty value for one that is not there.
      if value.count == 0 { continue }
      let text = UTF8Text.unescape(value, arena: &arena)
      found.hash &+= Hash64.hash(text.buffer, seed: Hash64.hash(name.buffer))
      for entry in entries where entry.rank <= found.ranks[entry.role.rawValue] {
        guard entry.name.count == name.count, entry.name.elementsEqual(name.buffer) else { continue }
        found.ranks[entry.role.rawValue] = entry.rank
        found.tokens[entry.role.rawValue] = value
      }
    }
    return found
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
