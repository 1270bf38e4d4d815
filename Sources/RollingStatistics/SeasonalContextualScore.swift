/// How unlike its time of day and its last few values a value is: the operator for single series with a daily season
/// (`score`); about 10 KB.
///
/// What the slot of the day and a fast level leave over is divided by its own mean absolute deviation, and that by its own
/// running 99 % quantile, so that one threshold serves unlike series: 1 is rare for the series.
public struct SeasonalContextualScore: BitwiseCopyable, Sendable {
  /// Five minutes each.
  public static let slotCount = 288
  /// The score from which a value is an alarm: rare for the series. (A case asks for more than a rare value does.)
  public static let threshold = 1.0
  /// After an alarm there is no other for so many values, or so long, whichever is sooner: a day of hourly values is many
  /// episodes, an hour of minutes is one.
  public static let deadTime = 100
  public static let deadSeconds: Int64 = 3_600
  private static let scaleWeight = 3e-4
  /// Values beyond so many scales teach as if they were that large, level, slot and scale alike, once the scale rests on so
  /// many values; none is judged before it rests on a hundred.
  private static let winsor = 8.0
  private static let winsorFrom = 16
  private static let judgedFrom = 100

  private var everyDay = SlotSeason()
  /// Of working days, and of weekends: half of all customers have a week, and the other half lose little by being asked for one.
  private var ofKind: (SlotSeason, SlotSeason) = (SlotSeason(), SlotSeason())
  /// The level of the values themselves, which stands in for slots that have not been seen.
  private var plainLevel = 0.0
  private var scale = 0.0
  /// The running quantile of z, which starts where a normal variable has it.
  private var tail = 3.23
  private var judged = 0
  private var dead: DeadTime
  public private(set) var count = 0
  /// What the last value was compared with, and how far from it a value may lie and score at most 1; infinitely far before
  /// anything is judged.
  public private(set) var usual = 0.0
  public private(set) var band = Double.infinity

  public init(deadSeconds: Int64 = SeasonalContextualScore.deadSeconds) {
    dead = DeadTime(length: Self.deadTime, seconds: deadSeconds)
  }

  /// Judges a value, then learns it: 0 for the first `warmUp` values, in any case for the first two hundred, and during the
  /// dead time. `second` counts from 1970.
  public mutating func update(_ x: Double, second: Int64, warmUp: Int) -> Double {
    let day = second >= 0 ? second / 86_400 : (second - 86_399) / 86_400
    let slot = Int(second - 86_400 * day) / (86_400 / Self.slotCount)
    if count == 0 { plainLevel = x }
    let expected = expected(slot, isWeekend: Self.isWeekend(day), for: x)
    let deviation = x - (expected ?? plainLevel)
    let limit = count >= Self.winsorFrom && scale > 0 ? Self.winsor * scale : .infinity
    let z = count >= Self.judgedFrom && scale > 0 ? abs(deviation) / scale : 0
    usual = x - deviation
    band = judged > 100 && count > warmUp ? (2 + tail) * scale : .infinity

    scale += max(Self.scaleWeight, 1 / Double(count + 1)) * (min(abs(deviation), limit) - scale)
    everyDay.learn(x, slot, plainLevel: plainLevel, limit: limit)
    if Self.isWeekend(day) {
      ofKind.1.learn(x, slot, plainLevel: plainLevel, limit: limit)
    } else {
      ofKind.0.learn(x, slot, plainLevel: plainLevel, limit: limit)
    }
    plainLevel += SlotSeason.levelWeight * clamp(x - plainLevel, to: limit)
    count += 1
    return dead.pass(z > 0 ? judge(z, warmUp: warmUp) : 0, threshold: Self.threshold, at: second)
  }

  /// What every day, or the days of this kind, had at this time: the one that is nearer, as either may be the habit. nil = never seen.
  private func expected(_ slot: Int, isWeekend: Bool, for x: Double) -> Double? {
    guard let common = everyDay.expected(slot) else { return nil }
    guard let own = isWeekend ? ofKind.1.expected(slot) : ofKind.0.expected(slot) else { return common }
    return abs(x - own) < abs(x - common) ? own : common
  }

  /// The first of January 1970 was a Thursday.
  private static func isWeekend(_ day: Int64) -> Bool { ((day + 3) % 7 + 7) % 7 >= 5 }

  private mutating func judge(_ z: Double, warmUp: Int) -> Double {
    judged += 1
    let score = judged > 100 && count > warmUp ? z / (2 + tail) : 0
    let step = 0.02 * (tail + 0.1) * max(1, 50 / Double(1 + judged))
    tail = max(0, tail + (z > tail ? 0.99 * step : -0.01 * step))
    return score
  }
}

/// The slots of a day, and how far the last few values lay above them.
private struct SlotSeason: BitwiseCopyable {
  static let levelWeight = 0.1
  private static let slotWeight = 0.05
  /// The first value of a slot is all that the slot knows: it teaches half as much at most, which is no alarm the day after.
  private static let firstShare = 0.5

  private var profile = InlineArray<288, Double>(repeating: 0)
  private var days = InlineArray<288, UInt32>(repeating: 0)
  private var level = 0.0

  func expected(_ slot: Int) -> Double? { days[slot] > 0 ? profile[slot] + level : nil }

  /// Learns a value; no step is larger than `limit`.
  mutating func learn(_ x: Double, _ slot: Int, plainLevel: Double, limit: Double) {
    let seen = days[slot] > 0
    if seen { level += Self.levelWeight * clamp(x - profile[slot] - level, to: limit) }
    days[slot] += days[slot] == .max ? 0 : 1
    if seen {
      profile[slot] += max(Self.slotWeight, 1 / Double(days[slot])) * clamp(x - profile[slot], to: limit)
    } else {
      profile[slot] = plainLevel + clamp(clamp(x - plainLevel, to: limit), to: limit * Self.firstShare)
    }
  }
}
