import Testing

@testable import RollingStatistics

@Suite struct TrendTests {
  static let hours = (0..<12).map(Double.init)
  static let rising = [1.0, 2.5, 2.0, 3.5, 3.0, 5.5, 4.0, 6.0, 7.5, 7.0, 20.0, 8.0]

  /// Slope and level: scipy.stats.theilslopes. p, bounds and times: an implementation of the mixture in numpy.
  @Test func workedExample() throws {
    let fit = try #require(Trend.theilSen(times: Self.hours, values: Self.rising))
    #expect(isClose(fit.slope, 0.7142857142857143, relative: 1e-12))
    #expect(isClose(fit.level, 8.857142857142858, relative: 1e-12))
    #expect(isClose(fit.pValue, 0.008452791217372444, relative: 1e-4))
    #expect(isClose(fit.slopeInterval.low, 0.3714992519644102, relative: 1e-4))
    #expect(isClose(fit.slopeInterval.high, 1.2047566453824892, relative: 1e-4))
    #expect(fit.significant)
    #expect(fit.shape == .line)
    #expect(fit.count == 12)
  }

  @Test func timeToLimit() throws {
    let fit = try #require(Trend.theilSen(times: Self.hours.map { 490_000 + $0 }, values: Self.rising))
    let time = try #require(fit.timeToLimit(20))
    #expect(isClose(time.low, 6.06635737, relative: 1e-4))
    #expect(isClose(time.mid, 12.82297738, relative: 1e-4))
    #expect(isClose(time.high, 313.62245233, relative: 1e-2))
    #expect(fit.timeToLimit(8) == nil, "already crossed")
    let falling = try #require(Trend.theilSen(times: Self.hours, values: Self.rising.map { -$0 }))
    #expect(falling.timeToLimit(20) == nil)
  }

  @Test func noTimeToLimitFromNoise() throws {
    var noise = Noise(seed: 5)
    let fit = try #require(Trend.theilSen(times: Self.hours, values: Self.hours.map { _ in noise.normal() }))
    #expect(!fit.significant)
    #expect(fit.timeToLimit(100) == nil)
  }

  @Test func aConstantHasNoTrend() throws {
    let fit = try #require(Trend.theilSen(times: Self.hours, values: Self.hours.map { _ in 3 }))
    #expect(fit.slope == 0)
    #expect(fit.pValue == 1)
    #expect(!fit.significant)
    #expect(fit.level == 3)
  }

  @Test func tooLittleIsNoFit() {
    #expect(Trend.theilSen(times: [1, 2, 3], values: [1, 2, 3]) == nil)
    #expect(Trend.theilSen(times: Self.hours.map { _ in 4 }, values: Self.rising) == nil)
    #expect(Trend.theilSen(times: Self.hours, values: Self.hours.map { _ in .nan }) == nil)
  }

  @Test func onlyTheLastPointsAreLookedAt() throws {
    let times = (0..<100).map(Double.init)
    let values = times.map { $0 < 36 ? 1000 - $0 : 2 * $0 }
    let fit = try #require(Trend.theilSen(times: times, values: values))
    #expect(fit.count == 64)
    #expect(fit.slope == 2)
  }

  @Test(arguments: [0.001, 7, 1e6])
  func aScaledCopyHasTheSameSignificance(factor: Double) throws {
    let fit = try #require(Trend.theilSen(times: Self.hours, values: Self.rising))
    let scaled = try #require(
      Trend.theilSen(times: Self.hours.map { 1.7e9 + 3600 * $0 }, values: Self.rising.map { 50 + factor * $0 }))
    #expect(isClose(scaled.pValue, fit.pValue, relative: 1e-6))
    #expect(isClose(scaled.slope, factor * fit.slope / 3600, relative: 1e-6))
  }

  /// Wild values in a tenth of the points move the slope by less than its own interval.
  @Test func robustToSpikes() throws {
    var noise = Noise(seed: 11)
    let times = (0..<48).map(Double.init)
    let values = times.map { 0.1 * $0 + noise.normal() + (Int($0) % 10 == 3 ? 50 : 0) }
    let fit = try #require(Trend.theilSen(times: times, values: values))
    #expect(abs(fit.slope - 0.1) < 0.05)
    #expect(fit.significant)
  }

  /// A drift of three deviations over the window is found nearly always, and its interval covers the truth.
  @Test func power() throws {
    var noise = Noise(seed: 29)
    let times = (0..<48).map(Double.init)
    var found = 0
    var covered = 0
    for _ in 0..<200 {
      let values = zip(times, noise.autoregressive(count: 48, phi: 0.3)).map { 3 * $0 / 48 + $1 }
      let fit = try #require(Trend.theilSen(times: times, values: values))
      found += fit.significant ? 1 : 0
      let interval = fit.slopeInterval
      covered += interval.low <= 3.0 / 48 && interval.high >= 3.0 / 48 ? 1 : 0
    }
    #expect(found > 70, "AR(1) of .3 leaves a rise of three deviations to be told from slow noise")
    #expect(covered > 180)
  }
}

@Suite struct TrendScreenTests {
  /// What the screen turns away may not be what the full test would have found.
  @Test(arguments: [0.0, 0.3, 0.6, 0.9])
  func keepsWhatIsSignificantAndSavesMostOfTheRest(phi: Double) throws {
    var noise = Noise(seed: 31)
    let times = (0..<48).map { 1.7e9 + 60 * Double($0) }
    var lost = 0
    var significant = 0
    var passed = 0
    for round in 0..<400 {
      let drift = round % 4 == 0 ? 3.0 : 0
      let values = noise.autoregressive(count: 48, phi: phi).enumerated().map { drift * Double($0) / 48 + $1 }
      let fit = try #require(Trend.theilSen(times: times, values: values))
      let may = TrendScreen.mayTrend(times: times, values: values)
      significant += fit.significant ? 1 : 0
      lost += fit.significant && !may ? 1 : 0
      passed += drift == 0 && may ? 1 : 0
    }
    #expect(significant > 5)
    #expect(lost == 0)
    if phi == 0 { #expect(passed < 100) }
  }

  @Test func risingOnly() {
    let values = TrendTests.rising
    #expect(TrendScreen.mayTrend(times: TrendTests.hours, values: values, risingOnly: true))
    #expect(!TrendScreen.mayTrend(times: TrendTests.hours, values: values.reversed(), risingOnly: true))
    #expect(TrendScreen.mayTrend(times: TrendTests.hours, values: values.reversed()))
  }

  @Test func nothingInAConstantOrTooFew() {
    #expect(!TrendScreen.mayTrend(times: TrendTests.hours, values: TrendTests.hours.map { _ in 1 }))
    #expect(!TrendScreen.mayTrend(times: [1, 2], values: [1, 2]))
    #expect(!TrendScreen.mayTrend(times: [], values: []))
  }
}
