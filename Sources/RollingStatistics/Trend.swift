/// A straight line through a short series, and whether it is one.
///
/// The slope is the median of all pair slopes (Theil 1950; Sen, JASA 1968), which a third of wild values cannot move. Whether
/// it is there at all is asked of `LinePosterior`, which allows for noise that resembles itself, as that of neighbouring panes
/// does: the plain test of Mann and Kendall finds a trend in every other stretch of it. Wild values are cut for that question.
/// There is no trend where two levels or a curve that turns back say more than the line (`TrendShape`).
public struct TrendFit: Sendable, Equatable {
  /// Points used.
  public var count: Int
  /// Change of the value per unit of time.
  public var slope: Double
  /// Two-sided probability of a slope this far from 0 without a trend; 1 when it is no line.
  public var pValue: Double
  /// The line's value at the last time.
  public var level: Double
  /// What the points follow best.
  public var shape: TrendShape
  /// About the last time.
  public var line: LinePosterior

  /// p < 0.01: a daemon asks this of thousands of windows a day.
  public var significant: Bool { pValue < Trend.significance }

  /// The 95 % interval of the slope. Costs as much as the fit: ask what is cheaper first.
  public var slopeInterval: (low: Double, high: Double) {
    (min(line.slope(exceededWith: 0.975), slope), max(line.slope(exceededWith: 0.025), slope))
  }

  /// How long after the last point the line crosses an upper `limit`, with the level and the slope both uncertain: from when
  /// on that is more than 2.5 % likely, when as likely as not, and when 99.5 %. Nil when the limit is not above the level, or
  /// when the trend may as well be none.
  ///
  /// The late bound is as strict as the significance is: only those windows are asked in which noise has made the slope
  /// look its steepest, and of these a bound of 97.5 % would fail one in four.
  public func timeToLimit(_ limit: Double) -> (low: Double, mid: Double, high: Double)? {
    guard limit > level, slope > 0, significant, let low = earliest(limit),
      let mid = line.crossing(of: limit, with: 0.5, after: 0),
      let high = line.crossing(of: limit, with: 1 - 0.5 * Trend.significance, after: 0)
    else { return nil }
    return (low, mid, high)
  }

  /// From when on, after the last point, it is more than 2.5 % likely that an upper `limit` is crossed; asked of a trend that
  /// need not be one.
  public func earliest(_ limit: Double) -> Double? { line.crossing(of: limit, with: 0.025, after: 0) }
}

public enum Trend {
  public static let significance = 0.01
  /// Pair slopes grow with the square of the points: 2,016 of them at most.
  public static let maxPoints = 64
  /// Fewer points cannot reach any significance worth the name.
  public static let minPoints = 8
  /// Points farther from the line count as if they lay so many deviations away.
  private static let winsor = 4.0

  /// Fits a line to at most `maxPoints` points in ascending order of time; only the last `maxPoints` are looked at.
  /// Points that are not finite are left out; nil with fewer than `minPoints`, or when all have the same time.
  public static func theilSen(times: [Double], values: [Double]) -> TrendFit? {
    let points = zip(times, values).filter { $0.isFinite && $1.isFinite }.suffix(maxPoints)
    let t = points.map(\.0)
    let x = points.map(\.1)
    guard x.count >= minPoints, let slope = medianSlope(t, x) else { return nil }
    let end = t[t.count - 1]
    let residuals = zip(t, x).map { $1 - slope * ($0 - end) }
    let level = median(ofSorted: residuals.sorted())

    let limit = winsor * deviation(residuals.map { $0 - level })
    let cut = zip(t, residuals).map { slope * ($0 - end) + level + clamp($1 - level, to: limit) }
    let line = LinePosterior(times: t.map { $0 - end }, values: cut)
    let above = line.probability(slopeAbove: 0)
    var pValue = slope == 0 ? 1 : min(1, 2 * min(above, 1 - above))
    // A step and a turn are looked for only where somebody would believe in a line.
    let shape = pValue < significance ? TrendShape(times: t, values: cut) : .line
    if shape != .line { pValue = 1 }
    return TrendFit(count: x.count, slope: slope, pValue: pValue, level: level, shape: shape, line: line)
  }

  private static func medianSlope(_ t: [Double], _ x: [Double]) -> Double? {
    var slopes: [Double] = []
    slopes.reserveCapacity(x.count * (x.count - 1) / 2)
    for i in 1..<x.count {
      for j in 0..<i where t[i] > t[j] { slopes.append((x[i] - x[j]) / (t[i] - t[j])) }
    }
    guard !slopes.isEmpty else { return nil }
    slopes.sort()
    return median(ofSorted: slopes)
  }

  private static func median(ofSorted values: [Double]) -> Double {
    let middle = values.count / 2
    return values.count % 2 == 1 ? values[middle] : 0.5 * (values[middle - 1] + values[middle])
  }

  /// The standard deviation of normal noise by its median size, or by its mean size when more than half of it is nothing.
  private static func deviation(_ residuals: [Double]) -> Double {
    let sizes = residuals.map { abs($0) }.sorted()
    let middle = median(ofSorted: sizes)
    return middle > 0 ? 1.4826 * middle : 1.2533 * sizes.reduce(0) { $0 + $1 / Double(sizes.count) }
  }
}
