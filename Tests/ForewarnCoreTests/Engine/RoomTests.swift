import Testing

@testable import ForewarnCore

/// There is room for every event that counts, whatever one producer does and whatever holds pane time.
@Suite struct RoomTests {
  static let minute: Int64 = 60_000_000
  static let day = EngineDriver.day

  private func transaction(_ instance: String, _ name: String, _ at: Int64) -> String {
    JSONText.transaction(instance, name, at, millis: 5)
  }

  private func reasons(_ driver: EngineDriver) -> [String: Int] {
    var reasons: [String: Int] = [:]
    for notice in driver.engine.takeNotices() { reasons[notice.reason, default: 0] += 1 }
    return reasons
  }

  /// One producer is a day ahead, in more minutes than there is room for, and goes on so. Its records' timestamps are right, or as wrong.
  @Test(arguments: [true, false]) func aProducerADayAheadTakesNoRoom(recordsAreRight: Bool) {
    let log = RecordLog(partitions: 1)
    let driver = EngineDriver(log)
    driver.supplyAtEnd = .atEnd(askedAtMicros: .min)
    for minute in 0..<Int64(3_000) {
      let now = Self.day + minute * Self.minute
      for number in 0..<4 as Range<Int64> {
        let ahead = now + 1_440 * Self.minute + number * Self.minute / 4
        log.append(
          0, timestampMicros: recordsAreRight ? now : ahead, transaction("wrong-clock", "t\(number % 2)", ahead))
      }
      log.append(0, timestampMicros: now, transaction("healthy", "t", now))
      driver.showAll()
      driver.engine.nowMicros = now + 1_000_000
      driver.run()
    }
    let accounting = driver.engine.accounting
    #expect(accounting.isBalanced && accounting.cells >= 3_000 && accounting.late == 0)
    let counted = driver.engine.counters.quarantined
    if recordsAreRight {
      #expect(accounting.cells == 3_000 && counted == [12_000, 0, 0])
    } else {
      // The healthy ones end each row.
      #expect(accounting.cells == 3_000 && counted[0] == 12_000)
    }
    #expect(driver.engine.decidedThroughMicros == Self.day + 2_997 * Self.minute)
  }

  /// Records confirm it, so that many are believed; but not that all room is theirs.
  @Test func whatIsFurthestAheadGoesFirst() {
    let log = RecordLog(partitions: 2)
    for number in 0..<Int64(2_200) {
      let ahead = Self.day + (1_440 + number) * Self.minute
      log.append(1, timestampMicros: ahead, transaction("ahead", "t\(number % 2)", ahead))
    }
    for minute in 0..<Int64(300) {
      log.append(
        0, timestampMicros: Self.day + minute * Self.minute, transaction("a", "t", Self.day + minute * Self.minute))
    }
    let driver = EngineDriver(log, kinds: [.transactions, .transactions], nowMicros: Self.day + 301 * Self.minute)
    driver.run()
    let quarantined = driver.engine.counters.quarantined
    // The last healthy minute is open too.
    #expect(quarantined == [15, 0, 2_200 - 15 - Int64(Limits.openPanesFarAhead) + 1])
    let accounting = driver.engine.accounting
    #expect(accounting.cells == 300 + 2_200 - quarantined.reduce(0, +) && accounting.isBalanced)
    #expect(reasons(driver) == ["future": 15, "no_room": Limits.notices - 15])
  }

  /// A wall clock that is days behind asks an empty partition's end "days ago": it holds time until the room runs out, not longer.
  @Test func whateverHoldsTimeNothingIsRefused() {
    let log = RecordLog(partitions: 2)
    for minute in 0..<Int64(5_000) {
      let at = Self.day + minute * Self.minute
      log.append(0, timestampMicros: at, transaction("a", "t", at))
    }
    let driver = EngineDriver(log, kinds: [.transactions, .transactions])
    driver.supplyAtEnd = .atEnd(askedAtMicros: Self.day)
    driver.run()
    #expect(driver.engine.accounting.cells == 5_000)
    let open = driver.engine.statistics.openPanes.count
    #expect(open <= Limits.openPanes / 2 + 1 && open > 1_000)
  }

  /// One record may open more panes than any number of them should.
  @Test func aRecordThatSpansMonthsIsTaken() {
    let log = RecordLog(partitions: 1)
    let events = (0..<Int64(9_000)).map { transaction("a", "t", Self.day + $0 * Self.minute) }
    log.append(0, timestampMicros: Self.day + 9_000 * Self.minute, "[" + events.joined(separator: ",") + "]")
    log.append(
      0, timestampMicros: Self.day + 9_001 * Self.minute, transaction("a", "t", Self.day + 9_001 * Self.minute))
    let driver = EngineDriver(log)
    driver.finish()
    let accounting = driver.engine.accounting
    #expect(accounting.events == 9_001 && accounting.isBalanced && accounting.cells >= Int64(Limits.openPanes) - 1)
  }
}
