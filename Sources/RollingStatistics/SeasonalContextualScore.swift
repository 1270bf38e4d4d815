/// How unlike its time of day and its last few values a value is: the operator for single series with a daily season
/// (`score`); about 4 KB.
///
/// What the slot of the day and a fast level leave over is divided by its own mean absolute deviation, and that by its own
/// running 99 % quantile, so that one threshold serves unlike series: 1 is rare for the series.
public struct SeasonalContextualScore: BitwiseCopyable, Sendable {
  /// Five minutes each.
  public static let slotCount = 288
  /// The score from which a value is an alarm …
  public static let threshold = 2.0
  /// … and the values after an alarm during which there is no other.
  public static let deadTime = 100
  private static let slotWeight = 0.05
  private static let levelWeight = 0.1
  private static let scaleWeight = 3e-4
  private static let winsor = 8.0
  private static let winsorFrom = 100

  private var profile = InlineArray<288, Double>(repeating: 0)
  private var days = InlineArray<288, UInt32>(repeating: 0)
  private var level = 0.0
  /// The level of the values themselves, which stands in for slots that have not been seen.
  private var plainLevel = 0.0
  private var scale = 0.0
  /// The running quantile of z, which starts where a normal variable has it.
  private var tail = 3.23
  private var judged = 0
  private var dead = DeadTime(length: SeasonalContextualScore.deadTime)
  public private(set) var count = 0

  public init() {}

  /// Judges a value, then learns it: 0 for the first `warmUp` values, in any case for the first two hundred, and during the
  /// dead time. `secondOfDay` is 0…86,399.
  public mutating func update(_ x: Double, secondOfDay: Int, warmUp: Int) -> Double {
    let slot = min(max(secondOfDay, 0) / (86_400 / Self.slotCount), Self.slotCount - 1)
    if count == 0 { plainLevel = x }
    let seen = days[slot] > 0
    let deviation = seen ? x - profile[slot] - level : x - plainLevel
    let known = count >= Self.winsorFrom && scale > 0
    let limit = known ? Self.winsor * scale : .infinity
    let z = known ? abs(deviation) / scale : 0

    scale += max(Self.scaleWeight, 1 / Double(count + 1)) * (min(abs(deviation), limit) - scale)
    plainLevel += Self.levelWeight * clamp(x - plainLevel, to: limit)
    if seen { level += Self.levelWeight * clamp(deviation, to: limit) }
    days[slot] += days[slot] == .max ? 0 : 1
    profile[slot] += max(Self.slotWeight, 1 / Double(days[slot])) * (x - profile[slot])
    count += 1
    return dead.pass(z > 0 ? judge(z, warmUp: warmUp) : 0, threshold: Self.threshold)
  }

  private mutating func judge(_ z: Double, warmUp: Int) -> Double {
    judged += 1
    let score = judged > 100 && count > warmUp ? z / (2 + tail) : 0
    let step = 0.02 * (tail + 0.1) * max(1, 50 / Double(1 + judged))
    tail = max(0, tail + (z > tail ? 0.99 * step : -0.01 * step))
    return score
  }
}
