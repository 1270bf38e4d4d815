import ForewarnCore

/// Without the blanks around it.
func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }
  var result = bytes
  while let first = result.first, isBlank(first) { result.removeFirst() }
  while let last = result.last, isBlank(last) { result.removeLast() }
  return result
}

/// Squares of larger values have no room in a `Double`, and no series that people measure has them.
private let largestValue = 1e150

/// A decimal number, or nil: `nan`, `inf`, hexadecimal, words, and what is beyond ±1e150 are no values.
func number(fromText text: ArraySlice<UInt8>) -> Double? {
  plainNumber(text) ?? anyNumber(text)
}

/// Digits with at most one point, so few that the digits and the power of ten are exact; then their quotient is the nearest
/// `Double` (Clinger, PLDI 1990).
private func plainNumber(_ text: ArraySlice<UInt8>) -> Double? {
  let isNegative = text.first == UInt8(ascii: "-")
  var digits: Int64 = 0
  var power = 1.0
  var seen = 0
  var point = false
  for byte in isNegative ? text.dropFirst() : text {
    if byte == UInt8(ascii: "."), !point {
      point = true
      continue
    }
    guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), seen < 15 else { return nil }
    seen += 1
    digits = digits * 10 + Int64(byte - UInt8(ascii: "0"))
    if point { power *= 10 }
  }
  guard seen > 0 else { return nil }
  let value = Double(digits) / power
  return isNegative ? -value : value
}

private func anyNumber(_ text: ArraySlice<UInt8>) -> Double? {
  let allowed = text.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
  guard allowed, let value = Double(String(decoding: text, as: UTF8.self)), abs(value) <= largestValue else {
    return nil
  }
  return value
}

/// Milliseconds since 1970 of a number of seconds, milliseconds, microseconds or nanoseconds, told apart by magnitude (exact
/// for 2001–2286), or of a time in any spelling that events may have, a day alone among them; without an offset it is UTC.
func epochMillis(fromText text: ArraySlice<UInt8>) -> Int64? {
  if let number = number(fromText: text) {
    let size = abs(number)
    let millis =
      size < 1e11 ? number * 1e3 : size < 1e14 ? number : size < 1e17 ? number / 1e3 : number / 1e6
    return Int64(exactly: millis.rounded())
  }
  let micros = text.withUnsafeBytes { EventTime.micros(of: Bytes($0), takesDays: true) }
  // Rounded down, before 1970 too.
  return micros.map { ($0 - ($0 < 0 ? 999 : 0)) / 1_000 }
}
