/// Keeps a message that repeats from flooding the log: of one call site the first few of a period pass, the others are counted, and
/// the next one that passes says how many they were. Pure: the time is given.
struct RepeatLimit: Sendable {
  enum Verdict: Equatable, Sendable {
    /// Write it; so many of its kind were left out before it.
    case pass(suppressed: Int)
    case suppress
  }

  struct Site: Hashable, Sendable {
    var file: String
    var line: Int
  }

  private struct Count: Sendable {
    var periodStartMicros: Int64
    var passed = 0
    var suppressed = 0
  }

  let perPeriod: Int
  let periodMicros: Int64
  /// One entry a call site, so no larger than the program.
  private var counts: [Site: Count] = [:]

  init(perPeriod: Int = 10, periodMicros: Int64 = 10_000_000) {
    self.perPeriod = perPeriod
    self.periodMicros = periodMicros
  }

  mutating func judge(_ site: Site, nowMicros: Int64) -> Verdict {
    var count = counts[site] ?? Count(periodStartMicros: nowMicros)
    defer { counts[site] = count }
    if nowMicros - count.periodStartMicros >= periodMicros {
      count.periodStartMicros = nowMicros
      count.passed = 0
    }
    guard count.passed < perPeriod else {
      count.suppressed += 1
      return .suppress
    }
    count.passed += 1
    defer { count.suppressed = 0 }
    return .pass(suppressed: count.suppressed)
  }
}
