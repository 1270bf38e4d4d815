/// Times as events write them, to microseconds since 1970 UTC. What is finer is cut off.
enum TimeText {
  enum Outcome: Equatable {
    case micros(Int64)
    /// Year 1 stands for "no time" where Go wrote the record.
    case absent
    case invalid
  }

  /// A time in any spelling that is one time only; `zone` is that of times that name none.
  @inline(__always)
  static func read(
    _ bytes: Bytes, _ zone: TimeZoneSteps, takesDays: Bool = false, _ memo: inout MinuteMemo
  ) -> Outcome {
    let strict = rfc3339(bytes, &memo)
    if strict != .invalid { return strict }
    return spelled(bytes, zone, takesDays)
  }

  static func read(_ bytes: Bytes, _ zone: TimeZoneSteps, takesDays: Bool = false) -> Outcome {
    var memo = MinuteMemo()
    return read(bytes, zone, takesDays: takesDays, &memo)
  }

  /// A number in a text, or a spelling beside RFC 3339.
  private static func spelled(_ bytes: Bytes, _ zone: TimeZoneSteps, _ takesDays: Bool) -> Outcome {
    let bytes = bytes.trimmed
    let strict = rfc3339(bytes)
    if strict != .invalid { return strict }
    if let number = DecimalNumber(text: bytes) { return TimeText.number(number) }
    return LenientTime.micros(bytes, zone, takesDays: takesDays)
  }

  /// RFC 3339 (section 5.6): `T` or a space between date and time, any case, any number of fractional digits, any offset; a
  /// leap second counts as the second after it.
  static func rfc3339(_ bytes: Bytes) -> Outcome {
    var memo = MinuteMemo()
    return rfc3339(bytes, &memo)
  }

  /// With the minute that was read before.
  static func rfc3339(_ bytes: Bytes, _ memo: inout MinuteMemo) -> Outcome {
    guard let base = bytes.base, bytes.count >= 20 else { return .invalid }
    @inline(__always)
    func byte(_ index: Int) -> UInt8 { (base + index).load(as: UInt8.self) }
    guard let minutes = memo.minutes(at: base), byte(16) == UInt8(ascii: ":"), let second = two(base + 17), second <= 60
    else { return .invalid }

    var index = 19
    var fraction: Int64 = 0
    if byte(index) == UInt8(ascii: ".") {
      index += 1
      let first = index
      while index < bytes.count, byte(index) &- UInt8(ascii: "0") <= 9 {
        if index < first + 6 { fraction = fraction &* 10 &+ Int64(byte(index) &- UInt8(ascii: "0")) }
        index += 1
      }
      if index == first { return .invalid }
      for _ in min(index - first, 6)..<6 { fraction &*= 10 }
    }

    guard index < bytes.count else { return .invalid }
    var offsetMinutes = 0
    let zone = byte(index)
    if zone | 0x20 == UInt8(ascii: "z") {
      index += 1
    } else {
      guard zone == UInt8(ascii: "+") || zone == UInt8(ascii: "-"), bytes.count - index == 6,
        byte(index + 3) == UInt8(ascii: ":")
      else { return .invalid }
      guard let hours = two(base + index + 1), let rest = two(base + index + 4), hours <= 23, rest <= 59 else {
        return .invalid
      }
      offsetMinutes = zone == UInt8(ascii: "-") ? -(hours * 60 + rest) : hours * 60 + rest
      index += 6
    }
    guard index == bytes.count else { return .invalid }
    if minutes < yearTwo { return .absent }
    return .micros(Int64((minutes - offsetMinutes) * 60 + second) * 1_000_000 + fraction)
  }

  /// Minutes from 1970 back to the second year of our era.
  @inline(__always)
  private static var yearTwo: Int { -718_797 * 1_440 }

  /// Two digits.
  @inline(__always)
  private static func two(_ at: UnsafeRawPointer) -> Int? {
    let tens = at.load(as: UInt8.self) &- UInt8(ascii: "0")
    let ones = (at + 1).load(as: UInt8.self) &- UInt8(ascii: "0")
    return tens <= 9 && ones <= 9 ? Int(tens) &* 10 &+ Int(ones) : nil
  }

  /// Minutes from 1970 to a day and a minute of it, sixteen bytes as in `2026-11-24T10:00`; nil when they are none.
  static func minutes(at base: UnsafeRawPointer) -> Int? {
    func byte(_ index: Int) -> UInt8 { (base + index).load(as: UInt8.self) }
    guard let century = two(base), let yearOfCentury = two(base + 2), let month = two(base + 5),
      let day = two(base + 8), let hour = two(base + 11), let minute = two(base + 14)
    else { return nil }
    let year = century * 100 + yearOfCentury
    guard byte(4) == UInt8(ascii: "-"), byte(7) == UInt8(ascii: "-"), byte(13) == UInt8(ascii: ":"),
      byte(10) | 0x20 == UInt8(ascii: "t") || byte(10) == UInt8(ascii: " "), isDay(year, month, day), hour <= 23,
      minute <= 59
    else { return nil }
    return (daysSince1970(year, month, day) * 24 + hour) * 60 + minute
  }

  /// Seconds, milliseconds, microseconds or nanoseconds since 1970: from September 2001 to November 2286 each has a number
  /// of whole digits of its own (10, 13, 16, 19). Anything else is no time.
  static func number(_ number: DecimalNumber) -> Outcome {
    guard let whole = number.truncated(timesTenTo: 0) else { return .invalid }
    let power: Int
    switch whole {
    case 1_000_000_000..<10_000_000_000: power = 6
    case 1_000_000_000_000..<10_000_000_000_000: power = 3
    case 1_000_000_000_000_000..<10_000_000_000_000_000: power = 0
    case 1_000_000_000_000_000_000..<10_000_000_000_000_000_000: power = -3
    default: return .invalid
    }
    guard let micros = number.truncated(timesTenTo: power) else { return .invalid }
    return .micros(Int64(micros))  // below 10^16 by the ranges above
  }

  static func isDay(_ year: Int, _ month: Int, _ day: Int) -> Bool {
    year >= 1 && (1...12).contains(month) && day >= 1 && day <= days(in: month, of: year)
  }

  @inline(__always)
  private static func days(in month: Int, of year: Int) -> Int {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return 30 + (month + month >> 3) & 1
  }

  /// Days from 1970-01-01 in the proleptic Gregorian calendar; the year is counted from March, so that the leap day is its last.
  @inline(__always)
  static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let marchYear = month > 2 ? year : year - 1
    let monthFromMarch = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    return marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
  }
}
