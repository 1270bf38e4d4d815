/// What an object's known members were, by slot. Owned by the decoder and filled anew for each object, so that reading one
/// costs neither an allocation nor the clearing of slots. A member that is repeated counts as it stands last (as in most parsers).
struct Members: ~Copyable {
  private let slots: UnsafeMutablePointer<JSONToken>
  private var seen: UInt32 = 0

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
    clear()
    try scanner.take(UInt8(ascii: "{"))
    scanner.skipSpace()
    if try scanner.current == UInt8(ascii: "}") {
      scanner.at += 1
      return
    }
    while true {
      let name = try scanner.name()
      let member: Member?
      if name.isEscaped {
        let text = UTF8Text.unescape(name, arena: &arena)
        member = text.base.flatMap { Member.named($0, count: text.count, end: $0 + text.count) }
      } else {
        member = Member.named(name.start, count: name.count, end: scanner.end)
      }
      let token = try scanner.value(depth: depth)
      if let member { set(member, token) }
      scanner.skipSpace()
      let byte = try scanner.current
      scanner.at += 1
      if byte == UInt8(ascii: ",") {
        scanner.skipSpace()
        continue
      }
      guard byte == UInt8(ascii: "}") else { throw .notJSON }
      return
    }
  }
}
