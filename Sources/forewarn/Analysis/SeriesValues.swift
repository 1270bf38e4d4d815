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
/// for 2001–2286), or of `YYYY-MM-DD HH:MM:SS[.fff]`, with a blank or a `T`; with `Z` or an offset (`+02:00`,
/// `+0200`, `+02`), or read as UTC.
func epochMillis(fromText text: ArraySlice<UInt8>) -> Int64? {
  if let number = number(fromText: text) {
    let size = abs(number)
    let millis =
      size < 1e11 ? number * 1e3 : size < 1e14 ? number : size < 1e17 ? number / 1e3 : number / 1e6
    return Int64(exactly: millis.rounded())
  }
  return calendarMillis(text)
}

private func calendarMillis(_ text: ArraySlice<UInt8>) -> Int64? {
  var rest = text
  func digits(_ count: Int, from rest: inout ArraySlice<UInt8>) -> Int64? {
    guard rest.count >= count else { return nil }
    var result: Int64 = 0
    for byte in rest.prefix(count) {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      result = result * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    rest.removeFirst(count)
    return result
  }
  func skip(_ allowed: StaticString, from rest: inout ArraySlice<UInt8>) -> Bool {
    guard let byte = rest.first, allowed.withUTF8Buffer({ $0.contains(byte) }) else { return false }
    rest.removeFirst()
    return true
  }
  guard let year = digits(4, from: &rest), skip("-", from: &rest),
    let month = digits(2, from: &rest), skip("-", from: &rest),
    let day = digits(2, from: &rest), (1...12).contains(month), (1...31).contains(day)
  else { return nil }
  var second: Int64 = 0
  var millis: Int64 = 0
  if skip(" T", from: &rest) {
    guard let hour = digits(2, from: &rest), skip(":", from: &rest), let minute = digits(2, from: &rest),
      hour < 24, minute < 60
    else { return nil }
    second = hour * 3600 + minute * 60
    if skip(":", from: &rest) {
      guard let seconds = digits(2, from: &rest), seconds <= 60 else { return nil }
      second += seconds
    }
    if skip(".,", from: &rest) {
      var unit: Int64 = 100
      while let digit = digits(1, from: &rest) {
        millis += digit * unit
        unit /= 10
      }
    }
  }
  if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
    rest.removeFirst()
    guard let hours = digits(2, from: &rest), hours < 24 else { return nil }
    _ = skip(":", from: &rest)
    let minutes = digits(2, from: &rest) ?? 0
    guard minutes < 60 else { return nil }
    second -= (hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
  } else {
    _ = skip("Zz", from: &rest)
  }
  guard rest.isEmpty else { return nil }
  return (daysSince1970(year: year, month: month, day: day) * 86_400 + second) * 1_000 + millis
}

/// Days of the proleptic Gregorian calendar, counting years from March so that the leap day comes last.
private func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
  let marchYear = month > 2 ? year : year - 1
  let monthFromMarch = month > 2 ? month - 3 : month + 9
  let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
  let floorDiv = { (a: Int64, b: Int64) in a >= 0 ? a / b : -((b - 1 - a) / b) }
  return marchYear * 365 + floorDiv(marchYear, 4) - floorDiv(marchYear, 100) + floorDiv(marchYear, 400) + dayOfYear
    - 719_468
}
