import RollingStatistics
import Testing

@testable import ForewarnCore

/// Signals through the whole engine with production's defaults: what drifts opens a case whose words are true, what does not opens none.
@Suite struct SignalTests {
  static let day = 1_440

  /// A stream of signals; `values` gives what the pane has of each.
  static func driver(
    panes: Int, _ signals: [SignalRule] = [], disabled: [String] = [], asking inquiry: Inquiry? = nil,
    values: (Int) -> [(signal: String, value: Double)]
  ) -> EngineDriver {
    let log = RecordLog(partitions: 1)
    for pane in 0..<panes {
      for (signal, value) in values(pane) {
        let time = Planted.time(pane, second: 20)
        log.append(0, timestampMicros: time, text(signal, value, time))
      }
    }
    var settings = Settings()
    settings.signals = signals
    settings.rules.disabled = disabled
    let driver = EngineDriver(log, kinds: [.signals], settings: settings)
    driver.batchRecords = 512
    if let inquiry { driver.engine.inquire(inquiry) }
    driver.run()
    driver.tick(toMicros: Planted.time(panes))
    return driver
  }

  static func text(_ signal: String, _ value: Double, _ time: Int64, instance: String = "acme", unit: String? = nil)
    -> String
  {
    let unit = unit.map { #","unit":"\#($0)""# } ?? ""
    return
      #"{"signal":"\#(signal)","instance":"\#(instance)","value":\#(value),"time":"\#(Timestamp.text(time))"\#(unit)}"#
  }

  static func rule(_ name: String, _ direction: SignalRule.Direction, limit: Double? = nil, unit: String = "")
    -> SignalRule
  {
    var rule = SignalRule(name: name)
    (rule.direction, rule.limit, rule.unit) = (direction, limit, unit)
    return rule
  }

  private static func codes(_ driver: EngineDriver) -> Set<String> { Set(driver.cases().flatMap(\.codes)) }

  private static func text(_ event: JSONValue, _ member: String) -> String { event["data"][member].text ?? "" }

  // MARK: Off its level

  /// A score of satisfaction falls for three hours and comes back; then the case is over, and says what it was.
  @Test(arguments: 0..<3)
  func aFallOpensAndCloses(seed: Int) throws {
    var random = Random(seed: seed)
    // A Tuesday: of its hour three days of the kind were seen.
    let onset = 5 * Self.day + 100 + seed
    let driver = Self.driver(panes: onset + 600, [Self.rule("csat", .down)]) { pane in
      let isIn = (onset..<onset + 180).contains(pane)
      return [("csat", (isIn ? 2.9 : 4.4) + 0.25 * random.normal())]
    }
    let events = driver.cases()
    #expect(events.first?.change == "opened" && events.last?.change == "resolved", "\(events.map(\.change))")
    #expect(events.filter { $0.change == "opened" }.count == 1)
    #expect(Self.codes(driver) == ["signal_shift"])
    let opened = try #require(events.first)
    #expect(Planted.pane(opened).map { (onset..<onset + 60).contains($0) } == true)
    #expect(Self.text(opened, "headline").hasPrefix("acme: csat fell to "), "\(Self.text(opened, "headline"))")
    let reason = opened["data"]["reasons"][0]["text"].text ?? ""
    #expect(reason.contains(", usually 4.") && reason.hasSuffix("."), "\(reason)")
    let series = opened["data"]["evidence"]["series"][0]
    #expect(series["unit"].text == "value" && series["name"].text == "csat")
    #expect(series["points"].list.count == 60)
    let end = try #require(events.last)
    #expect(end["data"]["resolution"].text == "recovered")
    let summary = Self.text(end, "summary")
    #expect(
      summary.contains("csat is back at 4.") && summary.contains("lowest 2.") && summary.contains("usually 4."),
      "\(summary)")
  }

  /// The other way is no harm, where people said which one is.
  @Test(arguments: [(SignalRule.Direction.down, 2.0, false), (.up, 2.0, true), (.up, -2.0, false), (.both, -2.0, true)])
  func onlyTheBadWayCounts(direction: SignalRule.Direction, step: Double, opens: Bool) {
    var random = Random(seed: 4)
    let onset = 5 * Self.day + 200
    let driver = Self.driver(panes: onset + 240, [Self.rule("sentiment*", direction)]) { pane in
      [("sentiment.chat", (pane >= onset ? step : 0) + 0.3 * random.normal())]
    }
    #expect(driver.changes().contains("opened") == opens, "\(driver.cases().map { Self.text($0, "headline") })")
  }

  /// A month of what healthy signals do.
  @Test(arguments: 0..<2)
  func healthySignalsOpenNothing(seed: Int) {
    var random = Random(seed: seed + 40)
    var slow = 0.0
    var used = 0.0
    let driver = Self.driver(
      panes: 30 * Self.day, [Self.rule("disk", .up, limit: 95, unit: "%"), Self.rule("csat", .down, limit: 1)]
    ) { pane in
      let clock = LocalClock(pane: PaneTime.pane(of: Planted.time(pane)))
      let isWork = !clock.isWeekend && (480..<1_080).contains(clock.minute)
      slow = 0.95 * slow + 0.3 * random.normal()
      used = used > 12 ? 0 : used + 0.02
      var values: [(signal: String, value: Double)] = [
        ("temperature", 40 + slow), ("disk", 60 + used + 0.1 * random.normal()),
        ("logins", ((isWork ? 180 : 9) * (1 + 0.12 * random.normal())).rounded()), ("steady", 50),
        ("queue", random.chance(0.85) ? 0 : DeterministicMath.exp(2 + random.normal()).rounded()),
      ]
      if random.chance(0.2) { values.append(("csat", min(5, max(1, (4.3 + 0.9 * random.normal()).rounded())))) }
      return values
    }
    #expect(driver.engine.seriesCount == 6)
    #expect(driver.cases().isEmpty, "\(driver.cases().map { Self.text($0, "summary") })")
    #expect(driver.engine.accounting.rejected == 0)
  }

  // MARK: Limits

  /// It rises by three points an hour: that is told in time, with bounds that the limit lies in.
  @Test func aRiseIsForecast() throws {
    var random = Random(seed: 8)
    let onset = 5 * Self.day + 30
    func level(_ pane: Int) -> Double { 60 + 0.05 * Double(max(0, pane - onset)) }
    let reached = onset + 600
    let driver = Self.driver(panes: reached + 60, [Self.rule("disk_used", .up, limit: 90, unit: "%")]) { pane in
      [("disk_used", level(pane) + 0.4 * random.normal())]
    }
    let told = try #require(driver.cases().first { $0.codes.contains("signal_trend") })
    let pane = try #require(Planted.pane(told))
    #expect((onset + 20..<reached - 120).contains(pane), "\(pane - onset)")
    let reason = told["data"]["reasons"].list.first { $0["code"].text == "signal_trend" }?["text"].text ?? ""
    #expect(
      reason.contains("disk_used rises by ") && reason.contains(" % an hour") && reason.contains("its limit of 90 %"),
      "\(reason)")
    let trend = told["data"]["evidence"]["trend"]
    #expect(trend["signal"].text == "disk_used" && trend["unit"].text == "%" && trend["limit"].number == 90)
    let left = Double(reached - pane) / 60
    let hours = trend["time_to_limit_hours"]
    #expect((hours["low"].number ?? .infinity) <= left && (hours["high"].number ?? 0) >= left, "\(hours) \(left)")
    #expect(told["data"]["forecast"]["signal"].text == "disk_used")
    let limit = try #require(driver.cases().first { $0.codes.contains("signal_limit") })
    #expect(Planted.pane(limit).map { (reached - 20...reached + 20).contains($0) } == true)
  }

  /// Below a limit is beyond it where down is bad; a slip of one value is none.
  @Test func theFloorIsALimitToo() throws {
    let onset = 100
    let driver = Self.driver(panes: 220, [Self.rule("csat", .down, limit: 3.5)]) { pane in
      [("csat", pane == 60 ? 1 : (onset..<onset + 30).contains(pane) ? 3.25 : 4.5)]
    }
    let events = driver.cases()
    let opened = try #require(events.first)
    #expect(Planted.pane(opened).map { (onset + 3...onset + 6).contains($0) } == true)
    #expect(Self.codes(driver) == ["signal_limit"])
    #expect(Self.text(opened, "headline") == "acme: csat is 3.25, below its limit of 3.5")
    #expect(opened["data"]["severity"].text == "major")
    let end = try #require(events.last)
    #expect(end.change == "resolved")
    #expect(
      Self.text(end, "summary").contains("csat is back at 4.5, within its limit of 3.5 (lowest 3.25)"),
      "\(Self.text(end, "summary"))")
  }

  @Test func aRuleThatIsOffSaysNothing() {
    let driver = Self.driver(panes: 160, [Self.rule("q", .up, limit: 10)], disabled: ["signal_limit"]) { pane in
      [("q", pane > 100 ? 20 : 5)]
    }
    #expect(driver.cases().isEmpty)
  }

  // MARK: What is said beside

  @Test func whyNothingOpened() throws {
    var random = Random(seed: 6)
    let pane = 5 * Self.day + 200
    func sights(_ inquiryPane: Int, _ limit: Double?) throws -> [RuleSight] {
      let inquiry = Inquiry(instance: "acme", atMicros: Planted.time(inquiryPane, second: 10))
      let driver = Self.driver(panes: pane + 5, [Self.rule("csat", .down, limit: limit)], asking: inquiry) { pane in
        [("csat", 4.4 + 0.25 * random.normal())]
      }
      let inspection = driver.engine.inspection
      return try #require(inspection).rules
    }
    let seen = try sights(pane, 3)
    let shift = try #require(seen.first { $0.rule == "signal_shift" })
    #expect(
      shift.hold == .below && shift.sentence.contains("opens a case from") && shift.sentence.hasSuffix("going down"),
      "\(shift)")
    let limit = try #require(seen.first { $0.rule == "signal_limit" })
    #expect(limit.hold == .below && limit.sentence.hasSuffix("its limit is 3"), "\(limit)")
    #expect(seen.first { $0.rule == "signal_trend" }?.hold == .below)
    #expect(try sights(pane, nil).first { $0.rule == "signal_limit" }?.hold == .disabled)
    #expect(try sights(20, 3).first { $0.rule == "signal_shift" }?.hold == .learning)
  }

  @Test func healthListsSignals() throws {
    var random = Random(seed: 7)
    let driver = Self.driver(panes: Self.day + 300, [Self.rule("disk", .up, limit: 90, unit: "%")]) { pane in
      [("disk", 70 + random.normal()), ("csat", 4.4)]
    }
    let record = try #require(driver.values(.health).last)
    let signals = record["signals"].list
    #expect(signals.map { $0["signal"].text } == ["csat", "disk"])
    let disk = try #require(signals.last)
    #expect(disk["unit"].text == "%" && disk["limit"].number == 90 && signals[0]["limit"] == .null)
    let (low, high) = (disk["band"]["low"].number ?? 0, disk["band"]["high"].number ?? 0)
    #expect(low < 70 && high > 70 && low > 60 && high < 80, "\(low) \(high)")
  }

  /// Signals come by items, too: whoever is served by one has it.
  @Test func anItemHasSignals() {
    let log = RecordLog(partitions: 1)
    log.append(0, timestampMicros: EngineDriver.day, #"{"signal":"s","ci":"db-9","value":1}"#)
    let driver = EngineDriver(log, kinds: [.signals])
    driver.finish()
    #expect(driver.engine.instanceCount == 1 && driver.engine.seriesCount == 1)
  }

  // MARK: Memory

  /// Names that come once make room, as those of transactions do.
  @Test func silentSignalsMakeRoom() {
    var settings = Settings()
    settings.limits.series = 200
    settings.limits.instances = 100
    let log = RecordLog(partitions: 1)
    for pane in 0..<2_000 {
      let time = Planted.time(pane, second: 1)
      log.append(0, timestampMicros: time, Self.text("csat", 4, time, unit: "points"))
      log.append(0, timestampMicros: time, Self.text("once-\(pane / 2)", 1, time))
    }
    let driver = EngineDriver(log, kinds: [.signals], settings: settings)
    driver.finish()
    #expect(driver.engine.seriesCount <= 200 && driver.engine.counters.forgottenSeries > 700)
    #expect(driver.engine.accounting.rejected == 0)
    #expect(driver.values(.health).last?["signals"].list.first?["unit"].text == "points")
  }
}

/// A run that is dropped at commits and taken up again says what one says that never was.
@Suite struct SignalLivesTests {
  private static func log(seed: Int) -> RecordLog {
    let log = RecordLog(partitions: 2)
    var random = Random(seed: seed)
    for pane in 0..<420 {
      for instance in 0..<3 {
        let time = Planted.time(pane, second: 3 * random.below(19))
        let level = pane > 300 && instance == 1 ? 95 : 60.0
        log.append(
          instance == 2 ? 1 : 0, timestampMicros: time,
          SignalTests.text("disk", level + random.normal(), time, instance: "inst-\(instance)", unit: "%"))
        if random.chance(0.3) {
          log.append(
            1, timestampMicros: time, SignalTests.text("csat", 4 + random.normal(), time, instance: "inst-\(instance)"))
        }
        // Some further ahead than what is open, some late.
        if random.chance(0.05) {
          let off = time + Int64(random.below(600) - 300) * 1_000_000
          log.append(0, timestampMicros: time + 300_000_000, SignalTests.text("disk", 60, off, instance: "inst-0"))
        }
      }
    }
    return log
  }

  private static func driver(_ log: RecordLog) -> EngineDriver {
    var settings = Settings()
    settings.signals = [SignalTests.rule("disk", .up, limit: 90)]
    return EngineDriver(log, kinds: [.signals, .signals], settings: settings)
  }

  @Test(arguments: 0..<3)
  func crashesDoNotShow(seed: Int) {
    let log = Self.log(seed: seed)
    let whole = CrashTests.outputs(seed: seed, crashes: 0, of: log, on: Self.driver)
    #expect(whole.outputs.contains { $0.role == .cases })
    for crashes in [1, 6, 20] {
      let crashed = CrashTests.outputs(seed: seed, crashes: crashes, of: log, on: Self.driver)
      #expect(crashed.outputs == whole.outputs && crashed.accounting == whole.accounting, "\(crashes)")
    }
  }

  @Test func statisticsComeBackByteForByte() throws {
    let log = Self.log(seed: 9)
    let driver = Self.driver(log)
    driver.take(atLeast: 900)
    let bytes = driver.engine.snapshot()
    let restored = Self.driver(log)
    _ = try restored.engine.load(driver.engine.closeEpoch(statisticsID: "s").rows)
    #expect(restored.engine.restore(statistics: bytes) == .complete(relearned: []))
    #expect(restored.engine.snapshot() == bytes)
  }
}
