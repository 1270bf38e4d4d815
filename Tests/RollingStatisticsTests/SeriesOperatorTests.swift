import RollingStatistics
import Testing

/// Both operators against an independent implementation in Python, on the same 3,000 values.
@Suite struct SeriesOperatorTests {
  /// A daily ramp with skewed noise from a linear congruential generator, three spikes and a dip.
  static let series: [Double] = {
    var state: UInt64 = 42
    return (0..<3_000).map { i in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let u = Double(state >> 40) / 16_777_216
      var x = 100 + 20 * (Double(i % 288) / 288) + 5 * u * u
      if [1_000, 1_001, 2_200].contains(i) { x += 60 }
      if (1_500..<1_540).contains(i) { x -= 25 }
      return x
    }
  }()

  private func record(_ values: [Double]) -> [Double] {
    var bank = RecordBank()
    return values.enumerated().map { bank.update($1, secondOfDay: $0 * 300 % 86_400, warmUp: 150) }
  }

  private func contextual(_ values: [Double]) -> [Double] {
    var series = SeasonalContextualScore()
    return values.enumerated().map { series.update($1, second: Int64($0) * 300, warmUp: 150) }
  }

  @Test func recordAlarms() {
    let scores = record(Self.series)
    let expected = [
      288: 2.185322178951329, 576: 0.15529553683474343, 1_000: 5.535117094050067, 1_500: 0.7518803204878636,
      2_200: 0.39237938749761553,
    ]
    for (i, score) in scores.enumerated() {
      if let expected = expected[i] {
        #expect(isClose(score, expected, relative: 1e-9))
      } else {
        #expect(score < RecordBank.threshold)
      }
    }
    #expect(scores.count { $0 > 0 } == 153)
    #expect(isClose(scores.reduce(0, +), 12.008389376452332, relative: 1e-9))
  }

  @Test func contextualScores() {
    let scores = contextual(Self.series)
    let alarms = scores.indices.filter { scores[$0] >= SeasonalContextualScore.threshold }
    #expect(alarms.contains(1_000) && alarms.contains(1_500) && alarms.contains(2_200))
    #expect(alarms.count < 12)
  }

  /// One wild value is one alarm: the days after know nothing of it at its time of day.
  @Test(arguments: [40, 300])
  func anOutlierTeachesNoSeason(at: Int) {
    var noise = Noise(seed: 3)
    let values = (0..<(20 * 288)).map { $0 == at ? 60_000 : 100 + 3 * noise.normal() }
    let scores = contextual(values)
    let alarms = scores.indices.filter { scores[$0] >= SeasonalContextualScore.threshold }
    #expect(at < 200 || alarms.contains(at))
    let same = alarms.filter { $0 % 288 == at % 288 && $0 != at }
    #expect(same.isEmpty)
    #expect(scores[200...].contains { $0 > 0.2 }, "nor is the scale blind for the wild value")
  }

  @Test func nothingIsScoredDuringWarmUp() {
    var wild = Noise(seed: 33)
    let values = (0..<150).map { _ in 1e3 * wild.normal() }
    #expect(record(values).allSatisfy { $0 == 0 })
    #expect(contextual(values).allSatisfy { $0 == 0 })
  }

  /// Powers of two keep every bit; lsd48 has a tiny absolute floor, hence the tolerance.
  @Test(arguments: [0.125, 16])
  func aScaledCopyScoresTheSame(factor: Double) {
    let scaled = Self.series.map { factor * $0 }
    for (a, b) in zip(record(Self.series), record(scaled)) { #expect(isClose(a, b, relative: 1e-6, absolute: 1e-9)) }
    for (a, b) in zip(contextual(Self.series), contextual(scaled)) { #expect(isClose(a, b, relative: 1e-9)) }
  }

  @Test func aConstantSeriesNeverAlarms() {
    let flat = [Double](repeating: 45, count: 3_000)
    #expect(record(flat).allSatisfy { $0 == 0 })
    #expect(contextual(flat).allSatisfy { $0 == 0 })
  }

  /// The age factor stops growing at the forgetting horizon, so the tenth month alarms no more often than the second.
  @Test func recordsOfSteadyNoiseStayAsRare() {
    var halves = [0, 0]
    for seed in 1...2 {
      var noise = Noise(seed: UInt64(200 + seed))
      var bank = RecordBank()
      for i in 0..<120_000 {
        let score = bank.update(noise.normal(), secondOfDay: i * 300 % 86_400, warmUp: 150)
        if i >= 20_000, score >= RecordBank.threshold { halves[(i - 20_000) / 50_000] += 1 }
      }
    }
    #expect(Double(abs(halves[0] - halves[1])) < 4 * Double(halves[0] + halves[1]).squareRoot() + 1)
  }
}

@Suite struct ForgettingRangeTests {
  @Test func marginIsInRanges() {
    var range = ForgettingRange()
    for value in [0.0, 10, 5] { #expect(range.margin(of: value, learning: true) == 0) }
    let margin = range.margin(of: 15, learning: false)
    #expect(isClose(margin, 0.5, relative: 1e-3))
    #expect(range.margin(of: 14, learning: false) == 0)
    #expect(range.margin(of: -15, learning: false) > 0.9)
  }

  @Test func oneWildValueDoesNotBlind() {
    var range = ForgettingRange()
    for value in [0.0, 10] { _ = range.margin(of: value, learning: true) }
    #expect(range.margin(of: 1e9, learning: false) > 1e6)
    #expect(range.margin(of: 1e3, learning: false) > 10)
  }

  @Test func roundingIsNoRecord() {
    var range = ForgettingRange()
    _ = range.margin(of: 1, learning: true)
    #expect(range.margin(of: 1 + 1e-12, learning: false) == 0)
    #expect(range.margin(of: 2, learning: false) > 0)
  }
}

@Suite struct DeadTimeTests {
  @Test func oneAlarmAnEpisode() {
    var dead = DeadTime(length: 3)
    let passed = [0.5, 1, 2, 2.9, 1, 1, 0.2].map { dead.pass($0, threshold: 1) }
    #expect(passed == [0.5, 1, 0, 0, 0, 1, 0])
  }

  @Test func whatIsThreeTimesAsFarOutIsAnother() {
    var dead = DeadTime(length: 3)
    let passed = [1, 2, 4, 9, 9, 9, 9].map { dead.pass($0, threshold: 1) }
    #expect(passed == [1, 0, 4, 0, 0, 0, 9])
  }

  @Test func timeEndsItToo() {
    var dead = DeadTime(length: 100, seconds: 60)
    let passed = [0, 59, 60, 61, 200].map { dead.pass(1, threshold: 1, at: $0) }
    #expect(passed == [1, 0, 1, 0, 1])
  }
}
