/// How far the clocks of a partition's records run behind what its alerts tell: the least that was ever seen, so the time that delivery
/// takes, or years where old records were loaded at once. Alerts are states, told again and again with the time at which they began;
/// what was told long after its own time, measured by this, is told *now*: a silence ended, a receiver is new, a repeat.
///
/// A function of the partition's records in their order alone, so it does not depend on batches or on when they are read.
struct TellingLag: BitwiseCopyable, Equatable {
  static let unknown = Int64.max

  private(set) var leastMicros = TellingLag.unknown

  init(leastMicros: Int64 = TellingLag.unknown) { self.leastMicros = leastMicros }

  /// Takes an alert in, and answers when it was told, in event time: never before its own time.
  mutating func toldMicros(timeMicros: Int64, clockMicros: Int64) -> Int64 {
    let (difference, overflow) = clockMicros.subtractingReportingOverflow(timeMicros)
    leastMicros = min(leastMicros, overflow ? .max - 1 : max(0, difference))
    assert(leastMicros >= 0, "nothing is told before it is")
    return max(timeMicros, clockMicros.subtractingSaturating(leastMicros))
  }
}

extension Int64 {
  fileprivate func subtractingSaturating(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (self < 0 ? .min : .max) : difference
  }
}
