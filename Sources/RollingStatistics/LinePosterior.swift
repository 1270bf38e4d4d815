/// What a short series says of a straight line through it, when its noise may resemble itself from one value to the next.
///
/// The noise is taken as a slow part (AR(1), correlation φ over one usual gap) with the share s of the variance, and a part
/// that is new in each value: the mean of a pane is a slow process seen through few samples. No single (φ, s) is chosen:
/// short windows cannot tell them apart, and the choice is what makes a test cry wolf. Each of 22 pairs gets a line by
/// generalised least squares, and weighs what its marginal likelihood says (flat priors on line and ln σ; the integrated
/// likelihood of Harville, Biometrika 1974). What is asked of the line is answered by the mixture of their Student laws.
public struct LinePosterior: Sendable, Equatable {
  struct Component: BitwiseCopyable, Sendable, Equatable {
    var weight: Double
    /// Of the line at the centre of the times, in the value's unit.
    var level: Double
    /// A unit of `spread`.
    var slope: Double
    var levelError: Double
    var slopeError: Double
    /// Of the errors of level and slope.
    var correlation: Double

    mutating func rescale(by unit: Double, from origin: Double) {
      level = level * unit + origin
      slope *= unit
      levelError *= unit
      slopeError *= unit
    }
  }

  private static let correlations = [0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98]
  private static let slowShares = [0.4, 0.7, 1.0]
  /// Noise without memory is as likely beforehand as all the others together when there are so many values: the longer the
  /// series, the better it shows a memory that is there.
  private static let evenOdds = 30.0
  /// Beforehand, φ weighs (1 − φ)^−¼: slow noise is what looks like a trend, and is common.
  private static func weightBefore(_ correlation: Double) -> Double {
    1 / (1 - correlation).squareRoot().squareRoot()
  }
  /// What weighs less than this decides nothing.
  private static let leastWeight = 1e-5
  /// Two values at one time still have noise of their own; in usual gaps.
  private static let leastGap = 0.05

  var components: [Component] = []
  private let degrees: Double
  private let centre: Double
  private let spread: Double

  /// At least four points in ascending order of time, not all at one.
  init(times: [Double], values: [Double]) {
    let n = Double(times.count)
    degrees = n - 2
    let middle = times.reduce(0, +) / n
    let width = (times.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / n).squareRoot()
    centre = middle
    spread = width
    let gaps = Self.gaps(times)
    let offsets = times.map { ($0 - middle) / width }
    // Squares of what is left have room for whatever a `Double` holds.
    let origin = values.reduce(0) { $0 + $1 / n }
    let unit = values.reduce(0) { max($0, abs($1 - origin)) }
    let relative = values.map { unit > 0 ? ($0 - origin) / unit : 0 }
    let odds = n / Self.evenOdds
    var logs: [Double] = []
    func add(_ correlation: Double, _ share: Double, prior: Double) {
      let filtered = Filtered(offsets, relative, gaps, correlation: correlation, share: share)
      components.append(filtered.line(n))
      logs.append(filtered.logLikelihood(n) + DeterministicMath.ln(prior))
    }
    add(0, 0, prior: odds)
    let total = Self.correlations.reduce(0) { $0 + Self.weightBefore($1) } * Double(Self.slowShares.count)
    for correlation in Self.correlations {
      for share in Self.slowShares { add(correlation, share, prior: Self.weightBefore(correlation) / total) }
    }
    weigh(logs)
    for i in components.indices { components[i].rescale(by: max(unit, .leastNormalMagnitude), from: origin) }
  }

  private mutating func weigh(_ logs: [Double]) {
    let largest = logs.reduce(-.infinity, max)
    let weights = logs.map { DeterministicMath.exp($0 - largest) }
    let sum = weights.reduce(0, +)
    for i in components.indices { components[i].weight = weights[i] / sum }
    components.removeAll { $0.weight < Self.leastWeight }
  }

  /// From each time to the one before, in usual gaps: the median of those that are none.
  private static func gaps(_ times: [Double]) -> [Double] {
    let all = zip(times.dropFirst(), times).map { $0 - $1 }
    let sorted = all.filter { $0 > 0 }.sorted()
    let usual = sorted[sorted.count / 2]
    return all.map { max($0 / usual, leastGap) }
  }

  // MARK: Questions

  /// P(the slope is above `slope`), in values per unit of time.
  public func probability(slopeAbove slope: Double) -> Double {
    components.reduce(0) {
      $0 + $1.weight * Self.studentTail((slope * spread - $1.slope) / $1.slopeError, degrees)
    }
  }

  /// The slope that the line's exceeds with this probability.
  public func slope(exceededWith probability: Double) -> Double {
    var low = components.reduce(.infinity) { min($0, $1.slope - 40 * $1.slopeError) } / spread
    var high = components.reduce(-.infinity) { max($0, $1.slope + 40 * $1.slopeError) } / spread
    for _ in 0..<Self.halvings {
      let middle = 0.5 * (low + high)
      if self.probability(slopeAbove: middle) > probability { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }

  /// The first time after `start` by which a rising line has crossed `limit` with this probability; nil when it never
  /// gets as likely.
  func crossing(of limit: Double, with probability: Double, after start: Double) -> Double? {
    let origin = (start - centre) / spread
    func crossed(_ after: Double) -> Bool {
      let at = origin + after
      let likely = components.reduce(0) { sum, line in
        // The error of the line there, in errors of the level.
        let ratio = at * line.slopeError / line.levelError
        let error = line.levelError * max(1 + ratio * (2 * line.correlation + ratio), 0).squareRoot()
        return sum + line.weight * Self.studentTail((limit - line.level - at * line.slope) / error, degrees)
      }
      return likely >= probability
    }
    if crossed(0) { return start }
    var low = 0.0
    var high = 1.0
    while !crossed(high) {
      low = high
      high *= 4
      if high > Self.farthest { return nil }
    }
    for _ in 0..<Self.halvings {
      let middle = 0.5 * (low + high)
      if crossed(middle) { high = middle } else { low = middle }
    }
    return start + high * spread
  }

  private static let halvings = 40
  /// In spreads of the times.
  private static let farthest = 1e6

  /// P(T > t) by Wallace's transformation to a normal variable (Ann. Math. Stat. 1959), which is within a few thousandths
  /// of z from six degrees of freedom on.
  static func studentTail(_ t: Double, _ degrees: Double) -> Double {
    let size =
      (degrees * DeterministicMath.ln(1 + t * t / degrees)).squareRoot() * (8 * degrees + 1) / (8 * degrees + 3)
    return DeterministicMath.normalTail(t < 0 ? -size : size)
  }
}

/// The sums of generalised least squares, by Kalman's filter: the same work for any gaps, and linear in the points.
private struct Filtered {
  private var logVariances = 0.0
  private var s11 = 0.0, s1t = 0.0, stt = 0.0, s1x = 0.0, stx = 0.0, sxx = 0.0

  /// - Parameter share: of the variance, which the slow part has; the rest is new in each value.
  init(_ times: [Double], _ values: [Double], _ gaps: [Double], correlation: Double, share: Double) {
    let logCorrelation = DeterministicMath.log2(correlation)
    var variance = share
    var one = 0.0, time = 0.0, value = 0.0
    var product = 1.0
    var lastGap = 0.0, kept = 1.0
    for i in times.indices {
      if i > 0 {
        if gaps[i - 1] != lastGap {
          lastGap = gaps[i - 1]
          kept = correlation > 0 ? DeterministicMath.exp2(lastGap * logCorrelation) : 0
        }
        variance = kept * kept * variance + share * (1 - kept * kept)
        one *= kept
        time *= kept
        value *= kept
      }
      let total = variance + 1 - share
      let inverse = 1 / total
      let gain = variance * inverse
      let v1 = 1 - one
      let vt = times[i] - time
      let vx = values[i] - value
      s11 += v1 * v1 * inverse
      s1t += v1 * vt * inverse
      stt += vt * vt * inverse
      s1x += v1 * vx * inverse
      stx += vt * vx * inverse
      sxx += vx * vx * inverse
      one += gain * v1
      time += gain * vt
      value += gain * vx
      variance *= 1 - gain
      product *= total
    }
    logVariances = DeterministicMath.ln(product)
  }

  private var determinant: Double { s11 * stt - s1t * s1t }
  private var slope: Double { (s11 * stx - s1t * s1x) / determinant }
  private var level: Double { (stt * s1x - s1t * stx) / determinant }
  /// A line that fits to the last digit still leaves rounding.
  private var squares: Double { max(sxx - level * s1x - slope * stx, 1e-20 * sxx + 1e-300) }

  func line(_ n: Double) -> LinePosterior.Component {
    let variance = squares / (n - 2)
    return .init(
      weight: 0, level: level, slope: slope, levelError: (variance * stt / determinant).squareRoot(),
      slopeError: (variance * s11 / determinant).squareRoot(), correlation: -s1t / (s11 * stt).squareRoot())
  }

  func logLikelihood(_ n: Double) -> Double {
    -0.5 * (logVariances + DeterministicMath.ln(determinant) + (n - 2) * DeterministicMath.ln(squares))
  }
}
