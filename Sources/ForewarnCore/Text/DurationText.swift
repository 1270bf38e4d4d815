/// Durations as ISO 8601 writes them, in days, hours, minutes and seconds: `PT30M`, `P1DT12H`. Weeks, months and fractions are none.
public enum DurationText {
  private static let units: [(letter: UInt8, seconds: Int64, isOfTime: Bool)] = [
    (UInt8(ascii: "D"), 86_400, false), (UInt8(ascii: "H"), 3_600, true), (UInt8(ascii: "M"), 60, true),
    (UInt8(ascii: "S"), 1, true),
  ]

  public static func text(seconds: Int64) -> String {
    assert(seconds >= 0, "a duration is not negative")
    var (days, time, left) = ("", "", seconds)
    for unit in units where left >= unit.seconds {
      let part = "\(left / unit.seconds)\(Character(Unicode.Scalar(unit.letter)))"
      if unit.isOfTime { time += part } else { days += part }
      left %= unit.seconds
    }
    return time.isEmpty ? (days.isEmpty ? "PT0S" : "P" + days) : "P\(days)T\(time)"
  }

  /// nil when the text is no such duration, or one that no number of seconds holds.
  public static func seconds(in text: String) -> Int64? {
    guard text.utf8.first == UInt8(ascii: "P"), text.utf8.last != UInt8(ascii: "T") else { return nil }
    var (sum, isTime, number, next): (Int64, Bool, Int64?, Int) = (0, false, nil, 0)
    for byte in text.utf8.dropFirst() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = Int64(byte - UInt8(ascii: "0"))
        let (tens, overflow) = (number ?? 0).multipliedReportingOverflow(by: 10)
        guard !overflow, tens <= .max - digit else { return nil }
        number = tens + digit
      case UInt8(ascii: "T"):
        guard !isTime, number == nil else { return nil }
        isTime = true
      default:
        guard let index = units[next...].firstIndex(where: { $0.letter == byte && $0.isOfTime == isTime }),
          let count = number
        else { return nil }
        let (part, overflow) = count.multipliedReportingOverflow(by: units[index].seconds)
        guard !overflow, sum <= .max - part else { return nil }
        (sum, number, next) = (sum + part, nil, index + 1)
      }
    }
    return number == nil && next > 0 ? sum : nil
  }
}
