import Testing

@testable import ForewarnCore

/// A record timestamp is one clock of three.
@Suite struct RecordClockTests {
  static let second: Int64 = 1_000_000
  static let now = EngineDriver.day

  enum Clock: Sendable { case told, wall }

  @Test(
    arguments: [
      // All agree, or the event is old: a backlog.
      (0, 0, .told), (-3, -2, .told), (-86_400, -86_400, .told), (-86_400, -60, .told),
      // Two agree, and the record is far behind: seconds for milliseconds, a date, a mirror.
      (0, -301, .wall), (0, -300, .told), (-120, -86_400, .wall), (300, -3_600, .wall),
      // The event is not of now: who is to say?
      (-3_600, -7_200, .told), (301, -3_600, .told),
      // No timestamp is later than the wall clock.
      (0, 3_600, .wall), (3_600, 3_600, .wall),
    ] as [(Int64, Int64, Clock)])
  func whichClockCounts(eventSeconds: Int64, recordSeconds: Int64, expected: Clock) {
    let told = Self.now + recordSeconds * Self.second
    let clock = RecordClock(
      told: told, WallClock(micros: Self.now), eventMicros: Self.now + eventSeconds * Self.second, TimeSettings())
    #expect(clock.micros == (expected == .told ? told : Self.now))
  }

  @Test(arguments: [Event.noTime, -1_000, 0, 1_795_600_800_000, 999_999_999_999_999])
  func whatLiesBefore2001IsNoTimestamp(_ micros: Int64) {
    #expect(RecordClock.timestamp(of: Record(offset: 0, timestampMicros: micros, value: nil, key: nil)) == Event.noTime)
    let clock = RecordClock(told: Event.noTime, WallClock(micros: Self.now), eventMicros: 0, TimeSettings())
    #expect(clock.micros == Self.now && !clock.confirms(Self.now, TimeSettings()))
  }

  /// A live producer whose record timestamps are a date, or in seconds: its events count, and time goes by them.
  @Test(arguments: [Int64(86_400), 1_000_000]) func liveEventsCountWhateverTheirRecordsSay(_ unit: Int64) {
    let log = RecordLog(partitions: 1)
    let driver = EngineDriver(log)
    driver.supplyAtEnd = .atEnd(askedAtMicros: .min)
    for minute in 0..<60 {
      let at = Self.now + Int64(minute) * 60 * Self.second
      let told = unit == 86_400 ? at / (unit * Self.second) * unit * Self.second : at / unit
      log.append(0, timestampMicros: told, JSONText.transaction("a", "t", at, millis: 1))
      driver.showAll()
      driver.engine.nowMicros = at + 2 * Self.second
      driver.run()
    }
    #expect(driver.engine.accounting.cells == 60)
    #expect(driver.engine.decidedThroughMicros == Self.now + 57 * 60 * Self.second)
  }
}
