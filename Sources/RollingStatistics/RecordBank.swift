/// How far a series leaves everything it has done so far, seen through seven channels, each judged against its own slowly
/// forgetting range: the value, its short mean, its change, its residual from the time of day, its roughness, its residual
/// from the long mean, and how crowded its large values are. Scores rare events of a series of its own; about 1 KB.
public struct RecordBank: BitwiseCopyable, Sendable {
  /// The score from which a row is an alarm …
  public static let threshold = 0.134
  /// … and the values after an alarm during which there is no other.
  public static let deadTime = 100
  private static let window = 48
  private static let slotCount = 48
  private static let largestMargin = 3.0
  private static let sumWeight = 0.2
  /// Ranges forget over so many values; a record is no rarer later.
  private static let horizon = 1 / ForgettingRange.forgetting

  private var ranges = InlineArray<7, ForgettingRange>(repeating: ForgettingRange())
  private var ring = InlineArray<48, Double>(repeating: 0)
  private var origin = 0.0
  private var sum12 = 0.0
  private var sum48 = 0.0
  private var squares48 = 0.0
  private var profile = InlineArray<48, Double>(repeating: 0)
  private var days = InlineArray<48, UInt32>(repeating: 0)
  private var residuals = InlineArray<3, Double>(repeating: 0)
  private var profileMean = 0.0
  private var longMean = 0.0
  private var allMean = 0.0
  private var allSquares = 0.0
  private var large = LargeShare()
  private var dead = DeadTime(length: RecordBank.deadTime)
  public private(set) var count = 0

  public init() {}

  /// Judges a value, then learns it: 0 for the first `warmUp` values and during the dead time. `secondOfDay` is 0…86,399.
  public mutating func update(_ x: Double, secondOfDay: Int, warmUp: Int) -> Double {
    if count == 0 {
      origin = x
      profileMean = x
      longMean = x
    }
    let learning = count < warmUp
    var channels = Margins(learning: learning)
    addWindows(x, &channels)
    addSeason(x, secondOfDay, &channels)
    addLongMean(x, &channels)
    if let share = large.add(x) { channels.add(share, &ranges[6]) }
    count += 1

    let age = min(Double(count), max(Self.horizon, Double(warmUp))) / Double(max(warmUp, 1))
    let score = (channels.largest + Self.sumWeight * channels.sum) * age.squareRoot().squareRoot()
    return dead.pass(score, threshold: Self.threshold)
  }

  private struct Margins {
    let learning: Bool
    var largest = 0.0
    var sum = 0.0

    init(learning: Bool) { self.learning = learning }

    mutating func add(_ value: Double, _ range: inout ForgettingRange) {
      let margin = min(range.margin(of: value, learning: learning), RecordBank.largestMargin)
      largest = max(largest, margin)
      sum += margin
    }
  }

  /// The value, its mean over 12, its change over 24 and the logarithm of its deviation over 48.
  private mutating func addWindows(_ x: Double, _ channels: inout Margins) {
    channels.add(x, &ranges[0])
    // Sums about the first value keep their digits.
    let centred = x - origin
    let slot = count % Self.window
    let before24 = ring[(slot + 24) % Self.window]
    sum12 += centred - ring[(slot + 36) % Self.window]
    sum48 += centred - ring[slot]
    squares48 += centred * centred - ring[slot] * ring[slot]
    ring[slot] = centred
    if slot == Self.window - 1 { sumAgain() }

    let n = Double(count + 1)
    let difference = x - allMean
    allMean += difference / n
    allSquares += difference * (x - allMean)
    if count >= 11 { channels.add(sum12 / 12, &ranges[1]) }
    if count >= 24 { channels.add(centred - before24, &ranges[2]) }
    if count >= Self.window - 1 {
      let mean = sum48 / Double(Self.window)
      let variance = max(0, squares48 / Double(Self.window) - mean * mean)
      let floor = 0.01 * (allSquares / n).squareRoot() + 1e-12
      channels.add(DeterministicMath.ln(variance.squareRoot() + floor), &ranges[4])
    }
  }

  /// Sliding sums collect rounding errors; once a turn of the ring they start afresh.
  private mutating func sumAgain() {
    sum12 = 0
    sum48 = 0
    squares48 = 0
    for i in 0..<Self.window {
      if i >= Self.window - 12 { sum12 += ring[i] }
      sum48 += ring[i]
      squares48 += ring[i] * ring[i]
    }
  }

  /// The mean of the last three residuals from the half-hour's usual value.
  private mutating func addSeason(_ x: Double, _ secondOfDay: Int, _ channels: inout Margins) {
    let slot = min(max(secondOfDay, 0) / (86_400 / Self.slotCount), Self.slotCount - 1)
    let known = days[slot] > 0
    residuals[count % 3] = x - (known ? profile[slot] : profileMean)
    days[slot] += days[slot] == .max ? 0 : 1
    profile[slot] = known ? profile[slot] + max(0.02, 1 / Double(days[slot])) * (x - profile[slot]) : x
    profileMean += 0.003 * (x - profileMean)
    if count >= 2 { channels.add((residuals[0] + residuals[1] + residuals[2]) / 3, &ranges[3]) }
  }

  private mutating func addLongMean(_ x: Double, _ channels: inout Margins) {
    channels.add(x - longMean, &ranges[5])
    longMean += max(0.003, 1 / Double(count + 1)) * (x - longMean)
  }
}

/// The share of the last 24 values that lie above their running 95 % quantile (stochastic approximation).
private struct LargeShare: BitwiseCopyable, Sendable {
  private var center = 0.0
  private var scale = 0.0
  private var quantile = 0.0
  /// One bit for each of the last 24 values.
  private var bits: UInt32 = 0
  private var count = 0

  mutating func add(_ x: Double) -> Double? {
    if count == 0 {
      center = x
      quantile = x
    }
    count += 1
    let weight = max(0.005, 1 / Double(count))
    scale += weight * (abs(x - center) - scale)
    center += weight * (x - center)
    // n^−0.6, at least 0.01.
    let share = count < 2_155 ? max(0.01, DeterministicMath.exp2(-0.6 * DeterministicMath.log2(Double(count)))) : 0.01
    let step = share * scale
    let above = x > quantile
    quantile += above ? 0.95 * step : -0.05 * step
    bits = ((bits << 1) | (above ? 1 : 0)) & 0xFF_FFFF
    return count >= 24 ? Double(bits.nonzeroBitCount) / 24 : nil
  }
}
