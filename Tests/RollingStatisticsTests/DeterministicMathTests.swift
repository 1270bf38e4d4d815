import RollingStatistics
import Testing

/// Expected values: mpmath, 40 digits.
@Suite struct DeterministicMathTests {
  @Test(
    arguments: [
      (1e-300, -996.578428466208704, -690.775527898213705),
      (0.001, -9.96578428466208701, -6.90775527898213703),
      (0.7071, -0.500013835578125844, -0.346583180371942),
      (0.9999999, -1.44269511226434921e-7, -1.00000004947364743e-7),
      (1.0000001, 1.44269496959655837e-7, 9.99999950583870452e-8),
      (1.5, 0.584962500721156181, 0.405465108108164382),
      (412.7, 8.68894962811967224, 6.02272093675853611),
      (6.02e23, 78.9941096693943113, 54.7545443981837804),
      (.leastNonzeroMagnitude, -1074, -744.440071921381262),
    ] as [(Double, Double, Double)])
  func logarithms(x: Double, log2: Double, ln: Double) {
    #expect(isClose(DeterministicMath.log2(x), log2, relative: 4e-16 * 4))
    #expect(isClose(DeterministicMath.ln(x), ln, relative: 4e-16 * 4))
  }

  @Test func logarithmsOfPowersOfTwoAreExact() {
    for exponent in -1074...1023 {
      #expect(DeterministicMath.log2(Double(sign: .plus, exponent: exponent, significand: 1)) == Double(exponent))
    }
  }

  @Test(
    arguments: [
      (-700.5, 5.98019611863979121e-305, 1.34427473818386248e-211),
      (-20.25, 1.60522805518561161e-9, 8.01941313985552352e-7),
      (-0.5, 0.606530659712633424, 0.707106781186547524),
      (0, 1, 1),
      (0.001, 1.00100050016670834, 1.00069338746258063),
      (0.34, 1.40494759056359383, 1.26575659397027998),
      (1, 2.71828182845904524, 2),
      (10.1, 24343.0094244083797, 1097.49602563716393),
      (300.7, 3.9115664124791526e130, 3.30917470648307432e90),
    ] as [(Double, Double, Double)])
  func exponentials(x: Double, exp: Double, exp2: Double) {
    #expect(isClose(DeterministicMath.exp(x), exp, relative: 1e-14))
    #expect(isClose(DeterministicMath.exp2(x), exp2, relative: 1e-15))
  }

  @Test func endsOfTheRange() {
    #expect(DeterministicMath.ln(0) == -.infinity)
    #expect(DeterministicMath.log2(.infinity) == .infinity)
    #expect(DeterministicMath.ln(-1).isNaN)
    #expect(DeterministicMath.log2(.nan).isNaN)
    #expect(DeterministicMath.exp(1000) == .infinity)
    #expect(DeterministicMath.exp(-1000) == 0)
    #expect(DeterministicMath.exp2(-1074) == .leastNonzeroMagnitude)
    #expect(DeterministicMath.exp2(-1100) == 0)
    #expect(DeterministicMath.exp2(1023.999).isFinite)
    #expect(DeterministicMath.exp2(.nan).isNaN)
    #expect(DeterministicMath.logistic(-800) == 0)
    #expect(DeterministicMath.logistic(800) == 1)
    #expect(DeterministicMath.logistic(0) == 0.5)
    #expect(isClose(DeterministicMath.logistic(2), 1 - DeterministicMath.logistic(-2), relative: 1e-15))
  }

  @Test func expUndoesLn() {
    var noise = Noise(seed: 1)
    for _ in 0..<10_000 {
      let x = DeterministicMath.exp2(200 * (noise.uniform() - 0.5))
      #expect(isClose(DeterministicMath.exp(DeterministicMath.ln(x)), x, relative: 3e-14))
    }
  }

  @Test(
    arguments: [
      (1e-5, 11.5129196928958256), (0.1, 2.2527126517342059), (0.5, 0.572364942924700087), (1, 0),
      (1.5, -0.120782237635245222), (2, 0), (3.7, 1.42807232666538813), (12, 17.5023078458738858),
      (100.25, 360.284559637764235), (12345.6, 103959.185066168459),
    ] as [(Double, Double)])
  func lnGamma(x: Double, expected: Double) {
    #expect(isClose(DeterministicMath.lnGamma(x), expected, relative: 1e-13, absolute: 1e-13))
  }

  @Test(
    arguments: [
      (-3, 0.998650101968369905), (-0.5, 0.691462461274013104), (0, 0.5), (0.1, 0.460172162722971016),
      (1, 0.158655253931457051), (1.96, 0.0249978951482204362), (2.49, 0.00638715476494317318),
      (2.51, 0.0060365580804126633), (3, 0.00134989803163009453), (5, 2.86651571879193912e-7),
      (8, 6.22096057427178412e-16), (20, 2.7536241186062337e-89), (36, 4.18262406579728333e-284),
    ] as [(Double, Double)])
  func normalTail(z: Double, expected: Double) {
    #expect(isClose(DeterministicMath.normalTail(z), expected, relative: 1e-12))
  }
}
