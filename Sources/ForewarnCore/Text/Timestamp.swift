/// RFC 3339 in UTC with milliseconds, by the civil-from-days arithmetic of the proleptic Gregorian calendar.
public enum Timestamp {
  public static func text(_ micros: Int64) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(24)
    append(micros, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// For whoever writes many and wants no text of each.
  public static func append(_ micros: Int64, to bytes: inout [UInt8]) {
    let (dayCount, ofDay) = floorDivide(micros, by: 86_400_000_000)
    let (year, month, day) = civil(fromDays: dayCount)
    append(year, digits: 4, then: "-", to: &bytes)
    append(month, digits: 2, then: "-", to: &bytes)
    append(day, digits: 2, then: "T", to: &bytes)
    append(ofDay / 3_600_000_000, digits: 2, then: ":", to: &bytes)
    append(ofDay / 60_000_000 % 60, digits: 2, then: ":", to: &bytes)
    append(ofDay / 1_000_000 % 60, digits: 2, then: ".", to: &bytes)
    append(ofDay / 1_000 % 1_000, digits: 3, then: "Z", to: &bytes)
  }

  /// `10:15`, for texts.
  public static func clockMinute(_ micros: Int64) -> String {
    let (_, ofDay) = floorDivide(micros, by: 86_400_000_000)
    var bytes: [UInt8] = []
    append(ofDay / 3_600_000_000, digits: 2, then: ":", to: &bytes)
    append(ofDay / 60_000_000 % 60, digits: 2, then: nil, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `10:15 UTC`, with its date where that is another day than that of the reader.
  static func moment(_ micros: Int64, seenFrom now: Int64) -> String {
    let clock = clockMinute(micros) + " UTC"
    guard floorDivide(micros, by: 86_400_000_000).0 != floorDivide(now, by: 86_400_000_000).0 else { return clock }
    return "\(text(micros).prefix(10)) \(clock)"
  }

  private static func floorDivide(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
    let (q, r) = value.quotientAndRemainder(dividingBy: divisor)
    return r < 0 ? (q - 1, r + divisor) : (q, r)
  }

  private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    // Years begin on 1 March here, so that a leap day is the last of its year.
    let (era, dayOfEra) = floorDivide(days + 719_468, by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  private static func append(_ value: Int64, digits: Int, then mark: Unicode.Scalar?, to bytes: inout [UInt8]) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    var power: UInt64 = 1
    for _ in 1..<digits { power *= 10 }
    while value.magnitude / power >= 10 { power *= 10 }
    while power > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(value.magnitude / power % 10))
      power /= 10
    }
    if let mark { bytes.append(UInt8(ascii: mark)) }
  }
}
