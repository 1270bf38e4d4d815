/// One alarm an episode: after an alarm the next `length` values score 0. Worth more than any refinement of a score
/// (nine points of the Numenta benchmark), because what follows an alarm rarely tells anything new.
public struct DeadTime: BitwiseCopyable, Sendable, Equatable {
  private let length: UInt32
  private var left: UInt32 = 0

  public init(length: Int) {
    self.length = UInt32(clamping: length)
  }

  /// The score of the next value, or 0 during the dead time. A score from `threshold` on is an alarm and starts one.
  public mutating func pass(_ score: Double, threshold: Double) -> Double {
    guard left == 0 else {
      left -= 1
      return 0
    }
    if score >= threshold { left = length }
    return score
  }
}
