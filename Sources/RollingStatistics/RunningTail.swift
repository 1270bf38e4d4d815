/// How rare a statistic is for its own series: its size over its own mean size, and that over the running 99 % quantile of the same.
/// One threshold then serves unlike series, whatever their noise depends on.
///
/// The quantile is found by stochastic approximation (Robbins & Monro 1951), in steps of 2 % of itself. 12 bytes.
struct RunningTail: BitwiseCopyable, Sendable {
  private static let memoryPanes = 3_333.0
  /// The 99 % quantile of |z|/E|z| of a normal variable, where the running quantile starts.
  private static let normalTail: Float = 3.23
  private static let winsor: Float = 3
  private static let winsorFrom: UInt32 = 50
  private static let quantileFrom: UInt32 = 8
  /// Values that may raise the quantile until one is well below it: a long incident is one event, however unsteady, and must not blind the
  /// series for the days that a 99 % quantile takes to come down again.
  private static let longestLesson: UInt16 = 20
  private static let lessonEnd: Float = 0.6
  /// Half an alarm for an hour is a trouble that grows, not the noise by which it is judged: nothing is learned of it until a quarter is
  /// left. What has lasted for a day is how the series is, and in its first day nobody knows what is usual of it.
  private static let excursionAlarm = 0.5
  private static let excursionEnd = 0.25
  private static let excursion: Range<UInt16> = 60..<1_440
  private static let excursionFrom: UInt32 = 1_440

  private var size: Float = 0
  private var tail = RunningTail.normalTail
  private var exceeded: UInt16 = 0
  private var alarmedInARow: UInt16 = 0

  /// 1 is rare for the series, 2 is rarer than anything steady noise does; 0 for values that are not above 0. Learns the value, which is
  /// the `seen`-th, if it is told to.
  mutating func judge(_ value: Double, seen: UInt32, learns: Bool) -> Double {
    let magnitude = Float(abs(value))
    if seen <= 1 { size = magnitude + 1e-6 }
    let z = magnitude / max(size, 1e-9)
    let score = score(value)
    guard learns else { return score }
    let weight = Float(max(1 / Self.memoryPanes, 1 / Double(max(seen, 1))))
    size += weight * (min(magnitude, seen > Self.winsorFrom ? Self.winsor * size : magnitude) - size)
    guard seen > Self.quantileFrom else { return score }
    let step = 0.02 * (tail + 0.1) * max(1, 50 / Float(seen))
    if z > tail {
      exceeded = min(exceeded + 1, Self.longestLesson + 1)
      if exceeded <= Self.longestLesson { tail += 0.99 * step }
    } else {
      if z < Self.lessonEnd * tail { exceeded = 0 }
      tail -= 0.01 * step
    }
    return score
  }

  /// Whether the series has been out for so long that what it shows is no measure of it.
  var isInExcursion: Bool { Self.excursion.contains(alarmedInARow) }

  /// How much of an alarm the newest value, the `seen`-th, was in the end; 1 is one.
  mutating func follow(alarm: Double, seen: UInt32) {
    guard seen > Self.excursionFrom else { return }
    if alarm >= Self.excursionAlarm {
      alarmedInARow = min(alarmedInARow + 1, Self.excursion.upperBound)
    } else if alarm < Self.excursionEnd {
      alarmedInARow = 0
    }
  }

  /// How rare a value would be now; nothing is learned of it.
  func score(_ value: Double) -> Double {
    value > 0 ? Double(Float(value) / max(size, 1e-9)) / (2 + Double(tail)) : 0
  }
}
