import Testing

@testable import ForewarnCore

/// `instance-health`: one record an instance, over all its kinds of problems.
@Suite struct InstanceHealthTests {
  static let schema = SchemaValidator(
    path: #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
      + "/deploy/contracts/instance-health.v2.schema.json")

  static func records(_ driver: EngineDriver, _ instance: String) -> [JSONValue] {
    driver.values(.health).filter { $0["instance"].text == instance }
  }

  /// Minutes of `Planted` at which an instance was told of.
  static func minutes(_ records: [JSONValue]) -> [Int] {
    records.compactMap { $0["time"].text.flatMap { minuteOfTime[$0] } }
  }

  private static let minuteOfTime = Dictionary(
    uniqueKeysWithValues: (0..<80_000).map { (Timestamp.text(Planted.time($0 + 1)), $0) })

  /// A healthy instance for some days, and others if they are asked for.
  static func healthy(_ instances: [String] = ["acme"], minutes: Int) -> RecordLog {
    let log = RecordLog(partitions: 1)
    for minute in 0..<minutes {
      for (index, instance) in instances.enumerated() {
        let at = Planted.time(minute, second: 10 + index % 40)
        log.append(
          0, timestampMicros: at,
          JSONText.transaction(instance, "checkout", at, millis: 400 + Double((minute * 37) % 11), count: 40))
      }
    }
    return log
  }

  private static func run(_ log: RecordLog) -> EngineDriver {
    let driver = EngineDriver(log)
    driver.batchRecords = 512
    driver.finish()
    return driver
  }

  // MARK: When

  @Test func aHealthyInstanceIsToldOfAtFirstWhenItIsLearnedAndEveryDay() throws {
    let records = Self.records(Self.run(Self.healthy(minutes: 4 * 1_440)), "acme")
    let minutes = Self.minutes(records)
    #expect(minutes.first == 0)
    let learned = records.map { $0["learning"].list.compactMap { $0["what"].text } }
    #expect(learned.first == ["response_times", "usage", "alert_rates", "new_alert_types"] && learned.last == [])
    // What was told to be learned by a minute is told to be learned at that minute.
    let until = records.flatMap { $0["learning"].list.compactMap { $0["until"].text } }
    let times = Set(records.compactMap { $0["time"].text })
    #expect(until.allSatisfy(times.contains))
    let daily = minutes.filter { ($0 - (minutes.last ?? 0)) % 1_440 == 0 }
    #expect(daily.count == 4 && minutes.count <= 4 + 5)
    let last = try #require(records.last)
    #expect(last["risk"].number == 0.018 && last["health"].number == 98.2)
    let top = try #require(last["top_transactions"].list.first)
    #expect(top["transaction"].text == "checkout" && top["share"].number == 1)
    let (usual, level) = (try #require(top["usual_ms"].number), try #require(top["level_ms"].number))
    #expect((400...410).contains(usual) && (400...410).contains(level))
    #expect(try #require(top["band"]["low_ms"].number) < 400 && #require(top["band"]["high_ms"].number) > 410)
    #expect(top["slope_ms_per_hour"].number == 0 && top["time_to_limit_hours"] == .null)
  }

  /// Not all in the same minute.
  @Test func dailyRecordsAreSpreadOverTheDay() {
    let names = (0..<200).map { "inst-\($0)" }
    let driver = Self.run(Self.healthy(names, minutes: 3))
    driver.tick(toMicros: Planted.time(1_440 + 200))
    let daily = driver.values(.health).compactMap { $0["time"].text }.filter { $0 > Timestamp.text(Planted.time(200)) }
    #expect(daily.count >= 200)
    #expect(Set(daily).count > 120)
  }

  /// Names are not for life; who comes back is told of at once.
  @Test func whoIsSilentForLongIsToldOfNoMore() throws {
    let log = Self.healthy(["acme"], minutes: 30)
    let back = Planted.time(50 * 1_440)
    log.append(0, timestampMicros: back, JSONText.transaction("acme", "checkout", back, millis: 400, count: 40))
    let driver = EngineDriver(log)
    driver.visible = [30]
    driver.supplyAtEnd = .atEnd(askedAtMicros: Planted.time(49 * 1_440))
    driver.finish()
    driver.tick(toMicros: Planted.time(49 * 1_440))
    let minutes = Self.minutes(Self.records(driver, "acme"))
    #expect((30...34).contains(minutes.count) && (29 * 1_440...32 * 1_440).contains(minutes.last ?? 0))
    #expect(driver.engine.book.health.count == 0)
    driver.showAll()
    driver.run()
    driver.tick(toMicros: back + 120_000_000)
    #expect(Self.minutes(Self.records(driver, "acme")).last == 50 * 1_440)
    #expect(driver.engine.counters.decisions < 200, "what is silent is passed over")
  }

  /// A thousand in a minute, the others in the next ones, none twice; a crash in between does not show.
  @Test func aFleetThatComesAtOnceIsToldOfInTurn() throws {
    let names = (0..<2_300).map { "inst-\($0)" }
    let log = Self.healthy(names, minutes: 9)
    func run(crashing: Bool) -> [Output] {
      var disk = Disk()
      var driver = EngineDriver(log)
      driver.keepsOutputs = true
      if crashing {
        driver.take(atLeast: 2_300 * 5)
        CrashTests.commit(driver, &disk, named: "s")
        driver = CrashTests.start(disk, EngineDriver(log))
        driver.keepsOutputs = true
      }
      driver.finish()
      CrashTests.commit(driver, &disk, named: nil)
      return disk.outputs.filter { $0.role == .health }
    }
    let outputs = run(crashing: false)
    let records = outputs.compactMap { $0.value.flatMap(JSONValue.init(bytes:)) }
    var first: [String: String] = [:]
    for record in records.reversed() { first[record["instance"].text ?? ""] = record["time"].text }
    let perMinute = Dictionary(grouping: records) { $0["time"].text ?? "" }.mapValues(\.count)
    #expect(first.count == names.count && perMinute.values.max() == Limits.healthRecordsPerPane)
    #expect(Set(first.values).count == 3)
    #expect(run(crashing: true) == outputs)
  }

  @Test(arguments: 0..<4)
  func crashesDoNotShow(seed: Int) {
    let log = Self.healthy(["acme", "bravo", "charlie"], minutes: 0)
    var random = Random(seed: seed)
    for minute in 0..<(3 * 1_440) where random.chance(0.2) {
      let at = Planted.time(minute, second: random.below(60))
      let name = ["acme", "bravo", "charlie"][random.below(3)]
      log.append(0, timestampMicros: at, JSONText.transaction(name, "t\(random.below(3))", at, millis: 90, count: 9))
    }
    func run(crashes: Int) -> [Output] {
      var disk = Disk()
      var random = Random(seed: seed + crashes)
      var driver = EngineDriver(log)
      CrashTests.commit(driver, &disk, named: "s0")
      var names = 0
      while true {
        driver.keepsOutputs = true
        let hasMore = driver.take(1 + random.below(30))
        if crashes > 0, random.chance(0.3) {
          driver = CrashTests.start(disk, EngineDriver(log))
          continue
        }
        let isNamed = random.chance(0.2)
        names += isNamed ? 1 : 0
        CrashTests.commit(driver, &disk, named: isNamed ? "s\(names)" : nil)
        if !hasMore { return disk.outputs }
      }
    }
    let whole = run(crashes: 0)
    #expect(whole.count { $0.role == .health } > 12)
    for crashes in 1...3 { #expect(run(crashes: crashes) == whole) }
  }

  // MARK: What

  /// W10: of two kinds of problems neither hides the other.
  @Test func bothKindsStandInOneRecord() throws {
    var random = Random(seed: 3)
    let planted = Planted(
      panes: 420,
      sample: { pane in
        if (300..<360).contains(pane) { return [] }
        return [
          .init(
            instance: "acme", transaction: "checkout",
            millis: Planted.millis((200..<420).contains(pane) ? 1_600 : 400, noise: 0.03, &random), count: 40),
          .init(instance: "other", transaction: "ping", millis: 5, count: 1),
        ]
      })
    let driver = planted.driver
    #expect(Set(driver.cases("acme").compactMap { $0["data"]["kind"].text }) == ["performance", "usage"])
    let both = try #require(Self.records(driver, "acme").first { $0["open_cases"].list.count == 2 })
    #expect(both["kinds"].list.map { $0["state"].text } == ["open", "open"])
    #expect(both["kinds"].list.compactMap { $0["case_id"] } == both["open_cases"].list)
    let risks = both["kinds"].list.compactMap { $0["risk"].number }
    #expect(try #require(both["risk"].number) >= risks.max() ?? 1)
    let sum = both["contributions"].list.reduce(0) { $0 + ($1["risk"].number ?? 0) }
    #expect(abs(sum - (both["risk"].number ?? 0)) < 1e-9)
    let slow = try #require(both["top_transactions"].list.first)
    #expect((390...420).contains(slow["usual_ms"].number ?? 0) && (slow["level_ms"].number ?? 0) > 1_500)
  }

  /// One critical alert is one alert, whatever rules it meets, and fires until it ends.
  @Test func alertsAreCountedNotFindings() throws {
    var table = CustomerTable()
    table.instances = [.init(id: "acme-prod", environment: "prod", accounts: [], owner: "")]
    table.installBase = ["app-01", "db-01"].map {
      .init(id: "ib-" + $0, ci: $0, instance: "acme-prod", soldProduct: "")
    }
    let log = RecordLog(partitions: 2)
    // A broken fan is no news here; that the disk is full opens a case.
    let told: [(minute: Int, name: String, status: String)] = [
      (10, "fan_broken", "firing"), (20, "fan_broken", "resolved"),
      (1_500, "disk_full", "firing"), (1_502, "fan_broken", "firing"), (1_520, "disk_full", "resolved"),
    ]
    for (minute, name, status) in told {
      let at = Planted.time(minute, second: 5)
      log.append(
        0, timestampMicros: at,
        JSONText.alert(
          name, at, instance: "acme-prod", ci: "db-01", severity: name == "disk_full" ? "critical" : "warning",
          status: status, domain: "capacity", fingerprint: name))
    }
    for minute in 0..<1_600 {
      let at = Planted.time(minute, second: 1)
      log.append(1, timestampMicros: at, JSONText.transaction("acme-prod", "ping", at, millis: 5))
    }
    let driver = EngineDriver(log, kinds: [.alerts, .transactions], customers: CustomerModel(table))
    driver.finish()
    let records = Self.records(driver, "acme-prod")
    func record(_ minute: Int) throws -> JSONValue {
      try #require(records.last { ($0["time"].text ?? "") <= Timestamp.text(Planted.time(minute + 1)) })
    }
    let during = try record(1_501)
    #expect(during["alerts"]["capacity"].integer == 1 && during["firing"]["capacity"].integer == 1)
    #expect(during["items"].list.map { $0["ci"].text } == ["db-01", "app-01"])
    #expect(during["items"].list.map { $0["health"].text } == ["critical", "normal"])
    let later = try #require(records.last)
    #expect(later["firing"]["capacity"].integer == 1, "the fan is still broken")
    #expect(later["open_cases"].list.isEmpty && later["items"].list.allSatisfy { $0["health"].text == "normal" })
  }

  /// Whatever a story tells: it validates, sums up, and comes once for an instance and minute.
  @Test(arguments: Array(stride(from: 0, to: 200, by: 8)))
  func everyRecordOfAStoryHolds(seed: Int) throws {
    let schema = try #require(Self.schema)
    var last: [String: String] = [:]
    var known: Set<String> = []
    for output in Telling(Story(seed: seed)).outputs where output.role == .health {
      let record = try #require(output.value.flatMap(JSONValue.init(bytes:)))
      #expect(schema.problems(record) == [])
      let (instance, time) = (try #require(record["instance"].text), try #require(record["time"].text))
      #expect(output.key == Array(instance.utf8))
      #expect(last.updateValue(time, forKey: instance).map { $0 < time } ?? true, "\(instance) at \(time)")
      known.insert(instance)
      let sum = record["contributions"].list.reduce(0) { $0 + ($1["risk"].number ?? 0) }
      #expect(abs(sum - (record["risk"].number ?? 0)) < 1e-9)
      #expect((output.value?.count ?? 0) <= Limits.caseEventBytes)
    }
    #expect(!known.isEmpty)
  }
}
