import RollingStatistics

/// Requests a pane of an instance, by half hours of the week: of each the last one that was seen. 348 bytes.
///
/// What is usual now is what the same half hour of the other days of its kind had, and, once it is there, of the same day last week. A
/// half hour of a kind of day that was never seen has no usual.
struct UsageProfile: BitwiseCopyable {
  static let slotPanes = 30
  private static let slotsADay = 48
  /// Codes are tenths of octaves of sixteenths of a request; 255 says that the half hour was never seen.
  private static let unseen = UInt8.max
  private static let codesPerOctave = 10.0
  private static let resolution = 16.0
  /// Panes that make a half hour.
  private static let leastPanes: Int32 = 20

  /// Requests a pane, at least and at most, that are usual now.
  struct Usual {
    var low: Double
    var high: Double
  }

  private var codes = PackedBytes<84>(repeating: UsageProfile.unseen)
  private var sum: Float = 0
  private var panes: Int32 = 0
  /// The half hour of the week that is being filled.
  private var slot: Int32 = -1

  /// Learns the requests of a pane.
  mutating func learn(_ requests: Double, _ clock: LocalClock) {
    assert(requests >= 0 && requests.isFinite, "requests are counted")
    enter(clock, leaving: Double(sum) / Double(max(panes, 1)))
    sum += Float(requests)
    panes += 1
  }

  /// The value of a half hour so far, in place of a mean of its panes.
  mutating func note(_ value: Double, _ clock: LocalClock) {
    enter(clock, leaving: Double(sum))
    sum = Float(value)
    panes += 1
  }

  /// Moves on to the half hour of a pane; of the one that is left this value is kept, where enough of it was seen.
  private mutating func enter(_ clock: LocalClock, leaving value: Double) {
    let next = Int32(Self.slot(clock))
    guard next != slot else { return }
    if slot >= 0, panes >= Self.leastPanes { codes[Int(slot)] = Self.code(value) }
    (slot, sum, panes) = (next, 0, 0)
  }

  private static func slot(_ clock: LocalClock) -> Int { clock.weekday * slotsADay + clock.minute / slotPanes }

  /// Whether this half hour of the week was ever learned.
  func hasSeen(_ clock: LocalClock) -> Bool {
    codes[Self.slot(clock)] != Self.unseen
  }

  /// Leaves a half hour of which not all was learned.
  mutating func skip() { slot = -1 }

  /// The mean of what the hours around this one had on the days of its kind; nil where none was seen.
  func mean(around clock: LocalClock, reach: Int) -> Double? {
    let kind = clock.isWeekend ? 5..<7 : 0..<5
    let slot = clock.minute / Self.slotPanes
    var sum = 0.0
    var count = 0
    for day in kind {
      for near in max(slot - reach, 0)...min(slot + reach, Self.slotsADay - 1) {
        let code = codes[day * Self.slotsADay + near]
        guard code != Self.unseen else { continue }
        sum += Self.requests(code)
        count += 1
      }
    }
    return count > 0 ? sum / Double(count) : nil
  }

  /// Half hours after which a kind of day is known.
  private static let halfHoursToKnow = 24

  /// Whether the hour before says something of this one: not in the first hours of the first weekend, which are compared with nothing but a
  /// working day.
  func knows(_ clock: LocalClock) -> Bool {
    let (workdays, weekend) = (halfHours(of: 0..<5), halfHours(of: 5..<7))
    let (own, other) = clock.isWeekend ? (weekend, workdays) : (workdays, weekend)
    return own >= Self.halfHoursToKnow || own > 0 && other == 0
  }

  private func halfHours(of days: Range<Int>) -> Int {
    (days.lowerBound * Self.slotsADay..<days.upperBound * Self.slotsADay).count { codes[$0] != Self.unseen }
  }

  /// nil where nothing is known of such an hour.
  func usual(_ clock: LocalClock) -> Usual? { usual(clock, on: clock.weekday) }

  /// The same of working days at the weekend, and of weekends on a working day.
  func usualOfOtherDays(_ clock: LocalClock) -> Usual? { usual(clock, on: clock.isWeekend ? 4 : 6) }

  private func usual(_ clock: LocalClock, on weekday: Int) -> Usual? {
    let slot = clock.minute / Self.slotPanes
    guard let now = usual(weekday, slot, isOfToday: false) else { return nil }
    var usual = now
    // Shifts begin a little earlier or later.
    let isFirstHalf = clock.minute % Self.slotPanes < Self.slotPanes / 2
    let near = isFirstHalf ? slot - 1 : slot + 1
    if (0..<Self.slotsADay).contains(near),
      let other = self.usual(weekday, near, isOfToday: weekday == clock.weekday && near < slot)
    {
      usual.low = min(usual.low, other.low)
      usual.high = max(usual.high, other.high)
    }
    return usual
  }

  /// What this day had half an hour ago is no habit of it.
  private func usual(_ weekday: Int, _ slot: Int, isOfToday: Bool) -> Usual? {
    let kind = weekday >= 5 ? 5..<7 : 0..<5
    var others: InlineArray<5, UInt8> = .init(repeating: 0)
    var count = 0
    for day in kind where day != weekday {
      let code = codes[day * Self.slotsADay + slot]
      guard code != Self.unseen else { continue }
      // In order: the median is asked for.
      var place = count
      while place > 0, others[place - 1] > code {
        others[place] = others[place - 1]
        place -= 1
      }
      others[place] = code
      count += 1
    }
    let same = isOfToday ? Self.unseen : codes[weekday * Self.slotsADay + slot]
    guard count > 0 || same != Self.unseen else { return nil }
    let middle = count > 0 ? Self.requests(others[count / 2]) : Self.requests(same)
    let own = same == Self.unseen ? middle : Self.requests(same)
    assert(count < 5, "a kind of day has at most five days")
    return Usual(low: min(middle, own), high: max(middle, own))
  }

  private static func code(_ requests: Double) -> UInt8 {
    UInt8(min(max((DeterministicMath.log2(1 + resolution * requests) * codesPerOctave).rounded(), 0), 254))
  }

  private static func requests(_ code: UInt8) -> Double {
    (DeterministicMath.exp2(Double(code) / codesPerOctave) - 1) / resolution
  }
}
