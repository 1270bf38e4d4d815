/// What an object's known members were, by slot. Owned by the decoder and filled anew for each object, so that reading one
/// costs neither an allocation nor the clearing of slots. A member that is repeated counts as it stands last (as in most parsers).
struct Members: ~Copyable {
  private let slots: UnsafeMutablePointer<JSONToken>
  private var seen: UInt32 = 0
  private let memo = NameMemo()

  init() { slots = .allocate(capacity: Member.allCases.count) }

  deinit { slots.deallocate() }

  @inline(__always)
  mutating func clear() { seen = 0 }

  /// As if these, one bit each, had not been there.
  mutating func forget(_ members: UInt32) { seen &= ~members }

  @inline(__always)
  mutating func set(_ member: Member, _ token: JSONToken) {
    let bit: UInt32 = 1 << UInt32(member.rawValue)
    if token.kind == .null {
      seen &= ~bit  // null is "not there"
    } else {
      (slots + member.rawValue).initialize(to: token)
      seen |= bit
    }
  }

  @inline(__always)
  subscript(_ member: Member) -> JSONToken? {
    seen & 1 << UInt32(member.rawValue) == 0 ? nil : slots[member.rawValue]
  }

  @inline(__always)
  func has(_ member: Member) -> Bool { seen & 1 << UInt32(member.rawValue) != 0 }

  /// Reads an object to its closing brace. Everything in it is checked; what is known is noted.
  @inline(__always)
  mutating func read(
    _ scanner: inout JSONScanner, depth: Int, arena: inout ByteArena
  ) throws(Rejection) {
    // A copy that no call is given the address of stays in registers.
    var local = scanner
    defer { scanner = local }
    clear()
    try local.take(UInt8(ascii: "{"))
    local.skipSpace()
    if try local.current == UInt8(ascii: "}") {
      local.at += 1
      return
    }
    var place = 0
    while true {
      let member: Member?
      if let known = memo.take(place, &local) {
        member = known
        local.skipSpace()
      } else {
        let start = local.at
        let name = try local.name()
        member =
          name.isEscaped ? Self.member(name, &arena) : Member.named(name.start, count: name.count, end: local.end)
        if !name.isEscaped, !name.isBeyondASCII { memo.note(place, start, local, member) }
      }
      place += 1
      let token = try local.current == UInt8(ascii: "\"") ? local.string() : local.notString(depth: depth)
      if let member { set(member, token) }
      local.skipSpace()
      let byte = try local.current
      local.at += 1
      if byte == UInt8(ascii: ",") {
        local.skipSpace()
        continue
      }
      guard byte == UInt8(ascii: "}") else { throw .notJSON }
      return
    }
  }

  @inline(never)
  private static func member(_ name: JSONToken, _ arena: inout ByteArena) -> Member? {
    let text = UTF8Text.unescape(name, arena: &arena)
    return text.base.flatMap { Member.named($0, count: text.count, end: $0 + text.count) }
  }
}
