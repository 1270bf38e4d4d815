/// A number as it was written, kept exactly: `mantissa × 10^exponent`. A `Double` would turn 0.1 ms into something else.
///
/// Digits beyond the nineteenth that counts are dropped; no quantity here has as many.
package struct DecimalNumber {
  private(set) var mantissa: UInt64 = 0
  private(set) var exponent = 0
  private(set) var isNegative = false

  /// `bytes` must be a number by JSON's grammar.
  package init(_ bytes: Bytes) {
    guard var at = bytes.base else { return }
    let end = at + bytes.count
    if at < end, at.load(as: UInt8.self) == UInt8(ascii: "-") {
      isNegative = true
      at += 1
    }
    let mostDigits: UInt64 = 1_000_000_000_000_000_000
    var digit: UInt8 = 0
    @inline(__always)
    func isDigit() -> Bool {
      guard at < end else { return false }
      digit = at.load(as: UInt8.self) &- UInt8(ascii: "0")
      return digit <= 9
    }
    while isDigit() {
      at += 1
      if mantissa < mostDigits { mantissa = mantissa &* 10 &+ UInt64(digit) } else { exponent += 1 }
    }
    if at < end, at.load(as: UInt8.self) == UInt8(ascii: ".") {
      at += 1
      let first = at
      while mantissa < mostDigits, isDigit() {
        at += 1
        mantissa = mantissa &* 10 &+ UInt64(digit)
      }
      exponent -= at - first
      while isDigit() { at += 1 }
    }
    // What is left is an `e`.
    if at < end { exponent += Self.signedExponent(at + 1, end) }
  }

  /// The number in a text, if the text is nothing but a number by JSON's grammar.
  init?(text: Bytes) {
    guard let base = text.base else { return nil }
    var scanner = JSONScanner(base, count: text.count)
    do throws(Rejection) { try scanner.number() } catch { return nil }
    guard scanner.at == scanner.end else { return nil }
    self.init(text)
  }

  private static func signedExponent(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer) -> Int {
    var at = start
    let sign = at.load(as: UInt8.self)
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { at += 1 }
    var value = 0
    while at < end {
      // 10^8 is far outside of every range in use, and far inside of Int.
      if value < 100_000_000 { value = value * 10 + Int(at.load(as: UInt8.self) &- UInt8(ascii: "0")) }
      at += 1
    }
    return sign == UInt8(ascii: "-") ? -value : value
  }

  /// `self × 10^power`, rounded half up; nil when negative or above `maximum`.
  func rounded(timesTenTo power: Int, maximum: UInt64) -> UInt64? {
    guard let (whole, isHalfOrMore, _) = split(power) else { return nil }
    let result = isHalfOrMore ? whole &+ 1 : whole
    return result <= maximum && result >= whole ? result : nil
  }

  /// `self × 10^power`, the fraction cut off; nil when negative or beyond 64 bits.
  func truncated(timesTenTo power: Int) -> UInt64? { split(power)?.whole }

  /// The value if it is whole (`3`, `3.0`, `3e0`).
  package var whole: UInt64? {
    guard let (whole, _, isExact) = split(0), isExact else { return nil }
    return whole
  }

  private func split(_ power: Int) -> (whole: UInt64, isHalfOrMore: Bool, isExact: Bool)? {
    if mantissa == 0 { return (0, false, true) }
    if isNegative { return nil }
    let shift = exponent + power
    if shift >= 0 {
      guard shift < Self.powers.count else { return nil }
      let (product, overflows) = mantissa.multipliedReportingOverflow(by: Self.power(shift))
      return overflows ? nil : (product, false, true)
    }
    // A mantissa of at most nineteen digits is less than half of 10^20.
    guard -shift < Self.powers.count else { return (0, false, false) }
    let divisor = Self.power(-shift)
    let (quotient, remainder) = mantissa.quotientAndRemainder(dividingBy: divisor)
    return (quotient, remainder >= divisor - remainder, remainder == 0)
  }

  private static let powers = 0..<20

  @inline(__always)
  private static func power(_ exponent: Int) -> UInt64 {
    var result: UInt64 = 1
    for _ in 0..<exponent { result = result &* 10 }
    return result
  }
}
