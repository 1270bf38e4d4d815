import Testing

@testable import RollingStatistics

/// A series against its level and its clock, and what several series say together.
@Suite struct ShiftScoreTests {
  private static let context = ShiftScore.Context(season: nil, learnsSeason: false, incident: .none, warmUp: 60)

  /// The first value after `onset` at which a series that is so much higher from there on alarms.
  private static func alarm(octaves: Double, deviation: Double, onset: Int, values: Int, seed: UInt64) -> Int? {
    var noise = Noise(seed: seed)
    var score = ShiftScore()
    for i in 0..<values {
      let x = 17 + deviation * noise.normal() + (i >= onset ? octaves : 0)
      if score.update(x, requests: 30, context).shift.score >= 1 { return i - onset }
    }
    return nil
  }

  @Test(arguments: [0.01, 0.05, 0.2], 1...3)
  func noiseIsSilent(deviation: Double, seed: UInt64) {
    #expect(Self.alarm(octaves: 0, deviation: deviation, onset: 0, values: 20_000, seed: seed) == nil)
  }

  /// Steady or not: a doubling is seen within twelve values, and never before it is there.
  @Test(arguments: [0.005, 0.02, 0.1], 1...3)
  func aDoublingIsSeenSoon(deviation: Double, seed: UInt64) throws {
    let delay = try #require(
      Self.alarm(octaves: 1, deviation: deviation, onset: 3_000, values: 3_200, seed: seed))
    #expect((1...12).contains(delay), "\(delay)")
  }

  /// One wild value is an outlier, not a shift.
  @Test func oneValueIsNoShift() {
    var noise = Noise(seed: 4)
    var score = ShiftScore()
    for i in 0..<3_000 {
      let x = 17 + 0.05 * noise.normal() + (i == 2_000 ? 6 : 0)
      #expect(score.update(x, requests: 30, Self.context).shift.score < 1, "\(i)")
    }
  }

  /// What is over is not told, however long it was.
  @Test func anEndIsSeenSoon() {
    var noise = Noise(seed: 5)
    var score = ShiftScore()
    for i in 0..<3_400 {
      let x = 17 + 0.05 * noise.normal() + ((2_000..<2_200).contains(i) ? 1.5 : 0)
      let verdict = score.update(x, requests: 30, Self.context)
      if i > 2_015 + 200 { #expect(verdict.shift.score < 1, "\(i)") }
    }
  }

  /// What is said to be unusual is judged and not learned: behind it everything is as it was.
  @Test(arguments: [0, 1, 40, 500])
  func whatIsExcludedIsNotLearned(values: Int) {
    var noise = Noise(seed: 8)
    var score = ShiftScore()
    for _ in 0..<values { _ = score.update(17 + 0.05 * noise.normal(), requests: 30, Self.context) }
    let before = score
    var excluded = Self.context
    excluded.incident = .excluded
    var most = 0.0
    for _ in 0..<200 {
      most = max(most, score.update(20 + noise.normal(), requests: 30, excluded).shift.score)
    }
    #expect((most >= 1) == (values >= 500), "\(most)")
    score.restart()
    #expect(score.count == before.count && score.deviation == before.deviation)
    if values > 0 { #expect(score.level == before.level) }
    // Once the windows are full of other values they say the same.
    var other = before
    for _ in 0..<2_000 {
      let x = 17 + 0.05 * noise.normal()
      let (a, b) = (score.update(x, requests: 30, Self.context), other.update(x, requests: 30, Self.context))
      #expect(a.expected == b.expected)
    }
    #expect(score.level == other.level && score.deviation == other.deviation)
  }

  /// Twelve series that are a fifth higher are one pool that is.
  @Test func aPoolSeesWhatNoSeriesShows() {
    var noise = Noise(seed: 6)
    var series = (0..<12).map { _ in ShiftScore() }
    var pool = ShiftChart()
    var alone = 0
    var together: Int?
    for i in 0..<3_060 {
      var shift = 0.0
      var weight = 0.0
      for k in series.indices {
        let x = 17 + 0.12 * noise.normal() + (i >= 3_000 ? 0.3 : 0)
        let verdict = series[k].update(x, requests: 30, Self.context)
        if verdict.shift.score >= 1 { alone += 1 }
        shift += verdict.residual * verdict.precision
        weight += verdict.precision
      }
      let verdict = pool.update(weightedShift: shift, weight: weight, warmUp: 60, .pool)
      if verdict.score >= 1, together == nil { together = i - 3_000 }
    }
    #expect(together.map { (1...20).contains($0) } == true, "\(together ?? -1)")
    #expect(alone == 0 || together != nil)
  }

  /// One wild value of a series that hardly strays is an outlier too.
  @Test(arguments: [0.005, 0.02])
  func oneValueOfAQuietSeriesIsNoShift(deviation: Double) {
    var noise = Noise(seed: 10)
    var score = ShiftScore()
    for i in 0..<2_100 {
      let x = 17 + deviation * noise.normal() + (i == 2_000 ? 2 : 0)
      #expect(score.update(x, requests: 30, Self.context).shift.score < 1, "\(i)")
    }
  }

  /// Where the level is adopted, it is what is expected, and a usual value lies within its band.
  @Test func anAdoptedLevelIsExpected() {
    var noise = Noise(seed: 11)
    var score = ShiftScore()
    for _ in 0..<2_000 { _ = score.update(17 + 0.05 * noise.normal(), requests: 30, Self.context) }
    #expect(isClose(score.expected, 17, relative: 0, absolute: 0.02))
    #expect(isClose(score.band, 3.5 * 0.05, relative: 0.15))
    #expect(score.count == 2_000)
    score.adopt(level: score.level + 1)
    for _ in 0..<200 {
      #expect(score.update(18 + 0.05 * noise.normal(), requests: 30, Self.context).shift.score < 1)
    }
    #expect(abs(score.means.shift(window: 1)) < 0.1)
  }

  /// A job of every night alarms in the first; a trouble within it, when it is known, does too.
  @Test(arguments: [(false, [0]), (true, [0, 4])])
  func aNightlyJobAlarmsOnce(hasTrouble: Bool, nights: [Int]) {
    var noise = Noise(seed: 12)
    var score = ShiftScore()
    var profile = DayProfile()
    var alarms: Set<Int> = []
    for pane in 0..<6 * 1_440 {
      let (day, minute) = (pane / 1_440, pane % 1_440)
      profile.enter(minute: minute, isWeekend: false)
      let isJob = (120..<150).contains(minute)
      let trouble = hasTrouble && day == 4 && isJob ? 1.6 : 0
      let x = 17 + 0.08 * noise.normal() + (isJob ? 2.3 : 0) + trouble
      let verdict = score.update(
        x, requests: 30,
        ShiftScore.Context(season: profile.expected, learnsSeason: true, incident: .none, warmUp: 60))
      profile.learn(verdict.aboveLevel)
      if verdict.shift.score >= 1 { alarms.insert(day) }
    }
    #expect(alarms.sorted() == nights)
  }

  /// A cut input gives the beginning of what the whole gives.
  @Test(arguments: [1, 59, 700])
  func nothingLooksAhead(count: Int) {
    func scores(_ count: Int) -> [UInt64] {
      var noise = Noise(seed: 7)
      var score = ShiftScore()
      return (0..<count).map { _ in
        score.update(17 + noise.normal(), requests: 3, Self.context).shift.score.bitPattern
      }
    }
    #expect(scores(count)[...] == scores(1_000).prefix(count))
  }
}

/// What the clock explains.
@Suite struct DayProfileTests {
  /// Days of a series that is `job` higher from minute 125 to 145, and how far the profile is off in and beside it.
  private static func expected(days: Int, job: (Int) -> Double, at minute: Int) -> DayProfile.Expectation? {
    var profile = DayProfile()
    for day in 0...days {
      for now in 0..<1_440 {
        profile.enter(minute: now, isWeekend: day % 7 >= 5)
        if day == days, now == minute { return profile.expected }
        profile.learn((125..<145).contains(now) ? job(day) : 0)
      }
    }
    return nil
  }

  @Test func anHourNeverSeenHasNoExpectation() {
    #expect(Self.expected(days: 0, job: { _ in 2 }, at: 130) == nil)
  }

  /// From the second night on, and on the first night of a weekend; ten minutes early and late as well.
  @Test(arguments: [1, 2, 3, 5, 8], [125, 130, 139, 144])
  func aNightlyJobIsExpected(days: Int, minute: Int) throws {
    let expected = try #require(Self.expected(days: days, job: { _ in 2 }, at: minute))
    #expect((0.7...2.1).contains(expected.low) && (1.5...2.1).contains(expected.high), "\(expected)")
  }

  /// That jobs come early or late is no reason to expect what began ten minutes ago, on the second day and later.
  @Test(arguments: [1, 2, 3])
  func whatBeganTodayIsNotExpectedToLast(days: Int) throws {
    var profile = DayProfile()
    for day in 0...days {
      for now in 0..<1_440 {
        let isTrouble = day == days && now >= 300
        profile.enter(minute: now, isWeekend: false)
        if isTrouble {
          let expected = try #require(profile.expected)
          #expect(abs(expected.high) < 0.1, "at \(now)")
        }
        profile.learn(isTrouble ? 1 : 0)
      }
    }
  }

  /// In the ten minutes before and after it nobody knows.
  @Test(arguments: [115, 150])
  func itMayComeEarlyOrLate(minute: Int) throws {
    let expected = try #require(Self.expected(days: 4, job: { _ in 2 }, at: minute))
    #expect(expected.low < 0.5 && expected.high > 0.8, "\(expected)")
  }

  @Test(arguments: [100, 700])
  func besideItNothingIs(minute: Int) throws {
    let expected = try #require(Self.expected(days: 4, job: { _ in 2 }, at: minute))
    #expect(abs(expected.low) < 0.1 && abs(expected.high) < 0.1, "\(expected)")
  }

  /// What was there on one day of four is no habit.
  @Test func anIncidentIsNotLearned() throws {
    let expected = try #require(Self.expected(days: 4, job: { $0 == 2 ? 2 : 0 }, at: 135))
    #expect(expected.high < 0.7, "\(expected)")
  }
}

/// Shares of bad requests, and bursts of events.
@Suite struct ShareChartTests {
  /// One request in a hundred fails where one in two thousand does: within the hour, of ten requests a minute and twelve transactions.
  @Test(arguments: [(0.01, true), (0.0005, false)])
  func aShareIsSeen(share: Double, isSeen: Bool) {
    var noise = Noise(seed: 8)
    var chart = ShareChart()
    var usual = UsualShare()
    var seen: UInt32 = 0
    var found = false
    for i in 0..<4_060 {
      let rate = i >= 4_000 ? share : 0.0005
      let bad = Double((0..<120).count { _ in noise.uniform() < rate })
      seen += 1
      let verdict = chart.update(bad: bad, expected: 120 * max(usual.atMost(seen: seen) * 1.5, 0.001))
      if i >= 100, verdict.score >= 1 { found = found || i >= 4_000 }
      if i < 4_000, i >= 100 { #expect(verdict.score < 1, "\(i)") }
      usual.learn(bad: bad, of: 120, seen: seen)
    }
    #expect(found == isSeen)
    #expect(usual.counted < 0.01 && (chart.excess(window: 2) > 3) == isSeen)
  }

  @Test(arguments: [(1.0, false), (3.0, true)])
  func aBurstOfAnyLengthIsSeen(times: Double, isSeen: Bool) {
    var noise = Noise(seed: 9)
    var chart = BurstChart()
    var most = 0.0
    for i in 0..<5_120 {
      let rate = 0.4 * (i >= 5_000 ? times : 1)
      let count = Double((0..<8).count { _ in noise.uniform() < rate / 8 })
      let nats = chart.update(count: count, expected: 0.4)
      if i < 5_000 { #expect(nats < BurstChart.threshold, "\(i)") } else { most = max(most, nats) }
    }
    #expect((most >= BurstChart.threshold) == isSeen, "\(most)")
  }

  @Test func packedBytesKeepWhatIsWritten() {
    var bytes = PackedBytes<8>(repeating: 7)
    for i in 0..<32 { bytes[i] = UInt8(i * 8 % 251) }
    #expect((0..<32).allSatisfy { bytes[$0] == UInt8($0 * 8 % 251) })
  }

  @Test(arguments: [(1_000.0, 2), (5_000.0, 1), (1e9, 0)])
  func occupiedBucketsAreCounted(micros: Double, expected: Int) {
    var counts = [UInt32](repeating: 0, count: LogLinear.bucketCount)
    counts[LogLinear.bucket(of: 500)] = 9
    counts[LogLinear.bucket(of: 2_000)] = 50
    counts[LogLinear.bucket(of: 9_000)] = 1
    #expect(counts.withUnsafeBufferPointer { LogLinear.occupied(above: micros, counts: $0) } == expected)
  }
}
