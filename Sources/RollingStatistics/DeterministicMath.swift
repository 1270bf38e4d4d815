/// Elementary functions that give the same bits on every machine.
///
/// The C library's `log` and `exp` differ in the last bit between versions and processors, and one bit is enough to make two
/// replays of the same file differ. These use additions, multiplications, divisions and square roots only, which IEEE 754
/// defines exactly, in a fixed order and never fused. Relative error is below 1e-14 unless said otherwise.
public enum DeterministicMath {
  static let ln2 = 0.693147180559945309417232121458
  /// The first 33 bits of ln 2, so that products with whole exponents are exact, and the rest.
  private static let ln2High = 0.693147180369123816490
  private static let ln2Low = 1.90821492927058770002e-10
  private static let log2E = 1.44269504088896340735992468100
  /// ½ ln 2π.
  private static let halfLnTwoPi = 0.918938533204672741780329736406
  /// 1/√2π.
  static let inverseSqrtTwoPi = 0.398942280401432677939946059934

  // MARK: Logarithms

  /// log₂ x; −∞ at 0, NaN below.
  public static func log2(_ x: Double) -> Double {
    guard let (exponent, lnMantissa) = decompose(x) else { return special(x) }
    return exponent + lnMantissa * log2E
  }

  /// ln x; −∞ at 0, NaN below.
  public static func ln(_ x: Double) -> Double {
    guard let (exponent, lnMantissa) = decompose(x) else { return special(x) }
    return exponent * ln2High + (exponent * ln2Low + lnMantissa)
  }

  private static func special(_ x: Double) -> Double {
    if x == 0 { return -.infinity }
    return x == .infinity ? .infinity : .nan
  }

  /// x = m·2^e with m in [√½, √2), as (e, ln m). ln m = 2 artanh((m−1)/(m+1)), whose series needs twelve terms there.
  private static func decompose(_ x: Double) -> (exponent: Double, lnMantissa: Double)? {
    guard x > 0, x < .infinity else { return nil }
    var exponent = Double(x.exponent)
    var mantissa = x.significand
    if mantissa > 1.4142135623730951 {
      mantissa *= 0.5
      exponent += 1
    }
    let t = (mantissa - 1) / (mantissa + 1)
    let square = t * t
    var sum = 0.0
    var odd = 23.0
    while odd > 0 {
      sum = sum * square + 1 / odd
      odd -= 2
    }
    return (exponent, 2 * t * sum)
  }

  // MARK: Exponentials

  /// 2^x; 0 and +∞ past the range of `Double`.
  public static func exp2(_ x: Double) -> Double {
    guard x == x else { return x }
    if x >= 1024 { return .infinity }
    if x < -1080 { return 0 }
    let whole = nearestWhole(x)
    return scale(expNearZero((x - whole) * ln2), by: Int(whole))
  }

  /// e^x; 0 and +∞ past the range of `Double`.
  public static func exp(_ x: Double) -> Double {
    guard x == x else { return x }
    if x >= 710 { return .infinity }
    if x < -748 { return 0 }
    let whole = nearestWhole(x * log2E)
    return scale(expNearZero((x - whole * ln2High) - whole * ln2Low), by: Int(whole))
  }

  /// The nearest whole number for |x| < 2⁵¹; the even one of two. Above 1.5 · 2⁵² there is nothing between whole numbers, so the sum is
  /// rounded to one. The library's function for it is a call.
  @inline(__always)
  private static func nearestWhole(_ x: Double) -> Double { (x + 0x1.8p52) - 0x1.8p52 }

  /// Taylor's series for |x| ≤ ½ ln 2, where its fourteenth term is below 1e-17.
  private static func expNearZero(_ x: Double) -> Double {
    var sum = 1.0 / 6_227_020_800
    sum = sum * x + 1.0 / 479_001_600
    sum = sum * x + 1.0 / 39_916_800
    sum = sum * x + 1.0 / 3_628_800
    sum = sum * x + 1.0 / 362_880
    sum = sum * x + 1.0 / 40_320
    sum = sum * x + 1.0 / 5_040
    sum = sum * x + 1.0 / 720
    sum = sum * x + 1.0 / 120
    sum = sum * x + 1.0 / 24
    sum = sum * x + 1.0 / 6
    sum = sum * x + 1.0 / 2
    return (sum * x + 1) * x + 1
  }

  /// Two steps, so that a subnormal result is rounded once and 2^1024 is not formed on the way. `exponent` is one that the callers let pass.
  private static func scale(_ x: Double, by exponent: Int) -> Double {
    let half = exponent / 2
    return x * powerOfTwo(half) * powerOfTwo(exponent - half)
  }

  /// 2^exponent, from −1,022 to 1,023.
  @inline(__always)
  private static func powerOfTwo(_ exponent: Int) -> Double {
    assert(exponent >= -1_022 && exponent <= 1_023, "the power is a normal number")
    return Double(bitPattern: UInt64(truncatingIfNeeded: exponent + 1_023) << 52)
  }

  /// 1/(1 + e^−x), without overflow on either side.
  public static func logistic(_ x: Double) -> Double {
    if x >= 0 { return 1 / (1 + exp(-x)) }
    let e = exp(x)
    return e / (1 + e)
  }

  // MARK: Gamma

  /// ln Γ(x) for x > 0: Stirling's series (Abramowitz & Stegun 6.1.41) from 12 on, reached by Γ(x+1) = x Γ(x).
  /// Absolute error below 1e-13 times max(1, |ln Γ|).
  public static func lnGamma(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? .infinity : .nan }
    guard x < .infinity else { return x }
    var shifted = x
    var product = 1.0
    while shifted < 12 {
      product *= shifted
      shifted += 1
    }
    let inverse = 1 / shifted
    let square = inverse * inverse
    var series = -691.0 / 360_360
    series = series * square + 1.0 / 1_188
    series = series * square - 1.0 / 1_680
    series = series * square + 1.0 / 1_260
    series = series * square - 1.0 / 360
    series = series * square + 1.0 / 12
    return (shifted - 0.5) * ln(shifted) - shifted + halfLnTwoPi + series * inverse - ln(product)
  }
}
