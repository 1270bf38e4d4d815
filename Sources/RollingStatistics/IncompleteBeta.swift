/// The regularised incomplete beta function, in logarithms, so that tails far below the smallest `Double` keep their size.
enum IncompleteBeta {
  /// ln I_x(a, b) for a, b > 0 and 0 ≤ x ≤ 1, by the continued fraction of Didonato & Morris (Abramowitz & Stegun 26.5.8).
  /// `complement` is 1 − x, given separately because near 1 the difference has lost its digits.
  static func ln(x: Double, complement: Double, a: Double, b: Double) -> Double {
    if x <= 0 { return -.infinity }
    if complement <= 0 { return 0 }
    if x > (a + 1) / (a + b + 2) {
      let other = DeterministicMath.exp(front(x: complement, complement: x, a: b, b: a))
      return DeterministicMath.ln(max(1 - other, 0))
    }
    return min(front(x: x, complement: complement, a: a, b: b), 0)
  }

  private static func front(x: Double, complement: Double, a: Double, b: Double) -> Double {
    let power = a * DeterministicMath.ln(x) + b * DeterministicMath.ln(complement)
    let lnBeta = DeterministicMath.lnGamma(a) + DeterministicMath.lnGamma(b) - DeterministicMath.lnGamma(a + b)
    return power - lnBeta - DeterministicMath.ln(a) + DeterministicMath.ln(fraction(x: x, a: a, b: b))
  }

  /// Lentz's evaluation from the front (Applied Optics 1976). It takes about √max(a, b) rounds.
  private static func fraction(x: Double, a: Double, b: Double) -> Double {
    let tiny = 1e-300
    func kept(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / kept(1 - (a + b) * x / (a + 1))
    var result = d
    var m = 1.0
    while m <= 10_000 {
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / kept(1 + even * d)
      c = kept(1 + even / c)
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / kept(1 + odd * d)
      c = kept(1 + odd / c)
      let factor = d * c
      result *= factor
      if abs(factor - 1) < 1e-15 { break }
      m += 1
    }
    return result
  }
}
