import Testing

@testable import ForewarnCore

/// C11: ticks pass a producer that is cut off. What it flushes later does not make the pane of then look busy, and what it says of alerts
/// is known all the same.
@Suite struct LateTests {
  static let minute: Int64 = 60_000_000
  static let start = EngineDriver.day

  @Test func anHourThatIsFlushedIsLateButForItsEnd() {
    let log = RecordLog(partitions: 2)
    let driver = EngineDriver(log, kinds: [.transactions, .transactions])
    driver.supplyAtEnd = .atEnd(askedAtMicros: .min)
    for minute in 0..<Int64(120) {
      let at = Self.start + minute * Self.minute
      for partition in 0..<2 where partition == 0 || minute < 60 {
        log.append(partition, timestampMicros: at, JSONText.transaction("i\(partition)", "t", at, millis: 1))
      }
      driver.showAll()
      driver.run()
      driver.tick(toMicros: at - 2 * Self.minute)
    }
    // Through 117.
    #expect(driver.engine.decidedThroughMicros == Self.start + 117 * Self.minute)
    for minute in 60..<Int64(120) {
      let at = Self.start + minute * Self.minute
      log.append(1, timestampMicros: at, JSONText.transaction("i1", "t", at, millis: 1))
    }
    driver.showAll()
    driver.run()
    // Those of the minutes from 107 on are not later than ten minutes.
    #expect(driver.engine.accounting.late == 47)
    #expect(driver.count(.late) == 47)
    #expect(driver.engine.accounting.isBalanced)
  }

  /// The end of an alert waited in its sender for longer than anything is allowed to be late.
  @Test func aLateEndEndsItsCase() {
    let log = RecordLog(partitions: 2)
    let driver = EngineDriver(
      log, kinds: [.alerts, .transactions], customers: ReviewBugTests.productions(["acme-prod"]))
    driver.supplyAtEnd = .atEnd(askedAtMicros: .min)
    func alert(_ status: String, atMinute minute: Int64) {
      let at = Self.start + minute * Self.minute
      log.append(
        0, timestampMicros: at,
        JSONText.alert("down", at, instance: "acme-prod", severity: "critical", status: status, fingerprint: "f"))
    }
    func pass(to minute: Int64) {
      driver.showAll()
      driver.run()
      driver.tick(toMicros: Self.start + minute * Self.minute)
    }
    alert("firing", atMinute: 0)
    pass(to: 60)
    #expect(driver.changes() == ["opened"])
    alert("resolved", atMinute: 20)
    pass(to: 100)
    #expect(driver.engine.accounting.late == 1)
    #expect(driver.changes() == ["opened", "resolved"])
    #expect(driver.cases().last?["data"]["resolution"].text == "recovered")
  }

  /// A beginning that is late opens nothing by itself: it may be over. A sign of life says that it is not.
  @Test func aLateBeginningOpensWithTheNextSignOfLife() {
    let log = RecordLog(partitions: 2)
    let driver = EngineDriver(
      log, kinds: [.alerts, .transactions], customers: ReviewBugTests.productions(["acme-prod"]))
    driver.supplyAtEnd = .atEnd(askedAtMicros: .min)
    let transaction = JSONText.transaction("acme-prod", "t", Self.start, millis: 1)
    log.append(1, timestampMicros: Self.start, transaction)
    driver.showAll()
    driver.run()
    driver.tick(toMicros: Self.start + 60 * Self.minute)
    let alert = JSONText.alert(
      "down", Self.start + 20 * Self.minute, instance: "acme-prod", severity: "critical", fingerprint: "f")
    log.append(0, timestampMicros: Self.start + 20 * Self.minute, alert)
    driver.showAll()
    driver.run()
    #expect(driver.engine.accounting.late == 1 && driver.changes().isEmpty)
    log.append(0, timestampMicros: Self.start + 61 * Self.minute, alert)
    driver.showAll()
    driver.run()
    #expect(driver.engine.accounting.late == 1 && driver.changes() == ["opened"])
  }

  /// A critical alert of before the end of its case comes after it. Was it over too, it opens nothing; does it fire still, it does.
  @Test(arguments: [false, true]) func whatBeganBeforeTheEndOpensNothingAgainUnlessItFires(fires: Bool) {
    let log = RecordLog(partitions: 2)
    let driver = EngineDriver(
      log, kinds: [.alerts, .transactions], customers: ReviewBugTests.productions(["acme-prod"]))
    driver.supplyAtEnd = .atEnd(askedAtMicros: .min)
    func alert(_ name: String, _ status: String, atMinute minute: Int64) {
      let at = Self.start + minute * Self.minute
      log.append(
        0, timestampMicros: at,
        JSONText.alert(name, at, instance: "acme-prod", severity: "critical", status: status, fingerprint: name))
    }
    func pass(to minutes: ClosedRange<Int64>) {
      for minute in minutes {
        driver.showAll()
        driver.run()
        driver.tick(toMicros: Self.start + minute * Self.minute)
      }
    }
    alert("down", "firing", atMinute: 0)
    pass(to: 1...2)
    alert("down", "resolved", atMinute: 3)
    pass(to: 4...22)
    #expect(driver.changes() == ["opened", "resolved"])
    alert("down again", "firing", atMinute: 13)
    if !fires { alert("down again", "resolved", atMinute: 14) }
    pass(to: 23...60)
    #expect(driver.engine.accounting.late == 0)
    #expect(driver.changes() == (fires ? ["opened", "resolved", "reopened"] : ["opened", "resolved"]))
    let times = driver.cases().compactMap { $0["time"].text }
    #expect(times == times.sorted())
    // As soon as it is seen.
    if fires { #expect(times.last == Timestamp.text(Self.start + 23 * Self.minute)) }
  }
}
