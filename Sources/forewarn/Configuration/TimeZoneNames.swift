import ForewarnCore
import Glibc
import Synchronization

/// Time zones as this machine knows them.
enum TimeZoneNames {
  private static let folder = "/usr/share/zoneinfo/"
  /// 2001 to 2050, which is as far as anybody has set clocks yet.
  private static let days: Range<Int64> = 11_323..<29_220
  /// Asked for by every row of a customers file.
  private static let known = Mutex<[String: TimeZoneSteps]>([:])

  /// The offsets of a zone, by its name or its offset; nil when there is none of that name.
  static func steps(of name: String) -> TimeZoneSteps? {
    if name == "UTC" { return .utc }
    if let fixed = EventTime.zone(ofOffset: name) { return fixed }
    let isName = name.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || "/_+-".utf8.contains($0) }
    guard isName, name.utf8.first != UInt8(ascii: "/"), access(folder + name, R_OK) == 0 else { return nil }
    // One at a time: who is asked is told by the environment.
    return known.withLock { known in
      if let steps = known[name] { return steps }
      let steps = probed(name)
      known[name] = steps
      return steps
    }
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

extension Key {
  static func timeZone(
    _ path: String, _ target: any WritableKeyPath<Root, TimeZoneSteps> & Sendable, _ documentation: String
  ) -> Key {
    Key(
      description: KeyDescription(path: path, value: .text(.timeZone), documentation: documentation),
      read: { node, path, root, findings in
        guard let text = findings.text(of: node, path: path, .timeZone), let steps = TimeZoneNames.steps(of: text)
        else { return }
        root[keyPath: target] = steps
      },
      shown: { .text($0[keyPath: target].name) })
  }
}
