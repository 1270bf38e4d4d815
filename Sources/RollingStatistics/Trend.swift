/// A straight line through a short series, and whether it is one.
///
/// The slope is the median of all pair slopes (Theil 1950; Sen, JASA 1968), which a third of wild values cannot move. Its
/// significance is Mann and Kendall's, with the variance of S inflated by (1 + r)/(1 − r), because neighbouring panes
/// resemble each other and the plain test then finds a trend in every other stretch of noise. r is the lag-1
/// autocorrelation of the values without their trend (so that a real trend does not hide itself), corrected for its bias.
public struct TrendFit: BitwiseCopyable, Sendable, Equatable {
  /// Points used.
  public var count: Int
  /// Change of the value per unit of time.
  public var slope: Double
  /// The 95 % interval of the slope. Where so few points cannot bound it, the smallest or largest slope of a pair.
  public var slopeLow: Double
  public var slopeHigh: Double
  /// Two-sided probability of an S this far from 0 without a trend.
  public var pValue: Double
  /// The lag-1 autocorrelation that the test allowed for, 0…0.95.
  public var autocorrelation: Double
  /// The line's value at the last time.
  public var level: Double

  /// p < 0.01: a daemon asks this of thousands of windows a day.
  public var significant: Bool { pValue < Trend.significance }

  /// How long after the last point the line crosses an upper `limit`: with the steepest, the median and the flattest slope
  /// that the data allow. Nil when the limit is not above the level, or when the trend may as well be none.
  public func timeToLimit(_ limit: Double) -> (low: Double, mid: Double, high: Double)? {
    guard limit > level, slopeLow > 0, significant else { return nil }
    let distance = limit - level
    return (distance / slopeHigh, distance / slope, distance / slopeLow)
  }
}

public enum Trend {
  public static let significance = 0.01
  /// Pair slopes grow with the square of the points: 2,016 of them at most.
  public static let maxPoints = 64
  /// Fewer points cannot reach any significance worth the name.
  public static let minPoints = 8

  /// Fits a line to at most `maxPoints` points in ascending order of time; only the last `maxPoints` are looked at.
  /// Points that are not finite are left out; nil with fewer than `minPoints`, or when all have the same time.
  public static func theilSen(times: [Double], values: [Double]) -> TrendFit? {
    let points = zip(times, values).filter { $0.isFinite && $1.isFinite }.suffix(maxPoints)
    let t = points.map(\.0)
    let x = points.map(\.1)
    guard x.count >= minPoints else { return nil }

    var slopes: [Double] = []
    slopes.reserveCapacity(x.count * (x.count - 1) / 2)
    var concordance = 0
    for i in 1..<x.count {
      for j in 0..<i where t[i] > t[j] {
        slopes.append((x[i] - x[j]) / (t[i] - t[j]))
        concordance += x[i] > x[j] ? 1 : x[i] < x[j] ? -1 : 0
      }
    }
    guard !slopes.isEmpty else { return nil }
    slopes.sort()

    let slope = median(ofSorted: slopes)
    let last = t[t.count - 1]
    let residuals = zip(t, x).map { $1 - slope * ($0 - last) }
    let level = median(ofSorted: residuals.sorted())
    let r = autocorrelation(residuals)
    let variance = scoreVariance(x) * (1 + r) / (1 - r)
    let deviation = variance.squareRoot()
    // One step of S less, for continuity (Kendall 1975).
    let z = concordance == 0 || deviation == 0 ? 0 : Double(abs(concordance) - 1) / deviation

    // Sen's interval: the order statistics (N ∓ C)/2 of the slopes (Gilbert 1987, 16.5).
    let margin = 1.959963984540054 * deviation
    let below = Int((0.5 * (Double(slopes.count) - margin)).rounded(.down))
    let low = slopes[max(below - 1, 0)]
    let high = slopes[min(slopes.count - max(below, 1), slopes.count - 1)]
    return TrendFit(
      count: x.count, slope: slope, slopeLow: low, slopeHigh: high, pValue: min(1, 2 * DeterministicMath.normalTail(z)),
      autocorrelation: r, level: level)
  }

  private static func median(ofSorted values: [Double]) -> Double {
    let middle = values.count / 2
    return values.count % 2 == 1 ? values[middle] : 0.5 * (values[middle - 1] + values[middle])
  }

  /// Variance of Kendall's S without a trend, with its correction for groups of equal values.
  static func scoreVariance(_ values: [Double]) -> Double {
    func term(_ n: Int) -> Int { n * (n - 1) * (2 * n + 5) }
    let sorted = values.sorted()
    var sum = term(sorted.count)
    var equal = 1
    for i in 1..<sorted.count {
      if sorted[i] == sorted[i - 1] {
        equal += 1
      } else {
        sum -= term(equal)
        equal = 1
      }
    }
    return Double(sum - term(equal)) / 18
  }

  /// Lag-1 autocorrelation, corrected for the bias of a short series whose trend was removed: (n r + 2)/(n − 4), and
  /// kept within 0…0.95 (a negative one would only make the test bolder).
  static func autocorrelation(_ values: [Double]) -> Double {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    var sum = 0.0
    var product = 0.0
    var previous: Double?
    for value in values {
      let centred = value - mean
      sum += centred * centred
      if let previous { product += previous * centred }
      previous = centred
    }
    guard sum > 0, n > 4 else { return 0 }
    return min(max((n * product / sum + 2) / (n - 4), 0), 0.95)
  }
}
