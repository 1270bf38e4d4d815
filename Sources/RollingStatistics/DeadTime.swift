/// One alarm an episode: after an alarm the next values score 0. Worth more than any refinement of a score (nine points of
/// the Numenta benchmark), because what follows an alarm rarely tells anything new. What is three times as far out as the
/// alarm was does: a small record just before a catastrophe must not hide it.
public struct DeadTime: BitwiseCopyable, Sendable, Equatable {
  /// A score so many times that of the alarm is another episode.
  public static let breakThrough = 3.0

  private let length: UInt32
  private let seconds: Int64
  private var left: UInt32 = 0
  private var alarm = 0.0
  private var since: Int64 = 0

  /// Ends after so many values or so many seconds, whichever is sooner.
  public init(length: Int, seconds: Int64 = .max) {
    self.length = UInt32(clamping: length)
    self.seconds = seconds
  }

  /// The score of the next value, or 0 during the dead time. A score from `threshold` on is an alarm and starts one.
  public mutating func pass(_ score: Double, threshold: Double, at second: Int64 = 0) -> Double {
    if left > 0 {
      left -= 1
      if second &- since < seconds, score < Self.breakThrough * alarm { return 0 }
    }
    if score >= threshold {
      left = length
      alarm = score
      since = second
    }
    return score
  }
}
