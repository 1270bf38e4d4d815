/// How unlike its own recent past a value is, in 32 bytes a series. It has no season: a daily swing is part of the scale.
///
/// Two looks at the same slow baseline. The value itself, |x − slow|, sees a jump at once. The fast level, |fast − slow|, is
/// an EWMA chart (Roberts, Technometrics 1959): averaging shrinks its noise to a third, so a shift that stays stands out
/// three times as clearly, and stays so for as long as the baseline needs to follow (two to four hours of panes).
/// Each look is divided by its own mean absolute deviation, and the larger one by its own running 99 % quantile, which lets
/// one threshold serve unlike series: 1 is rare for the series, 2 is rarer than anything steady noise does.
///
/// Every update is winsorised, in the spirit of the probability-weighted EWMA of Carter & Streilein (SSP 2012), so that an
/// outlier teaches no more than a large ordinary value, and a lasting shift is learned in the end.
public struct ContextualScore: BitwiseCopyable, Sendable, Equatable {
  public struct Verdict: BitwiseCopyable, Sendable, Equatable {
    /// ≥ 0; 0 during warm-up.
    public var score: Double
    /// The deviation that decided, in its own scales; negative when the value is below the level.
    public var z: Double
    /// What was normal before this value.
    public var level: Double
    /// The mean absolute deviation of single values from the level.
    public var scale: Double
  }

  /// The weight of a new value once there are many.
  private static let fastWeight = 0.2
  private static let slowWeight = 1.0 / 128
  private static let scaleWeight = 1.0 / 3_333
  /// An EWMA of weight 0.2 of white noise has a third of its deviation: √(a/(2 − a)).
  private static let fastShare = 1.0 / 3
  /// Deviations beyond so many scales teach as if they were this large: the baseline little, so that it takes hours to
  /// follow a lasting shift and a young series learns no incident as its normal; the fast level more …
  private static let baselineWinsor = 3.0
  private static let fastWinsor = 8.0
  /// … once the scale rests on so many values.
  private static let winsorFrom: UInt16 = 8
  /// The 99 % quantile of |z|/E|z| of a normal variable, where the running quantile starts.
  private static let normalTail: Float = 3.23
  /// Values in a row that may raise the running quantile: a long incident is one event, and must not blind the series for
  /// the days that a 99 % quantile takes to come down again.
  private static let longestLesson: UInt8 = 16

  private var slow = 0.0
  private var fast = 0.0
  private var slowScale: Float = 0
  private var fastScale: Float = 0
  /// Running 99 % quantile of |z|.
  private var tail = ContextualScore.normalTail
  private var seen: UInt16 = 0
  private var exceededInARow: UInt8 = 0

  public init() {}

  /// Values learned so far; stops at 65,535.
  public var count: Int { Int(seen) }
  /// The baseline: what the next value is compared with.
  public var level: Double { slow }
  /// The mean absolute deviation of single values from the level, without the floor.
  public var scale: Double { Double(slowScale) }

  /// How far from the level a single value may lie and score at most 1, in its own unit.
  public func band(floor: Double = 0.02) -> Double { (2 + Double(tail)) * max(Double(slowScale), floor) }

  /// Judges a value, then learns it. The first `warmUp` values teach and score 0. `floor`, in the value's own unit, is the
  /// smallest scale that is believed: 0.02 suits log₂ of durations (1.4 %). Values that are not finite are ignored.
  /// `holdsLevel`: the value is known to be of an incident. The level stays where it is; how far values stray from it is learned all
  /// the same, because an incident of the first day may be what every day brings.
  public mutating func update(_ x: Double, warmUp: Int, floor: Double = 0.02, holdsLevel: Bool = false) -> Verdict {
    guard x.isFinite else { return Verdict(score: 0, z: 0, level: slow, scale: max(Double(slowScale), floor)) }
    guard seen > 0 else {
      slow = x
      fast = x
      seen = 1
      return Verdict(score: 0, z: 0, level: x, scale: floor)
    }
    let level = slow
    let scale = max(Double(slowScale), floor)
    let unit = seen >= Self.winsorFrom ? scale : .infinity
    let deviation = x - level
    fast += max(Self.fastWeight, 1 / (Double(seen) + 1)) * clamp(x - fast, to: Self.fastWinsor * unit)
    let drift = fast - level
    let driftScale = max(Double(fastScale), floor * Self.fastShare)

    let jump = deviation / scale
    let shift = drift / driftScale
    let z = abs(jump) >= abs(shift) ? jump : shift
    let score = Int(seen) >= min(warmUp, Int(UInt16.max)) ? abs(z) / (2 + Double(tail)) : 0

    learn(
      deviation: clamp(deviation, to: Self.baselineWinsor * unit),
      drift: clamp(drift, to: Self.baselineWinsor * driftScale), size: abs(z))
    if holdsLevel { slow = level }
    return Verdict(score: score, z: z, level: level, scale: scale)
  }

  private mutating func learn(deviation: Double, drift: Double, size: Double) {
    if seen < .max { seen += 1 }
    let share = 1 / Double(seen)
    slow += max(Self.slowWeight, share) * deviation
    let weight = Float(max(Self.scaleWeight, share))
    slowScale += weight * (Float(abs(deviation)) - slowScale)
    fastScale += weight * (Float(abs(drift)) - fastScale)

    guard seen > Self.winsorFrom else { return }
    // Stochastic approximation of a quantile (Robbins & Monro 1951), in steps of 2 % of itself, larger at the start.
    let step = 0.02 * (tail + 0.1) * max(1, 50 / Float(seen))
    if Float(size) > tail {
      if exceededInARow < Self.longestLesson {
        exceededInARow += 1
        tail += 0.99 * step
      }
    } else {
      exceededInARow = 0
      tail -= 0.01 * step
    }
  }
}

/// `value` within ±`limit`.
@inline(__always)
func clamp(_ value: Double, to limit: Double) -> Double { min(max(value, -limit), limit) }
