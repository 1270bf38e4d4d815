/// What the pointers, the key and the headers of a field map led to in the record at hand. Owned by the decoder and filled anew.
struct FieldSlots: ~Copyable {
  static let limit = 64

  private let slots: UnsafeMutablePointer<JSONToken>
  private var seen: UInt64 = 0

  init() { slots = .allocate(capacity: Self.limit) }

  deinit { slots.deallocate() }

  mutating func forget(_ some: UInt64) { seen &= ~some }

  mutating func set(_ slot: Int, _ token: JSONToken) {
    assert(slot < Self.limit, "a map has no more pointers than slots")
    let bit: UInt64 = 1 << UInt64(slot)
    // A null is "not there"; so is a text without anything in it, where another pointer may lead to one.
    if token.kind == .null || token.kind == .string && token.count == 0 {
      seen &= ~bit
    } else {
      (slots + slot).initialize(to: token)
      seen |= bit
    }
  }

  subscript(_ slot: Int) -> JSONToken? {
    assert(slot < Self.limit, "a map has no more pointers than slots")
    return seen & 1 << UInt64(slot) == 0 ? nil : slots[slot]
  }

  /// Bytes from outside of the value as a text; nil when they are none.
  static func text(_ bytes: Bytes, arena: inout ByteArena) -> JSONToken? {
    guard let base = bytes.base, bytes.count > 0, UTF8Text.isValid(bytes) else { return nil }
    var token = JSONToken(kind: .string, start: base, count: bytes.count)
    var needsCare = false
    for index in 0..<bytes.count {
      let byte = (base + index).load(as: UInt8.self)
      if byte >= 0x80 { token.isBeyondASCII = true }
      if byte < 0x20 { needsCare = true }
    }
    if needsCare {
      let target = arena.reserve(bytes.count)
      for index in 0..<bytes.count {
        target.storeBytes(of: max((base + index).load(as: UInt8.self), 0x20), toByteOffset: index, as: UInt8.self)
      }
      if let copy = arena.take(bytes.count).base { token.start = copy }
    }
    return token
  }
}
