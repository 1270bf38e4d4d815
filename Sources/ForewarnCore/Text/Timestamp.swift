/// RFC 3339 in UTC with milliseconds, by the civil-from-days arithmetic of the proleptic Gregorian calendar.
enum Timestamp {
  static func text(_ micros: Int64) -> String {
    let (dayCount, ofDay) = floorDivide(micros, by: 86_400_000_000)
    let (year, month, day) = civil(fromDays: dayCount)
    let millis = ofDay / 1_000
    return
      "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))T\(clock(millis)).\(pad(millis % 1_000, 3))Z"
  }

  /// `10:15`, for texts.
  static func clockMinute(_ micros: Int64) -> String {
    let (_, ofDay) = floorDivide(micros, by: 86_400_000_000)
    return "\(pad(ofDay / 3_600_000_000, 2)):\(pad(ofDay / 60_000_000 % 60, 2))"
  }

  private static func clock(_ millis: Int64) -> String {
    "\(pad(millis / 3_600_000, 2)):\(pad(millis / 60_000 % 60, 2)):\(pad(millis / 1_000 % 60, 2))"
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

  private static func pad(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
