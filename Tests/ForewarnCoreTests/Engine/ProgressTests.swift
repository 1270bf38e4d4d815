import Testing

@testable import ForewarnCore

/// The judgement of one partition on its own records, against the model's `admit`.
@Suite struct ProgressTests {
  static let second: Int64 = 1_000_000
  static let base = EngineDriver.day
  let time = TimeSettings()

  private func started(at micros: Int64 = base) -> PartitionProgress {
    var progress = PartitionProgress()
    _ = progress.admit(timeMicros: micros, clockMicros: micros, series: 1, lastDecided: .min, time)
    return progress
  }

  private func pane(_ micros: Int64) -> Pane { PaneTime.pane(of: micros) }

  @Test func noWatermarkBeforeTheFirstEvent() {
    #expect(PartitionProgress().watermark(time) == nil)
    #expect(started().watermark(time) == Self.base - 90 * Self.second)
  }

  @Test(arguments: [(100, 40, 40), (40, 100, 40), (100, 100, 100)])
  func watermarkFollowsTheLesserOfTimeAndClock(eventSeconds: Int64, clockSeconds: Int64, expected: Int64) {
    var progress = started()
    _ = progress.admit(
      timeMicros: Self.base + eventSeconds * Self.second, clockMicros: Self.base + clockSeconds * Self.second,
      series: 1,
      lastDecided: 0, time)
    #expect(progress.watermark(time) == Self.base + (expected - 90) * Self.second)
  }

  /// Lateness is measured from the watermark before the record, 690 s behind the newest one.
  @Test(arguments: [(Int64(0), true), (-1, false)])
  func allowedLatenessEndsSharply(extraMicros: Int64, isCounted: Bool) {
    var progress = started()
    let judgement = progress.admit(
      timeMicros: Self.base - 690 * Self.second + extraMicros, clockMicros: Self.base, series: 1, lastDecided: 0, time)
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
    #expect(
      progress.admit(timeMicros: old, clockMicros: Self.base, series: 1, lastDecided: 0, time)
        == .cell(pane(Self.base - 90 * Self.second)))
    let decided = pane(Self.base) + 3
    #expect(
      progress.admit(timeMicros: old, clockMicros: Self.base, series: 1, lastDecided: decided, time)
        == .cell(decided + 1))
  }

  /// A jump is one beyond both the partition's own time and the record's clock.
  @Test(arguments: [
    (300, 0, true), (301, 0, false), (301, 1, true), (900, 600, true), (901, 600, false), (3_600, 3_600, true),
  ])
  func jumps(eventSeconds: Int64, clockSeconds: Int64, isAdmitted: Bool) {
    var progress = started()
    let judgement = progress.admit(
      timeMicros: Self.base + eventSeconds * Self.second, clockMicros: Self.base + clockSeconds * Self.second,
      series: 1,
      lastDecided: 0, time)
    #expect((judgement != .quarantined) == isAdmitted)
    #expect(progress.suspects == (isAdmitted ? 0 : 1))
  }

  @Test(arguments: [(1, nil), (2, 16), (16, 16)] as [(UInt64, Int?)])
  func sixteenOfTwoSeriesSayThatTimeHasJumped(series: UInt64, admittedAt: Int?) {
    var progress = started()
    var admitted: Int?
    for n in 1...40 where admitted == nil {
      let judgement = progress.admit(
        timeMicros: Self.base + 9_000 * Self.second, clockMicros: Self.base, series: UInt64(n) % series, lastDecided: 0,
        time)
      if judgement != .quarantined { admitted = n }
    }
    #expect(admitted == admittedAt)
    if admittedAt != nil { #expect(progress.suspects == 0) }
  }

  @Test func anOrdinaryRecordEndsARowOfSuspects() {
    var progress = started()
    func suspect(_ n: Int) -> PartitionProgress.Judgement {
      progress.admit(
        timeMicros: Self.base + 9_000 * Self.second, clockMicros: Self.base, series: UInt64(n), lastDecided: 0, time)
    }
    for n in 0..<15 { #expect(suspect(n) == .quarantined) }
    _ = progress.admit(timeMicros: Self.base, clockMicros: Self.base, series: 1, lastDecided: 0, time)
    for n in 0..<15 { #expect(suspect(n) == .quarantined) }
    #expect(suspect(15) != .quarantined)
  }

  @Test func quarantinedRecordsMoveNothing() {
    var progress = started()
    let before = progress.watermark(time)
    _ = progress.admit(
      timeMicros: Self.base + 9_000 * Self.second, clockMicros: Self.base + 60 * Self.second, series: 1, lastDecided: 0,
      time)
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
      let clock = now - Int64(random.below(30)) * Self.second
      let offset = random.chance(0.1) ? random.below(2_000) - 800 : random.below(200) - 150
      let event = now + Int64(offset) * Self.second
      let series = UInt64(random.below(2))
      if random.chance(0.05) { last += 1 }

      var expected = PartitionProgress.Judgement.quarantined
      row.append(series)
      if event <= max(top ?? .min, clock) + 300 * Self.second || (row.count >= 16 && Set(row).count > 1) {
        row = []
        let watermark = top.map { min($0, clockTop) - 90 * Self.second }
        clockTop = max(clockTop, clock)
        if let watermark, event < watermark - 600 * Self.second {
          expected = .late
        } else {
          top = max(top ?? .min, event)
          expected = .cell(
            max(
              PaneTime.pane(of: event), watermark.map(PaneTime.pane) ?? .min, last + 1))
        }
      }
      let judgement = progress.admit(
        timeMicros: event, clockMicros: clock, series: series, lastDecided: last, time)
      #expect(judgement == expected)
    }
  }
}
