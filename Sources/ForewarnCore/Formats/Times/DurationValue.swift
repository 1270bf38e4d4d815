/// How long something took: a number in the topic's unit, or a text that says its unit itself, as Go (`1m30.5s`, `412ms`), ISO 8601
/// (`PT0.4S`) and .NET (`00:00:01.25`) write it.
enum DurationValue {
  /// 30 days.
  static let longestMicros: UInt64 = 30 * 86_400 * 1_000_000

  /// Microseconds; nil when it is none, negative or too long. A number times ten to `power` is one of microseconds.
  @inline(__always)
  static func micros(_ token: JSONToken, power: Int) -> UInt64? {
    if token.kind == .number { return DecimalNumber(token.bytes).rounded(timesTenTo: power, maximum: longestMicros) }
    return micros(token.bytes.trimmed, power)
  }

  private static func micros(_ text: Bytes, _ power: Int) -> UInt64? {
    if let number = DecimalNumber(text: text) { return number.rounded(timesTenTo: power, maximum: longestMicros) }
    guard let base = text.base, text.count > 0 else { return nil }
    if base.load(as: UInt8.self) | 0x20 == UInt8(ascii: "p") { return iso8601(base + 1, count: text.count - 1) }
    return text.buffer.contains(UInt8(ascii: ":")) ? clock(text) : units(base, count: text.count)
  }

  /// The number at the scanner, as it is followed by something else.
  private static func number(_ scanner: inout JSONScanner) -> DecimalNumber? {
    let start = scanner.at
    // A leading zero, as in `00:01` and `05s`, is no number of JSON's.
    while scanner.end - scanner.at > 1, byte(scanner) == UInt8(ascii: "0"),
      (scanner.at + 1).load(as: UInt8.self) &- UInt8(ascii: "0") <= 9
    { scanner.at += 1 }
    let first = scanner.at
    do throws(Rejection) { try scanner.number() } catch { return nil }
    guard scanner.at > start else { return nil }
    return DecimalNumber(Bytes(base: first, count: scanner.at - first))
  }

  private static func byte(_ scanner: JSONScanner) -> UInt8 {
    scanner.at < scanner.end ? scanner.at.load(as: UInt8.self) : 0
  }

  private static func add(_ number: DecimalNumber, _ micros: UInt64, to sum: inout UInt64) -> Bool {
    // Six digits of a fraction are enough for whole microseconds of a second, nine for those of an hour.
    guard let parts = number.rounded(timesTenTo: 6, maximum: longestMicros) else { return false }
    let (product, overflows) = parts.multipliedReportingOverflow(by: micros)
    guard !overflows else { return false }
    assert(sum <= longestMicros, "what is too long is not added to")
    sum += product / 1_000_000
    return sum <= longestMicros
  }

  /// `412ms`, `1.5 s`, `1h2m3s`.
  private static func units(_ base: UnsafeRawPointer, count: Int) -> UInt64? {
    var scanner = JSONScanner(base, count: count)
    var sum: UInt64 = 0
    while scanner.at < scanner.end {
      guard let number = number(&scanner) else { return nil }
      scanner.skipSpace()
      let start = scanner.at
      while scanner.at < scanner.end, byte(scanner) &- UInt8(ascii: "0") > 9, byte(scanner) != 0x20 { scanner.at += 1 }
      let unit = Bytes(base: start, count: scanner.at - start)
      scanner.skipSpace()
      if unit.equals("ns") {
        guard let micros = number.rounded(timesTenTo: -3, maximum: longestMicros) else { return nil }
        sum += micros
      } else {
        guard let micros = micros(ofUnit: unit), add(number, micros, to: &sum) else { return nil }
      }
      guard sum <= longestMicros else { return nil }
    }
    return sum
  }

  private static func micros(ofUnit unit: Bytes) -> UInt64? {
    // Micro is a sign of its own (U+00B5) and a Greek letter (U+03BC).
    if unit.equals("us") || unit.equals("µs") || unit.equals("μs") { return 1 }
    if unit.equals("ms") || unit.equals("msec") || unit.equals("millis") { return 1_000 }
    if unit.equals("s") || unit.equals("sec") || unit.equals("secs") || unit.equals("seconds") { return 1_000_000 }
    if unit.equals("m") || unit.equals("min") { return 60_000_000 }
    return unit.equals("h") ? 3_600_000_000 : nil
  }

  /// `T0.4S`, `1DT2H`, behind the `P`.
  private static func iso8601(_ base: UnsafeRawPointer, count: Int) -> UInt64? {
    var scanner = JSONScanner(base, count: count)
    var sum: UInt64 = 0
    var isTime = false
    var parts = 0
    while scanner.at < scanner.end {
      if byte(scanner) | 0x20 == UInt8(ascii: "t"), !isTime {
        isTime = true
        scanner.at += 1
      }
      guard let number = number(&scanner), scanner.at < scanner.end else { return nil }
      let unit: UInt64
      switch byte(scanner) | 0x20 {
      case UInt8(ascii: "d") where !isTime: unit = 86_400_000_000
      case UInt8(ascii: "h") where isTime: unit = 3_600_000_000
      case UInt8(ascii: "m") where isTime: unit = 60_000_000
      case UInt8(ascii: "s") where isTime: unit = 1_000_000
      default: return nil
      }
      scanner.at += 1
      parts += 1
      guard add(number, unit, to: &sum) else { return nil }
    }
    return parts > 0 ? sum : nil
  }

  /// `[hours:]minutes:seconds`, the seconds with a fraction.
  private static func clock(_ text: Bytes) -> UInt64? {
    guard let base = text.base else { return nil }
    var scanner = JSONScanner(base, count: text.count)
    var sum: UInt64 = 0
    var parts = 0
    while true {
      guard let number = number(&scanner), parts < 3 else { return nil }
      parts += 1
      let (hours, overflows) = sum.multipliedReportingOverflow(by: 60)
      guard !overflows, hours <= longestMicros else { return nil }
      sum = hours
      guard add(number, 1_000_000, to: &sum) else { return nil }
      if scanner.at == scanner.end { return parts > 1 ? sum : nil }
      guard byte(scanner) == UInt8(ascii: ":"), number.exponent == 0 else { return nil }
      scanner.at += 1
    }
  }
}
