/// Times in the spellings that clients use beside RFC 3339: Java's full minutes (`11:00Z`), `+0530`, `+00`, no zone at all, a comma before
/// the fraction, the basic form, `24:00`, RFC 1123, `ctime`, Apache's log, dots or slashes behind the year.
///
/// What could be two times is none: `01/11/2025` is in January here and in November there, and `CST` is three zones.
struct LenientTime {
  private var at: UnsafeRawPointer
  private let end: UnsafeRawPointer

  private struct Day {
    var year = 0
    var month = 0
    var day = 0
  }

  /// nil for no text at all.
  init?(_ bytes: Bytes) {
    let bytes = bytes.trimmed
    guard let base = bytes.base else { return nil }
    at = base
    end = base + bytes.count
  }

  static func micros(_ bytes: Bytes, _ zone: TimeZoneSteps, takesDays: Bool) -> TimeText.Outcome {
    var reader = LenientTime(bytes)
    return reader?.time(zone, takesDays) ?? .invalid
  }

  var isAtEnd: Bool { at == end }

  // MARK: Bytes

  private var byte: UInt8 { at < end ? at.load(as: UInt8.self) : 0 }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard byte == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  private mutating func skipSpaces() {
    while byte == 0x20 { at += 1 }
  }

  /// Digits from here on, without moving.
  private var digits: Int {
    var count = 0
    while at + count < end, (at + count).load(as: UInt8.self) &- UInt8(ascii: "0") <= 9 { count += 1 }
    return count
  }

  private mutating func number(_ count: Int) -> Int? {
    guard count > 0, count <= 9, digits >= count else { return nil }
    var value = 0
    assert(at + count <= end, "digits that were counted are there")
    for _ in 0..<count {
      value = value * 10 + Int(byte &- UInt8(ascii: "0"))
      at += 1
    }
    return value
  }

  /// The first eight of a run of letters as one number, small, the first highest; 0 when there is none.
  private mutating func word() -> UInt64 {
    var word: UInt64 = 0
    while (byte | 0x20) &- UInt8(ascii: "a") < 26 {
      if word >> 56 == 0 { word = word << 8 | UInt64(byte | 0x20) }
      at += 1
    }
    return word
  }

  /// Three letters of a month, and all of them as far as a word is kept.
  private static let months: [(short: UInt64, full: UInt64)] = {
    let names: [StaticString] = [
      "january", "february", "march", "april", "may", "june", "july", "august", "septembe", "october", "november",
      "december",
    ]
    return names.map { name in
      var full: UInt64 = 0
      var short: UInt64 = 0
      for place in 0..<name.utf8CodeUnitCount {
        full = full << 8 | UInt64(name.utf8Start[place])
        if place == 2 { short = full }
      }
      return (short, full)
    }
  }()

  private static func month(_ word: UInt64) -> Int? {
    for index in months.indices where word == months[index].short || word == months[index].full { return index + 1 }
    return nil
  }

  // MARK: Parts

  private mutating func time(_ zone: TimeZoneSteps, _ takesDays: Bool) -> TimeText.Outcome? {
    guard var day = date() else { return nil }
    if isAtEnd, takesDays { return Self.outcome(day, (0, 0), nil, zone) }
    skipSpaces()
    if (byte | 0x20) == UInt8(ascii: "t") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ",") { at += 1 }
    skipSpaces()
    guard let clock = clock() else { return nil }
    skipSpaces()
    var offset = isAtEnd ? nil : self.offset()
    skipSpaces()
    if day.year == 0 {
      // ctime: the year stands last, behind a zone or before it.
      guard let year = number(4) else { return nil }
      day.year = year
      skipSpaces()
      if offset == nil, !isAtEnd { offset = self.offset() }
    }
    if take("[") {
      // Java says the zone's name behind the offset.
      while !isAtEnd, byte != UInt8(ascii: "]") { at += 1 }
      guard take("]"), offset != nil else { return nil }
    }
    return isAtEnd ? Self.outcome(day, clock, offset, zone) : nil
  }

  private static func outcome(
    _ day: Day, _ clock: (seconds: Int64, micros: Int64), _ offset: Int64?, _ zone: TimeZoneSteps
  ) -> TimeText.Outcome? {
    guard TimeText.isDay(day.year, day.month, day.day) else { return nil }
    if day.year == 1 { return .absent }
    assert(clock.seconds <= 86_400 && clock.micros < 1_000_000, "a clock shows a time of its day")
    let local = Int64(TimeText.daysSince1970(day.year, day.month, day.day)) * 86_400 + clock.seconds
    let seconds = offset.map { local - $0 } ?? zone.utc(ofLocal: local)
    return .micros(seconds * 1_000_000 + clock.micros)
  }

  private mutating func date() -> Day? {
    if digits == 0 {
      let first = word()
      if let month = Self.month(first) { return dayAfter(month: month) }
      // A day of the week, which says nothing.
      guard first != 0 else { return nil }
      _ = take(",")
      skipSpaces()
      if digits == 0 {
        guard let month = Self.month(word()) else { return nil }
        return dayAfter(month: month)
      }
    }
    switch digits {
    case 8:
      guard let year = number(4), let month = number(2), let day = number(2) else { return nil }
      return Day(year: year, month: month, day: day)
    case 4:
      guard let year = number(4) else { return nil }
      let separator = byte
      guard separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/") || separator == UInt8(ascii: ".") else {
        return nil
      }
      at += 1
      guard let month = number(min(digits, 2)), byte == separator else { return nil }
      at += 1
      return number(min(digits, 2)).map { Day(year: year, month: month, day: $0) }
    case 1, 2:
      guard let day = number(digits) else { return nil }
      return dateAfter(day: day)
    default: return nil
    }
  }

  /// `25 Nov 2026`, `25-Nov-2026`, `25/Nov/2026`.
  private mutating func dateAfter(day: Int) -> Day? {
    let separator = byte
    guard separator == 0x20 || separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/") else { return nil }
    at += 1
    guard let month = Self.month(word()), byte == separator else { return nil }
    at += 1
    return number(4).map { Day(year: $0, month: month, day: day) }
  }

  /// `Nov 25, 2026`, or ctime's `Nov 25`, of which the year comes later.
  private mutating func dayAfter(month: Int) -> Day? {
    skipSpaces()
    guard let day = number(min(digits, 2)) else { return nil }
    guard take(",") else { return Day(year: 0, month: month, day: day) }
    skipSpaces()
    return number(4).map { Day(year: $0, month: month, day: day) }
  }

  private mutating func clock() -> (seconds: Int64, micros: Int64)? {
    guard let hour = number(digits == 1 ? 1 : 2) else { return nil }
    let isBasic = byte != UInt8(ascii: ":")
    if !isBasic { at += 1 }
    guard let minute = number(2) else { return nil }
    var second = 0
    if isBasic ? digits >= 2 : take(":") {
      guard let value = number(2) else { return nil }
      second = value
    }
    var micros: Int64 = 0
    if take(".") || take(",") {
      guard digits > 0 else { return nil }
      var unit: Int64 = 100_000
      while byte &- UInt8(ascii: "0") <= 9 {
        micros += Int64(byte &- UInt8(ascii: "0")) * unit
        unit /= 10
        at += 1
      }
    }
    let isMidnight = hour == 24 && minute == 0 && second == 0 && micros == 0
    guard hour <= 23 || isMidnight, minute <= 59, second <= 60 else { return nil }
    return (Int64((hour * 60 + minute) * 60 + second), micros)
  }

  /// `Z`, `UTC`, `GMT`, `+05:30`, `+0530`, `+05`, `UTC+2`, in seconds; nil when it is none of these, without moving.
  mutating func offset() -> Int64? {
    let start = at
    if let seconds = offsetHere() { return seconds }
    at = start
    return nil
  }

  private mutating func offsetHere() -> Int64? {
    let start = at
    let name = word()
    let isNamed = at > start
    switch name {
    case 0x7A, 0x7574, 0x757463, 0x676D74: if byte != UInt8(ascii: "+"), byte != UInt8(ascii: "-") { return 0 }
    case 0 where !isNamed: break
    default: return nil
    }
    let isNegative = byte == UInt8(ascii: "-")
    guard take("+") || take("-") else { return nil }
    // One digit is an hour where a name stands before it.
    guard let hours = number(isNamed && digits == 1 ? 1 : 2) else { return nil }
    var minutes = 0
    if take(":") || digits > 0 {
      guard digits == 2, let value = number(2) else { return nil }
      minutes = value
    }
    guard hours <= 23, minutes <= 59 else { return nil }
    let seconds = Int64((hours * 60 + minutes) * 60)
    assert(seconds < 86_400, "no zone is a day away")
    return isNegative ? -seconds : seconds
  }
}
