/// How surprising a share of errors is, from counts, which robust scales cannot judge: a series that is at 0 % all day has
/// no deviation at all.
public enum BinomialTail {
  /// −log₁₀ P(X ≥ errors) for X ~ Binomial(total, probability); 0 when there is nothing to be surprised at.
  public static func surprise(errors: Int, of total: Int, probability: Double) -> Double {
    guard errors > 0, total > 0, probability < 1 else { return 0 }
    guard errors <= total, probability > 0 else { return .infinity }
    // P(X ≥ k) = I_p(k, n − k + 1), Abramowitz & Stegun 26.5.24.
    let lnTail = IncompleteBeta.ln(
      x: probability, complement: 1 - probability, a: Double(errors), b: Double(total - errors + 1))
    return max(0, -lnTail / DeterministicMath.ln(10))
  }
}
