import RollingStatistics
import Testing

/// Expected values: mpmath, 40 digits.
@Suite struct BinomialTailTests {
  @Test(
    arguments: [
      (1, 10, 0.01, 1.019460685181661), (5, 100, 0.02, 1.293876085051004), (30, 1_000, 0.01, 6.686135130103885),
      (500, 1_000, 0.01, 702.7461754554196), (1_000, 1_000, 0.5, 301.0299956639812), (3, 200, 0.9, 0),
      (150, 100_000, 0.001, 5.730392219461545),
    ] as [(Int, Int, Double, Double)])
  func surprise(errors: Int, total: Int, probability: Double, expected: Double) {
    let found = BinomialTail.surprise(errors: errors, of: total, probability: probability)
    #expect(isClose(found, expected, relative: 1e-10, absolute: 1e-12))
  }

  @Test func edges() {
    #expect(BinomialTail.surprise(errors: 0, of: 10, probability: 0.1) == 0)
    #expect(BinomialTail.surprise(errors: 0, of: 0, probability: 0.1) == 0)
    #expect(BinomialTail.surprise(errors: 1, of: 10, probability: 0) == .infinity)
    #expect(BinomialTail.surprise(errors: 10, of: 10, probability: 1) == 0)
  }
}

@Suite struct CountRateTests {
  /// A rate that has learned the alternation of two counts until its mean and variance are steady.
  private func rate(of a: Int, _ b: Int, panes: Int = 60_000) -> CountRate {
    var rate = CountRate()
    for i in 0..<panes { rate.update(i % 2 == 0 ? a : b) }
    return rate
  }

  @Test(arguments: [(0, 8, 4.0, 16.0), (20, 20, 20.0, 0.0), (90, 110, 100.0, 100.0)] as [(Int, Int, Double, Double)])
  func meanAndVariance(a: Int, b: Int, mean: Double, variance: Double) {
    let rate = rate(of: a, b)
    #expect(isClose(rate.mean, mean, relative: 5e-3))
    #expect(isClose(rate.variance, max(variance, mean) + 0.5 * mean, relative: 1e-2))
  }

  /// mpmath's sums of the negative binomial with mean 20 and variance 30 (the floor of 1.5 means).
  @Test(
    arguments: [(60, 7.59100787539607), (40, 2.95619264829639), (21, 0.356857213084978), (0, 0), (-4, 0)]
      as [(Int, Double)])
  func surpriseOfSteadyCounts(count: Int, expected: Double) {
    #expect(isClose(rate(of: 20, 20).surprise(of: count), expected, relative: 1e-6))
  }

  @Test func surpriseRisesWithTheCountAndStaysFinite() {
    let rate = rate(of: 0, 8)
    var last = 0.0
    for exponent in 0..<40 {
      let surprise = rate.surprise(of: 1 << exponent)
      #expect(surprise >= last && surprise.isFinite)
      last = surprise
    }
  }

  @Test(arguments: [1, 5, 100, 1_440, 5_000], [0, 3, 700, 4_000])
  func skippingIsUpdatingByZero(skipped: Int, learned: Int) {
    var noise = Noise(seed: UInt64(skipped + learned))
    var long = CountRate()
    for _ in 0..<learned { long.update(Int(20 * noise.uniform())) }
    var short = long
    for _ in 0..<skipped { long.update(0) }
    short.skip(panes: skipped)
    #expect(isClose(short.mean, long.mean, relative: 1e-4))
    #expect(isClose(short.variance, long.variance, relative: 1e-4))
  }

  @Test func skipsAddUp() {
    var once = rate(of: 0, 8, panes: 100)
    var often = once
    once.skip(panes: 3_000)
    for _ in 0..<30 { often.skip(panes: 100) }
    #expect(isClose(once.mean, often.mean, relative: 1e-5))
    #expect(isClose(once.variance, often.variance, relative: 1e-5))
  }

  @Test func anOutlierTeachesLittle() {
    var rate = rate(of: 2, 4)
    let before = rate.mean
    rate.update(1_000_000)
    #expect(rate.mean < before * 1.01)
    #expect(rate.surprise(of: 100) > 20)
  }

  @Test func aLastingRiseIsLearned() {
    var rate = rate(of: 0, 1)
    for _ in 0..<20_000 { rate.update(300) }
    #expect(isClose(rate.mean, 300, relative: 0.05))
    #expect(rate.surprise(of: 300) < 1)
  }

  @Test func aSeriesThatWasAlwaysQuietIsSurprisedByAFew() {
    var rate = CountRate()
    rate.skip(panes: 10_000)
    #expect(rate.surprise(of: 1) < 4)
    #expect(rate.surprise(of: 5) > 5)
  }
}
