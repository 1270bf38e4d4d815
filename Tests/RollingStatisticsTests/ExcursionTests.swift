import Testing

@testable import RollingStatistics

/// What a series learns of its own noise while it is not as usual.
@Suite struct ExcursionTests {
  private static let context = ShiftScore.Context(
    season: DayProfile.Expectation(low: 0, high: 0), learnsSeason: true, incident: .none, warmUp: 60)

  /// What grows for hours before it is an alarm is no noise: taken for it, it would be one only much later, or never.
  @Test(arguments: [0.07, 0.1, 0.15])
  func aSlowRiseIsNotTakenForNoise(octavesAnHour: Double) {
    var noise = Noise(seed: 12)
    var score = ShiftScore()
    // Noise that remembers itself, as response times do.
    var drawn = 0.0
    func next() -> Double {
      drawn = 0.7 * drawn + 0.15 * noise.normal()
      return drawn
    }
    for _ in 0..<10_080 { _ = score.update(17 + next(), requests: 30, Self.context) }
    let before = score.deviation
    var found: Int?
    for i in 0..<720 {
      let verdict = score.update(17 + next() + octavesAnHour * Double(i) / 60, requests: 30, Self.context)
      if verdict.shift.score >= 1, found == nil { found = i }
    }
    let octaves = found.map { octavesAnHour * Double($0) / 60 } ?? .infinity
    #expect(octaves < 0.65, "found at \(octaves) octaves, after \(found ?? -1) panes")
    #expect(score.deviation < 1.15 * before, "\(score.deviation) of \(before)")
  }

  /// What has lasted for a day is how the series is: its noise is learned again.
  @Test func whatLastsForADayIsUsual() {
    var noise = Noise(seed: 13)
    var score = ShiftScore()
    for _ in 0..<10_080 { _ = score.update(17 + 0.1 * noise.normal(), requests: 30, Self.context) }
    let before = score.deviation
    func day() { for _ in 0..<1_440 { _ = score.update(17.4 + 0.3 * noise.normal(), requests: 30, Self.context) } }
    day()
    let first = score.deviation
    day()
    #expect(first < 1.3 * before, "\(first) of \(before)")
    #expect(score.deviation > 1.3 * first, "\(score.deviation) of \(first)")
  }

  /// Who knows a series for less than a day does not know what is unusual of it.
  @Test(
    arguments: [
      (1, 600, false), (1_380, 60, false), (1_441, 59, false), (1_441, 60, true), (1_441, 1_439, true),
      (1_441, 1_440, false),
    ] as [(UInt32, Int, Bool)])
  func anExcursionLastsFromAnHourToADay(from first: UInt32, panes: Int, isOut: Bool) {
    var tail = RunningTail()
    for pane in 0..<panes { tail.follow(alarm: 0.5, seen: first + UInt32(pane)) }
    #expect(tail.isInExcursion == isOut)
    tail.follow(alarm: 0.25, seen: .max)
    #expect(tail.isInExcursion == isOut)
    tail.follow(alarm: 0.24, seen: .max)
    #expect(!tail.isInExcursion)
  }
}
