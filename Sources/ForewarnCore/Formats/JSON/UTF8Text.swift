/// UTF-8 as RFC 3629 has it, and the texts of JSON strings: unescaped, cleaned, cut.
package enum UTF8Text {
  /// Steps over one scalar of two to four bytes; overlong forms, surrogates and values beyond U+10FFFF are refused.
  @inline(__always)
  static func skipScalar(_ at: inout UnsafeRawPointer, _ end: UnsafeRawPointer) throws(Rejection) {
    let lead = at.load(as: UInt8.self)
    let count: Int
    var lowest: UInt8 = 0x80
    var highest: UInt8 = 0xBF
    switch lead {
    case 0xC2...0xDF: count = 2
    case 0xE0: (count, lowest) = (3, 0xA0)
    case 0xED: (count, highest) = (3, 0x9F)
    case 0xE1...0xEF: count = 3
    case 0xF0: (count, lowest) = (4, 0x90)
    case 0xF4: (count, highest) = (4, 0x8F)
    case 0xF1...0xF3: count = 4
    default: throw .notUTF8
    }
    guard end - at >= count else { throw .notUTF8 }
    let second = (at + 1).load(as: UInt8.self)
    guard second >= lowest, second <= highest else { throw .notUTF8 }
    for index in 2..<max(count, 2) where (at + index).load(as: UInt8.self) & 0xC0 != 0x80 { throw .notUTF8 }
    at += count
  }

  package static func isValid(_ bytes: Bytes) -> Bool {
    guard var at = bytes.base else { return true }
    let end = at + bytes.count
    while at < end {
      if at.load(as: UInt8.self) < 0x80 {
        at += 1
      } else {
        do throws(Rejection) { try skipScalar(&at, end) } catch { return false }
      }
    }
    return true
  }

  @inline(__always)
  static func hexValue(_ byte: UInt8) -> UInt32? {
    let digit = byte &- UInt8(ascii: "0")
    if digit <= 9 { return UInt32(digit) }
    let letter = (byte | 0x20) &- UInt8(ascii: "a")
    return letter <= 5 ? UInt32(letter) + 10 : nil
  }

  /// A name or summary: at most `limit` bytes, cut at a character boundary, control characters (U+0000–001F, 0080–009F) as
  /// spaces. It is copied only when something must change.
  @inline(__always)
  static func clean(_ token: JSONToken, limit: Int, arena: inout ByteArena) -> Bytes {
    if !token.isEscaped && (!token.isBeyondASCII || !holdsC1Control(token.bytes)) {
      return token.bytes.cut(to: limit)
    }
    return rewrite(token.bytes, limit: limit, cleans: true, arena: &arena)
  }

  /// The whole text, as it is meant.
  package static func unescape(_ token: JSONToken, arena: inout ByteArena) -> Bytes {
    token.isEscaped ? rewrite(token.bytes, limit: .max, cleans: false, arena: &arena) : token.bytes
  }

  private static func holdsC1Control(_ bytes: Bytes) -> Bool {
    guard let base = bytes.base else { return false }
    // Well-formed: a lead byte 0xC2 is always followed by one more.
    for index in 0..<bytes.count where (base + index).load(as: UInt8.self) == 0xC2 {
      if (base + index + 1).load(as: UInt8.self) <= 0x9F { return true }
    }
    return false
  }

  /// The bytes are those of a string that the scanner has accepted, so escapes are complete and UTF-8 is well-formed.
  private static func rewrite(_ bytes: Bytes, limit: Int, cleans: Bool, arena: inout ByteArena) -> Bytes {
    guard var at = bytes.base else { return .empty }
    let end = at + bytes.count
    // No escape is shorter than what it stands for, except that a lone surrogate's six bytes become three.
    let target = arena.reserve(min(bytes.count, limit < .max ? limit + 4 : .max))
    var count = 0
    while at < end {
      let byte = at.load(as: UInt8.self)
      if byte < 0x80, byte != UInt8(ascii: "\\") {
        guard count < limit else { break }
        target.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        at += 1
        count += 1
        continue
      }
      var scalar = nextScalar(&at, end)
      if cleans && (scalar < 0x20 || scalar >= 0x80 && scalar < 0xA0) { scalar = 0x20 }
      let width = scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
      guard count + width <= limit else { break }
      encode(scalar, width, target + count)
      count += width
    }
    return arena.take(count)
  }

  private static func encode(_ scalar: UInt32, _ width: Int, _ target: UnsafeMutableRawPointer) {
    func put(_ index: Int, _ bits: UInt32) { target.storeBytes(of: UInt8(bits), toByteOffset: index, as: UInt8.self) }
    switch width {
    case 1: put(0, scalar)
    case 2:
      put(0, 0xC0 | scalar >> 6)
      put(1, 0x80 | scalar & 0x3F)
    case 3:
      put(0, 0xE0 | scalar >> 12)
      put(1, 0x80 | scalar >> 6 & 0x3F)
      put(2, 0x80 | scalar & 0x3F)
    default:
      put(0, 0xF0 | scalar >> 18)
      put(1, 0x80 | scalar >> 12 & 0x3F)
      put(2, 0x80 | scalar >> 6 & 0x3F)
      put(3, 0x80 | scalar & 0x3F)
    }
  }

  private static func nextScalar(_ at: inout UnsafeRawPointer, _ end: UnsafeRawPointer) -> UInt32 {
    let byte = at.load(as: UInt8.self)
    if byte == UInt8(ascii: "\\") { return nextEscaped(&at, end) }
    at += 1
    if byte < 0x80 { return UInt32(byte) }
    let more = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : 1
    var scalar = UInt32(byte) & (0x3F >> UInt32(more))
    for _ in 0..<more {
      scalar = scalar << 6 | UInt32(at.load(as: UInt8.self) & 0x3F)
      at += 1
    }
    return scalar
  }

  private static func nextEscaped(_ at: inout UnsafeRawPointer, _ end: UnsafeRawPointer) -> UInt32 {
    let byte = (at + 1).load(as: UInt8.self)
    guard byte == UInt8(ascii: "u") else {
      at += 2
      switch byte {
      case UInt8(ascii: "b"): return 8
      case UInt8(ascii: "f"): return 12
      case UInt8(ascii: "n"): return 10
      case UInt8(ascii: "r"): return 13
      case UInt8(ascii: "t"): return 9
      default: return UInt32(byte)
      }
    }
    let first = fourHex(at + 2)
    at += 6
    guard first >= 0xD800, first < 0xE000 else { return first }
    // Half a pair stands for no character: U+FFFD, as the replacement is done everywhere else.
    guard first < 0xDC00, end - at >= 6, at.load(as: UInt8.self) == UInt8(ascii: "\\"),
      (at + 1).load(as: UInt8.self) == UInt8(ascii: "u")
    else { return 0xFFFD }
    let second = fourHex(at + 2)
    guard second >= 0xDC00, second < 0xE000 else { return 0xFFFD }
    at += 6
    return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
  }

  private static func fourHex(_ at: UnsafeRawPointer) -> UInt32 {
    var value: UInt32 = 0
    for index in 0..<4 { value = value << 4 | (hexValue((at + index).load(as: UInt8.self)) ?? 0) }
    return value
  }
}
