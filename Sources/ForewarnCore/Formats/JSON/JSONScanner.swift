/// Walks JSON text (RFC 8259, strictly) in one pass, without recursion and without an allocation.
///
/// Every byte is looked at once, so that what was scanned is known to be well-formed and UTF-8. Nested values are skipped
/// with one bit a level instead of a stack of calls: no depth of input can exhaust the process's own stack.
struct JSONScanner {
  var at: UnsafeRawPointer
  let end: UnsafeRawPointer
  /// Strings may hold bytes that are no UTF-8. Whoever asks for it unescapes none of them.
  var takesAnyBytes = false

  init(_ start: UnsafeRawPointer, count: Int) {
    at = start
    end = start + count
  }

  @inline(__always)
  var current: UInt8 {
    get throws(Rejection) {
      guard at < end else { throw .notJSON }
      return at.load(as: UInt8.self)
    }
  }

  @inline(__always)
  mutating func skipSpace() {
    while at < end {
      let byte = at.load(as: UInt8.self)
      guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      at += 1
    }
  }

  /// Takes exactly this byte.
  @inline(__always)
  mutating func take(_ byte: UInt8) throws(Rejection) {
    guard at < end, at.load(as: UInt8.self) == byte else { throw .notJSON }
    at += 1
  }

  /// Only white space may follow.
  @inline(__always)
  mutating func finish() throws(Rejection) {
    skipSpace()
    guard at == end else { throw .notJSON }
  }

  /// A member's name and its colon; leaves `at` at the value.
  @inline(always)
  mutating func name() throws(Rejection) -> JSONToken {
    guard try current == UInt8(ascii: "\"") else { throw .notJSON }
    let token = try string()
    skipSpace()
    try take(UInt8(ascii: ":"))
    skipSpace()
    return token
  }

  /// Any value, of which only the extent is wanted. `depth` is the number of containers around it.
  @inline(__always)
  mutating func value(depth: Int) throws(Rejection) -> JSONToken {
    switch try current {
    case UInt8(ascii: "\""): return try string()
    case UInt8(ascii: "{"): return try container(.object, depth: depth)
    case UInt8(ascii: "["): return try container(.array, depth: depth)
    default: return try scalar()
    }
  }

  /// A value that begins with no quote.
  @inline(always)
  mutating func notString(depth: Int) throws(Rejection) -> JSONToken {
    var copy = self
    let token = try copy.value(depth: depth)
    at = copy.at
    return token
  }

  private mutating func container(_ kind: JSONToken.Kind, depth: Int) throws(Rejection) -> JSONToken {
    let start = at
    try skipContainer(outerDepth: depth)
    return JSONToken(kind: kind, start: start, count: at - start)
  }

  /// `at` stands at the opening bracket.
  private mutating func skipContainer(outerDepth: Int) throws(Rejection) {
    var isObject: UInt64 = 0  // one bit for each open container, the innermost lowest
    var depth = outerDepth
    while true {
      let byte = try current
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
        depth += 1
        guard depth <= Limits.jsonDepth else { throw .tooDeep }
        isObject = isObject << 1 | (byte == UInt8(ascii: "{") ? 1 : 0)
        at += 1
        skipSpace()
        // In ASCII each closing bracket stands two after its opening one.
        guard try current == byte + 2 else {
          if isObject & 1 == 1 { _ = try name() }
          continue
        }
      } else {
        _ = byte == UInt8(ascii: "\"") ? try string() : try scalar()
        skipSpace()
      }
      // A value has ended, or `at` stands at a closing bracket.
      while true {
        let byte = try current
        at += 1
        if byte == UInt8(ascii: ",") {
          skipSpace()
          if isObject & 1 == 1 { _ = try name() }
          break
        }
        guard byte == (isObject & 1 == 1 ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { throw .notJSON }
        isObject >>= 1
        depth -= 1
        if depth == outerDepth { return }
        skipSpace()
      }
    }
  }

  /// A number or one of the three words.
  @inline(__always)
  mutating func scalar() throws(Rejection) -> JSONToken {
    let start = at
    switch try current {
    case UInt8(ascii: "t"): return try word(.yes, 0x6575_7274, count: 4)  // "true", the first letter lowest
    case UInt8(ascii: "f"): return try word(.no, 0x6573_6C61, count: 5)  // "alse"
    case UInt8(ascii: "n"): return try word(.null, 0x6C6C_756E, count: 4)  // "null"
    default:
      try number()
      return JSONToken(kind: .number, start: start, count: at - start)
    }
  }

  /// A word by its last four letters; the first is known.
  @inline(__always)
  private mutating func word(
    _ kind: JSONToken.Kind, _ letters: UInt32, count: Int
  ) throws(Rejection) -> JSONToken {
    guard end - at >= count,
      UInt32(littleEndian: (at + count - 4).loadUnaligned(as: UInt32.self)) == letters
    else { throw .notJSON }
    let token = JSONToken(kind: kind, start: at, count: count)
    at += count
    return token
  }

  mutating func number() throws(Rejection) {
    if try current == UInt8(ascii: "-") { at += 1 }
    if try current == UInt8(ascii: "0") { at += 1 } else { try digits() }
    if at < end, at.load(as: UInt8.self) == UInt8(ascii: ".") {
      at += 1
      try digits()
    }
    if at < end, at.load(as: UInt8.self) | 0x20 == UInt8(ascii: "e") {
      at += 1
      let sign = try current
      if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { at += 1 }
      try digits()
    }
  }

  /// One digit or more.
  @inline(__always)
  private mutating func digits() throws(Rejection) {
    let start = at
    while at < end, at.load(as: UInt8.self) &- UInt8(ascii: "0") <= 9 { at += 1 }
    guard at > start else { throw .notJSON }
  }

  /// `at` stands at the opening quote.
  @inline(always)
  mutating func string() throws(Rejection) -> JSONToken {
    at += 1
    var token = JSONToken(kind: .string, start: at, count: 0)
    while true {
      let byte = try nextSpecial()
      if byte == UInt8(ascii: "\"") {
        token.count = at - token.start
        at += 1
        return token
      }
      if byte >= 0x80 {
        token.isBeyondASCII = true
        if takesAnyBytes { at += 1 } else { try UTF8Text.skipScalar(&at, end) }
      } else if byte == UInt8(ascii: "\\") {
        token.isEscaped = true
        try skipEscape()
      } else {
        throw .notJSON  // a raw control character
      }
    }
  }

  /// Goes on to the next quote, backslash, control character or byte beyond ASCII, eight bytes at a step.
  ///
  /// The usual has-a-byte-below test may err above the first hit, never below it; only the lowest hit is used. It errs for bytes beyond ASCII,
  /// too, which are hits anyhow. Flipping bit 1 brings the quote (0x22) next to the control characters, so that one test finds both.
  @inline(always)
  private mutating func nextSpecial() throws(Rejection) -> UInt8 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    while end - at >= 8 {
      let word = UInt64(littleEndian: at.loadUnaligned(as: UInt64.self))
      let low = (word ^ ones &* 0x02) &- ones &* 0x21
      let slash = (word ^ ones &* 0x5C) &- ones
      let hits = (low | slash | word) & (ones &* 0x80)
      if hits != 0 {
        at += hits.trailingZeroBitCount >> 3
        return at.load(as: UInt8.self)
      }
      at += 8
    }
    while at < end {
      let byte = at.load(as: UInt8.self)
      if byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return byte }
      at += 1
    }
    throw .notJSON
  }

  private mutating func skipEscape() throws(Rejection) {
    at += 1
    switch try current {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      at += 1
    case UInt8(ascii: "u"):
      guard end - at >= 5 else { throw .notJSON }
      for index in 1...4 where UTF8Text.hexValue((at + index).load(as: UInt8.self)) == nil { throw .notJSON }
      at += 5
    default:
      throw .notJSON
    }
  }
}
