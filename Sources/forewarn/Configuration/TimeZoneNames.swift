import ForewarnCore
import Glibc

/// Time zones as this machine knows them.
enum TimeZoneNames {
  private static let folder = "/usr/share/zoneinfo/"
  /// 2001 to 2050, which is as far as anybody has set clocks yet.
  private static let days: Range<Int64> = 11_323..<29_220

  /// The offsets of a zone, by its name or its offset; nil when there is none of that name.
  static func steps(of name: String) -> TimeZoneSteps? {
    if name == "UTC" { return .utc }
    if let fixed = TimeZoneSteps(offset: name) { return fixed }
    let isName = name.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || "/_+-".utf8.contains($0) }
    guard isName, name.utf8.first != UInt8(ascii: "/"), access(folder + name, R_OK) == 0 else { return nil }
    return probed(name)
  }

  /// Asks the C library day by day, and for the second where a day begins and ends with other offsets.
  private static func probed(_ name: String) -> TimeZoneSteps {
    let before = getenv("TZ").map { String(cString: $0) }
    setenv("TZ", ":" + name, 1)
    tzset()
    defer {
      if let before { setenv("TZ", before, 1) } else { unsetenv("TZ") }
      tzset()
    }
    func offset(_ second: Int64) -> Int64 {
      var time = time_t(second)
      var local = tm()
      localtime_r(&time, &local)
      return Int64(local.tm_gmtoff)
    }
    var steps = [TimeZoneSteps.Step(from: days.lowerBound * 86_400, offset: offset(days.lowerBound * 86_400))]
    for day in days.dropFirst() {
      let last = steps[steps.count - 1].offset
      guard offset(day * 86_400) != last else { continue }
      var (same, other) = ((day - 1) * 86_400, day * 86_400)
      while other - same > 1 {
        let middle = (same + other) / 2
        if offset(middle) == last { same = middle } else { other = middle }
      }
      steps.append(TimeZoneSteps.Step(from: other, offset: offset(other)))
    }
    return TimeZoneSteps(name: name, steps: steps)
  }
}
