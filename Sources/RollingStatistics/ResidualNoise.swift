/// How far pane means stray from what is expected of them, split into what more requests do not average away and what they do:
/// variance = a + b/n for a mean of n requests. A pane of three requests then weighs as little as it deserves beside one of three hundred.
///
/// `a` and `b` are those of an exponentially weighted regression of squared residuals on 1/n. Every update is winsorised at three
/// deviations. 16 bytes.
public struct ResidualNoise: BitwiseCopyable, Sendable {
  /// Three days of panes.
  private static let memoryPanes = 4_320.0
  /// Before so many panes nothing is known, and one octave is believed.
  private static let leastPanes: UInt32 = 30
  /// A deviation of 1.4 %, in octaves squared, is the least that is believed.
  private static let floor = 4e-4
  private static let winsor = 9.0

  private var inverse: Float = 0
  private var inverseSquared: Float = 0
  private var squared: Float = 0
  private var product: Float = 0

  public init() {}

  /// Of a mean over so many requests, in octaves squared. `seen` panes have been learned.
  public func variance(requests: Double, seen: UInt32) -> Double {
    guard seen > Self.leastPanes else { return 1 }
    let spread = max(Double(inverseSquared) - Double(inverse) * Double(inverse), 1e-6)
    let slope = max((Double(product) - Double(inverse) * Double(squared)) / spread, 0)
    let constant = max(Double(squared) - slope * Double(inverse), 0)
    return max(constant + slope / requests, Self.floor)
  }

  /// Of a pane as large as they usually are.
  public func usualVariance(seen: UInt32) -> Double {
    inverse > 0 ? variance(requests: 1 / Double(inverse), seen: seen) : 1
  }

  /// Learns a residual in octaves; `seen` counts this one, and `variance` is what it was judged by.
  public mutating func learn(_ residual: Double, requests: Double, variance: Double, seen: UInt32) {
    let weight = Float(max(1 / Self.memoryPanes, 1 / Double(seen)))
    let size = seen > Self.leastPanes ? min(residual * residual, Self.winsor * variance) : residual * residual
    let share = 1 / requests
    inverse += weight * (Float(share) - inverse)
    inverseSquared += weight * (Float(share * share) - inverseSquared)
    squared += weight * (Float(size) - squared)
    product += weight * (Float(share * size) - product)
  }
}
