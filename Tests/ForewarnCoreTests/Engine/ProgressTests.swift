import Testing

@testable import ForewarnCore

/// The judgement of one partition on its own records, against the model's `admit`.
@Suite struct ProgressTests {
  static let second: Int64 = 1_000_000
  static let base = EngineDriver.day
  let time = TimeSettings()

  private func started(at micros: Int64 = base) -> PartitionProgress {
    var progress = PartitionProgress()
    _ = admit(&progress, micros, told: micros, lastDecided: .min)
    return progress
  }

  /// By a wall clock that is years later, unless it is said.
  private func admit(
    _ progress: inout PartitionProgress, _ micros: Int64, told: Int64, wall: Int64 = base + 100_000_000 * second,
    series: UInt64 = 1, lastDecided: Pane = 0
  ) -> PartitionProgress.Judgement {
    progress.admit(
      timeMicros: micros, clock: RecordClock(told: told, WallClock(micros: wall), eventMicros: micros, time),
      series: series,
      lastDecided: lastDecided, time)
  }

  private func pane(_ micros: Int64) -> Pane { PaneTime.pane(of: micros) }

  @Test func noWatermarkBeforeTheFirstEvent() {
    #expect(PartitionProgress().watermark(time) == nil)
    #expect(started().watermark(time) == Self.base - 90 * Self.second)
  }

  @Test(arguments: [(100, 40, 40), (40, 100, 40), (100, 100, 100)])
  func watermarkFollowsTheLesserOfTimeAndClock(eventSeconds: Int64, clockSeconds: Int64, expected: Int64) {
    var progress = started()
    _ = admit(&progress, Self.base + eventSeconds * Self.second, told: Self.base + clockSeconds * Self.second)
    #expect(progress.watermark(time) == Self.base + (expected - 90) * Self.second)
  }

  /// Lateness is measured from the watermark before the record, 690 s behind the newest one.
  @Test(arguments: [(Int64(0), true), (-1, false)])
  func allowedLatenessEndsSharply(extraMicros: Int64, isCounted: Bool) {
    var progress = started()
    let judgement = admit(&progress, Self.base - 690 * Self.second + extraMicros, told: Self.base)
    if isCounted {
      #expect(judgement == .cell(pane(Self.base - 90 * Self.second)))
    } else {
      #expect(judgement == .late)
    }
    #expect(progress.maxAdmittedMicros == Self.base)
  }

  @Test func aLateButCountedRecordGoesToThePaneOfTheWatermarkOrTheOneThatIsOpen() {
    var progress = started()
    let old = Self.base - 300 * Self.second
    #expect(admit(&progress, old, told: Self.base) == .cell(pane(Self.base - 90 * Self.second)))
    let decided = pane(Self.base) + 3
    #expect(admit(&progress, old, told: Self.base, lastDecided: decided) == .cell(decided + 1))
  }

  /// C11: ticks have passed a producer that was cut off; what it flushes is late by what is decided, whatever its own partition says.
  @Test(arguments: [(Int64(0), true), (-1, false)], [true, false])
  func lateByTheLastDecidedPane(_ row: (extraMicros: Int64, isCounted: Bool), hasSpoken: Bool) {
    var progress = hasSpoken ? started() : PartitionProgress()
    let decided = pane(Self.base) + 60
    let time = PaneTime.end(of: decided) - 600 * Self.second + row.extraMicros
    let judgement = admit(&progress, time, told: time, lastDecided: decided)
    #expect(judgement == (row.isCounted ? .cell(decided + 1) : .late))
    // Its own time goes on all the same.
    #expect(progress.maxAdmittedMicros == time && progress.maxClockMicros == time)
  }

  /// Ahead of the record's clock is ahead.
  @Test(arguments: [
    (300, 0, true), (301, 0, false), (301, 1, true), (900, 600, true), (901, 600, false), (3_600, 3_600, true),
  ])
  func jumps(eventSeconds: Int64, clockSeconds: Int64, isAdmitted: Bool) {
    var progress = started()
    let judgement = admit(
      &progress, Self.base + eventSeconds * Self.second, told: Self.base + clockSeconds * Self.second)
    if isAdmitted {
      #expect(judgement == .cell(pane(Self.base + eventSeconds * Self.second)))
    } else {
      #expect(judgement == .quarantined(.recordTimestamp))
    }
  }

  /// The records say the same as their events, and the wall clock bounds both: many of two series are believed.
  @Test(arguments: [(1, nil), (2, 16), (16, 16)] as [(UInt64, Int?)])
  func sixteenOfTwoSeriesSayThatTheWallClockIsBehind(series: UInt64, admittedAt: Int?) {
    var progress = started()
    let ahead = Self.base + 9_000 * Self.second
    var admitted: Int?
    for n in 1...40 where admitted == nil {
      let judgement = admit(&progress, ahead, told: ahead, wall: Self.base, series: UInt64(n) % series)
      if judgement != .quarantined(.future) { admitted = n }
    }
    #expect(admitted == admittedAt)
    if admittedAt != nil { #expect(progress.suspects == 0) }
    #expect(progress.ownMicros <= Self.base)
  }

  /// One producer that is a day ahead in two series is not time: its records say so. Nor does it creep there in steps.
  @Test(arguments: [0, 240] as [Int64]) func noRowOfEventsIsBelievedAgainstItsRecords(stepSeconds: Int64) {
    var progress = started()
    for n in 1...40 {
      let ahead = Self.base + (stepSeconds == 0 ? 86_400 : 300 + Int64(n) * stepSeconds) * Self.second
      for wall in [Self.base, Self.base + 3_000_000 * Self.second] {
        let judgement = admit(&progress, ahead, told: Self.base, wall: wall, series: UInt64(n) % 2)
        #expect(judgement == .quarantined(wall == Self.base ? .future : .recordTimestamp))
      }
    }
  }

  @Test func anOrdinaryRecordEndsARowOfSuspects() {
    var progress = started()
    let ahead = Self.base + 9_000 * Self.second
    func suspect(_ n: Int) -> PartitionProgress.Judgement {
      admit(&progress, ahead, told: ahead, wall: Self.base, series: UInt64(n))
    }
    for n in 0..<15 { #expect(suspect(n) == .quarantined(.future)) }
    _ = admit(&progress, Self.base, told: Self.base)
    for n in 0..<15 { #expect(suspect(n) == .quarantined(.future)) }
    #expect(suspect(15) != .quarantined(.future))
  }

  @Test func quarantinedRecordsMoveNothing() {
    var progress = started()
    let before = progress.watermark(time)
    _ = admit(&progress, Self.base + 9_000 * Self.second, told: Self.base + 60 * Self.second)
    #expect(progress.watermark(time) == before)
  }

  /// A timestamp that is ahead of the wall clock is worth no more than the wall clock.
  @Test func theClockIsBoundedByNow() {
    let log = RecordLog(partitions: 1)
    let now = Self.base
    log.append(0, timestampMicros: now, JSONText.transaction("a", "t", now, millis: 1))
    log.append(
      0, timestampMicros: now + 86_400 * Self.second,
      JSONText.transaction("a", "t", now + 3_600 * Self.second, millis: 1))
    let driver = EngineDriver(log, nowMicros: now)
    driver.run()
    #expect(driver.engine.accounting.quarantined == 1)
    #expect(driver.count(.deadLetter) == 1)
  }

  /// The first record of all may be nonsense: it must not carry the daemon's time away with it.
  @Test func aQuarantinedFirstRecordStartsNothing() {
    let log = RecordLog(partitions: 1)
    log.append(
      0, timestampMicros: Self.base, JSONText.transaction("a", "t", Self.base + 3_600_000 * Self.second, millis: 1))
    for minute in 0..<10 {
      let at = Self.base + Int64(minute) * 60 * Self.second
      log.append(0, timestampMicros: at, JSONText.transaction("a", "t", at, millis: 1))
    }
    let driver = EngineDriver(log, nowMicros: Self.base + 86_400 * Self.second)
    driver.run()
    #expect(driver.engine.accounting.quarantined == 1)
    #expect(driver.engine.accounting.cells == 10)
    #expect(driver.engine.decidedThroughMicros.map { $0 < Self.base + 9 * 60 * Self.second } == true)
    #expect(driver.engine.decidedThroughMicros.map { $0 > Self.base + 5 * 60 * Self.second } == true)
  }

  /// Random records against the model, written down independently here.
  @Test(arguments: 0..<20)
  func agreesWithTheModel(seed: Int) {
    var random = Random(seed: seed)
    var progress = PartitionProgress()
    var top: Int64?
    var clockTop = Int64.min
    var row: [UInt64] = []
    var now = Self.base
    var last = PaneTime.pane(of: now) - 5
    for _ in 0..<2_000 {
      now += Int64(random.below(20)) * Self.second
      // Most records of a stretch are ahead, or few.
      let isWild = (now - Self.base) / (600 * Self.second) % 5 == 4
      let told =
        now - Int64(random.below(30)) * Self.second + (random.chance(isWild ? 0.99 : 0.02) ? 2_000 * Self.second : 0)
      let offset = random.chance(0.1) ? random.below(2_000) - 800 : random.below(200) - 150
      let event = (isWild ? told : now) + Int64(offset) * Self.second
      let series = UInt64(random.below(2))
      if random.chance(0.05) { last += 1 }

      // Where the event agrees with the wall clock, a record that does not is the odd one.
      let bounded = min(told, now)
      let agrees = event <= now + 300 * Self.second && event >= now - 690 * Self.second
      let clock = event > bounded + 300 * Self.second && agrees ? now : bounded
      var expected: PartitionProgress.Judgement
      let isAhead = event > clock + 300 * Self.second
      let isConfirmed = event <= told + 300 * Self.second
      if isAhead, isConfirmed, event > (top ?? .min) + 300 * Self.second { row.append(series) }
      if isAhead, !isConfirmed {
        expected = .quarantined(event > now + 300 * Self.second ? .future : .recordTimestamp)
      } else if isAhead, event > (top ?? .min) + 300 * Self.second, row.count < 16 || Set(row).count == 1 {
        expected = .quarantined(.future)
      } else {
        row = []
        let watermark = top.map { min($0, clockTop) - 90 * Self.second }
        clockTop = max(clockTop, clock)
        top = max(top ?? .min, event)
        let earliest = max(watermark ?? .min, (Int64(last) + 1) * 60 * Self.second) - 600 * Self.second
        expected =
          event < earliest
          ? .late : .cell(max(PaneTime.pane(of: event), watermark.map(PaneTime.pane) ?? .min, last + 1))
      }
      #expect(admit(&progress, event, told: told, wall: now, series: series, lastDecided: last) == expected)
    }
  }
}
