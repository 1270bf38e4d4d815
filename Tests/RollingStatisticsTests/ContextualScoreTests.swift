import RollingStatistics
import Testing

@Suite struct ContextualScoreTests {
  private static let warmUp = 60

  /// A series of steady noise around 15, which has seen so many values.
  private func steady(panes: Int, deviation: Double, noise: inout Noise) -> ContextualScore {
    var series = ContextualScore()
    for _ in 0..<panes { _ = series.update(15 + deviation * noise.normal(), warmUp: Self.warmUp) }
    return series
  }

  @Test func fitsIntoThirtyTwoBytes() {
    #expect(MemoryLayout<ContextualScore>.stride == 32)
  }

  @Test func warmUpTeachesAndScoresNothing() {
    var series = ContextualScore()
    for i in 0..<60 {
      let verdict = series.update(i % 7 == 0 ? 100 : 1, warmUp: 60)
      #expect(verdict.score == 0)
    }
    #expect(series.count == 60)
    #expect(series.update(1e6, warmUp: 60).score > 0)
  }

  /// A value at the edge of the band scores 1.
  @Test func theBandIsWhereNothingIsRare() {
    var noise = Noise(seed: 4)
    let series = steady(panes: 2_000, deviation: 0.1, noise: &noise)
    for share in [-1.5, -1, -0.5, 0.5, 1, 1.5] {
      var judged = series
      let verdict = judged.update(series.level + share * series.band(), warmUp: Self.warmUp)
      #expect(abs(verdict.score - abs(share)) < 0.02)
    }
  }

  /// An incident that is known to be one leaves the level where it is, however long it lasts, and gets the verdicts that it would have got.
  @Test func aHeldLevelStays() {
    var noise = Noise(seed: 5)
    var held = steady(panes: 2_500, deviation: 0.1, noise: &noise)
    var learning = held
    let (level, count) = (held.level, held.count)
    #expect(held.update(16, warmUp: Self.warmUp, holdsLevel: true) == learning.update(16, warmUp: Self.warmUp))
    for _ in 0..<500 {
      let value = 16 + 0.1 * noise.normal()
      #expect(held.update(value, warmUp: Self.warmUp, holdsLevel: true).score > 1)
      _ = learning.update(value, warmUp: Self.warmUp)
    }
    #expect(held.level == level && learning.level > level + 0.5)
    #expect(held.count == count + 501, "how far values stray is learned")
  }

  @Test func verdictNamesWhatWasNormalBefore() {
    var noise = Noise(seed: 2)
    var series = steady(panes: 2_000, deviation: 0.1, noise: &noise)
    let level = series.level
    let verdict = series.update(17, warmUp: Self.warmUp)
    #expect(verdict.level == level)
    #expect(abs(verdict.level - 15) < 0.05)
    // E|x| of a normal variable is 0.798 deviations.
    #expect(abs(verdict.scale - 0.0798) < 0.01)
    #expect(verdict.z > 0)
    #expect(series.update(13, warmUp: Self.warmUp).z < 0)
  }

  /// A response time that doubles is +1 in log₂. Between an hour and two weeks after the start of the series it is seen within
  /// a few panes, and stays so long enough for a case that asks for persistence.
  @Test(
    arguments: [(120, 0.05, 1, 60), (120, 0.1, 4, 30), (1_000, 0.15, 6, 60), (20_000, 0.15, 6, 100)]
      as [(Int, Double, Int, Int)])
  func aDoublingStaysAnomalous(panes: Int, deviation: Double, within: Int, length: Int) throws {
    for seed in 1...10 {
      var noise = Noise(seed: UInt64(seed))
      var series = steady(panes: panes, deviation: deviation, noise: &noise)
      let scores = (0..<200).map { _ in
        series.update(16 + deviation * noise.normal(), warmUp: Self.warmUp).score
      }
      let first = try #require(scores.firstIndex { $0 >= 2 })
      #expect(first <= within)
      #expect(scores.count { $0 >= 2 } >= length)
    }
  }

  @Test(arguments: [1.0, 3.3])
  func aLastingShiftBecomesNormal(shift: Double) {
    var noise = Noise(seed: 9)
    var series = steady(panes: 5_000, deviation: 0.1, noise: &noise)
    for _ in 0..<3 * 1_440 { _ = series.update(15 + shift + 0.1 * noise.normal(), warmUp: Self.warmUp) }
    let scores = (0..<1_440).map { _ in
      series.update(15 + shift + 0.1 * noise.normal(), warmUp: Self.warmUp).score
    }
    #expect(scores.allSatisfy { $0 < 1 })
    #expect(abs(series.level - 15 - shift) < 0.2)
  }

  @Test func anIncidentDoesNotBlindForTheNext() {
    var noise = Noise(seed: 13)
    var series = steady(panes: 5_000, deviation: 0.1, noise: &noise)
    for _ in 0..<120 { _ = series.update(16 + 0.1 * noise.normal(), warmUp: Self.warmUp) }
    for _ in 0..<1_440 { _ = series.update(15 + 0.1 * noise.normal(), warmUp: Self.warmUp) }
    let anomalous = (0..<60).count { _ in series.update(16 + 0.1 * noise.normal(), warmUp: Self.warmUp).score >= 2 }
    #expect(anomalous >= 30)
  }

  @Test func oneOutlierTeachesLittle() {
    var noise = Noise(seed: 17)
    var series = steady(panes: 5_000, deviation: 0.1, noise: &noise)
    let before = series
    #expect(series.update(1e12, warmUp: Self.warmUp).score > 2)
    #expect(abs(series.level - before.level) < 0.01)
    #expect(series.scale < before.scale * 1.01)
  }

  /// A year of noise: almost no pane reaches 1, none reaches 2, and the last months are like the first.
  @Test(arguments: [0.0, 0.8])
  func steadyNoiseAlarmsAtAFlatRate(phi: Double) {
    var noise = Noise(seed: 101)
    var series = steady(panes: 1_440, deviation: 0.1, noise: &noise)
    var counts = [Int](repeating: 0, count: 2)
    var largest = 0.0
    var x = 0.0
    for half in 0..<2 {
      for _ in 0..<182 * 1_440 {
        x = phi * x + (1 - phi * phi).squareRoot() * noise.normal()
        let score = series.update(15 + 0.1 * x, warmUp: Self.warmUp).score
        largest = max(largest, score)
        counts[half] += score >= 1 ? 1 : 0
      }
    }
    #expect(largest < 2)
    // About one a month; half a year with twice that rate exceeds 24 in one of a thousand.
    #expect(counts[0] <= 24)
    #expect(counts[1] <= 24)
  }

  @Test(arguments: [0.25, 4, 1024])
  func aScaledCopyScoresTheSame(factor: Double) {
    var noise = Noise(seed: 19)
    var plain = ContextualScore()
    var scaled = ContextualScore()
    for i in 0..<3_000 {
      let x = 3 + noise.normal() + (i % 500 == 499 ? 9 : 0)
      let a = plain.update(x, warmUp: 60, floor: 0.01)
      let b = scaled.update(factor * x, warmUp: 60, floor: factor * 0.01)
      #expect(a.score == b.score)
      #expect(b.level == factor * a.level)
    }
  }

  /// A mirrored copy has the same scores with the other sign.
  @Test func downIsLikeUp() {
    var noise = Noise(seed: 21)
    var up = ContextualScore()
    var down = ContextualScore()
    for _ in 0..<500 {
      let x = noise.normal()
      let a = up.update(x, warmUp: 60)
      let b = down.update(-x, warmUp: 60)
      #expect(a.score == b.score)
      #expect(a.z == -b.z)
    }
  }

  @Test func aConstantSeriesIsJudgedByTheFloor() {
    var series = ContextualScore()
    for _ in 0..<500 { #expect(series.update(12, warmUp: 60).score == 0) }
    #expect(series.update(12.02, warmUp: 60).score < 1)
    #expect(series.update(12.5, warmUp: 60).score > 2)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func valuesThatAreNotFiniteAreIgnored(value: Double) {
    var noise = Noise(seed: 25)
    var series = steady(panes: 100, deviation: 0.1, noise: &noise)
    let before = series
    #expect(series.update(value, warmUp: 60).score == 0)
    #expect(series == before)
  }

  @Test func theCountOfAnOldSeriesSaturates() {
    var noise = Noise(seed: 27)
    var series = steady(panes: 70_000, deviation: 0.1, noise: &noise)
    #expect(series.count == 65_535)
    #expect(series.update(18, warmUp: 1_000_000).score > 2)
  }
}
