/// The range that a quantity has kept to, forgetting slowly, and by how much of it a new value lies outside. No
/// distribution is assumed, so heavy tails, spikes and counts are judged alike; 2 numbers.
public struct ForgettingRange: BitwiseCopyable, Sendable {
  /// The share of its distance to the current value by which an end comes closer, a value.
  public static let forgetting = 1e-4
  /// One wild value widens the range by no more than so many ranges, lest it blind the series for ever.
  public static let growthLimit = 2.0

  private var low = 0.0
  private var high = 0.0
  private var started = false

  public init() {}

  /// The margin of `value` outside the range, in ranges; 0 inside. While `learning`, the range grows without a limit and
  /// the margin is 0.
  public mutating func margin(of value: Double, learning: Bool) -> Double {
    guard started else {
      low = value
      high = value
      started = true
      return 0
    }
    let range = high - low
    let outside = value > high ? value - high : value < low ? low - value : 0
    // A difference in the last digits is rounding, not a record.
    let isRecord = outside > 1e-9 * max(abs(low), abs(high))
    let growth = learning || range <= 0 ? outside : min(outside, Self.growthLimit * range)
    if value > high {
      high += growth
      low += Self.forgetting * (high - low)
    } else if value < low {
      low -= growth
      high -= Self.forgetting * (high - low)
    } else {
      high -= Self.forgetting * (high - value)
      low += Self.forgetting * (value - low)
    }
    guard isRecord, !learning else { return 0 }
    return range > 0 ? outside / range : 1
  }
}
