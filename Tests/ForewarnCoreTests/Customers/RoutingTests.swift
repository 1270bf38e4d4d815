import Testing

@testable import ForewarnCore

/// Who is told of an alert: the customer model through the whole engine.
@Suite struct RoutingTests {
  static let minute: Int64 = 60_000_000
  static let start = EngineDriver.day

  /// `db-shared` serves three instances, of which one is no production; `acme-prod` has two accounts.
  static let customers: CustomerModel = {
    var table = CustomerTable()
    table.accounts = [.init(id: "a1", name: "Acme"), .init(id: "a2", name: "Borealis")]
    table.instances = [
      .init(id: "acme-prod", environment: "prod", accounts: ["a1"], owner: "ann"),
      .init(id: "borealis-prod", environment: "production", accounts: [], owner: ""),
      .init(id: "acme-test", environment: "test", accounts: ["a1"], owner: "tom"),
      .init(id: "lonely-prod", environment: "prod", accounts: [], owner: ""),
    ]
    table.soldProducts = [
      .init(id: "p1", product: "Cloud", account: "a1", offering: "gold"),
      .init(id: "p2", product: "Cloud", account: "a2", offering: "platinum"),
    ]
    table.installBase = [
      .init(id: "i1", ci: "db-shared", instance: "acme-prod", soldProduct: "p1"),
      .init(id: "i2", ci: "db-shared", instance: "borealis-prod", soldProduct: "p2"),
      .init(id: "i3", ci: "db-shared", instance: "acme-test", soldProduct: "p1"),
      .init(id: "i4", ci: "app-acme", instance: "acme-prod", soldProduct: "p2"),
    ]
    return CustomerModel(table)
  }()

  /// Minute, and the alert as it is written.
  struct Alert {
    var minute: Int
    var name = "disk_full"
    var instance: String?
    var ci: String?
    var severity = "critical"
    var status: String?
    var second = 5
  }

  /// Alerts that are told until a while after the last one.
  static func run(_ alerts: [Alert], minutes: Int = 3) -> EngineDriver {
    let log = RecordLog(partitions: 1)
    for alert in alerts {
      let time = start + Int64(alert.minute) * minute + Int64(alert.second) * 1_000_000
      log.append(
        0, timestampMicros: time,
        JSONText.alert(
          alert.name, time, instance: alert.instance, ci: alert.ci, severity: alert.severity,
          status: alert.status ?? "firing", domain: "database"))
    }
    let driver = EngineDriver(log, kinds: [.alerts], customers: customers)
    driver.visible = [0]
    for (i, alert) in alerts.enumerated() {
      // Hours of silence pass by the clock, as they do while a daemon waits.
      if i > 0, alert.minute - alerts[i - 1].minute >= 60 {
        driver.run()
        driver.tick(toMicros: start + Int64(alert.minute - 1) * minute)
      }
      driver.visible[0] += 1
    }
    driver.run()
    driver.tick(toMicros: start + Int64((alerts.last?.minute ?? 0) + minutes) * minute)
    return driver
  }

  /// A single alert now and then, then forty a minute.
  static func burst(instance: String? = nil, ci: String? = nil, severity: String = "major") -> [Alert] {
    let quiet = stride(from: 0, to: 1_500, by: 90).map {
      Alert(minute: $0, name: "db_slow", instance: instance, ci: ci, severity: severity)
    }
    let loud = (1_500..<1_504).flatMap { minute in
      (0..<40).map {
        Alert(minute: minute, name: "db_slow", instance: instance, ci: ci, severity: severity, second: $0)
      }
    }
    return quiet + loud
  }

  /// Cases of instances; those of what they share are told beside them.
  static func own(_ driver: EngineDriver) -> [JSONValue] {
    driver.cases().filter { $0["data"]["kind"].text != "major" }
  }

  static func instances(_ driver: EngineDriver) -> Set<String> {
    Set(own(driver).compactMap { $0["data"]["instance"].text })
  }

  // MARK: Items

  @Test func aSharedItemTouchesAllItsInstances() throws {
    let driver = Self.run(Self.burst(ci: "db-shared"))
    #expect(Self.instances(driver) == ["acme-prod", "borealis-prod", "acme-test"])
    for event in Self.own(driver) {
      #expect(event["data"]["affected"]["items"].list.map { $0["ci"].text } == ["db-shared"])
    }
    let shared = try #require(driver.cases("acme-prod").first)["data"]
    #expect(shared["customer"]["accounts"].list.map { $0["id"].text } == ["a1"], "whose item it is")
    #expect(shared["customer"]["tier"].text == "gold", "that of the item's product, not the best of the instance")
    #expect(shared["affected"]["items"][0]["account"].text == "a1")
    #expect(shared["action"]["owner"].text == "ann")
    #expect(shared["completeness"]["score"].number == 1)
    let single = try #require(driver.cases("borealis-prod").first)["data"]
    #expect(single["customer"]["tier"].text == "platinum")
    #expect(single["action"]["owner"].text == "perf-support", "the default of performance cases")
  }

  @Test func twoAccountsProposeAMajorCase() throws {
    let whole = Self.run(Self.burst(instance: "acme-prod"))
    let shared = try #require(whole.cases("acme-prod").first)["data"]["major_case"]
    #expect(shared["proposed"].flag == true)
    #expect(shared["accounts"].integer == 2)
    let driver = Self.run(Self.burst(ci: "db-shared"))
    let single = try #require(driver.cases("acme-prod").first)["data"]["major_case"]
    #expect(single["proposed"].flag == false)
    #expect(single["accounts"].integer == 1)
    #expect(single["threshold"].integer == 2)
  }

  @Test func anUnknownItemGoesToTriage() throws {
    let driver = Self.run(Self.burst(ci: "db-unknown"))
    #expect(Self.instances(driver) == ["db-unknown"])
    let data = try #require(driver.cases().first)["data"]
    #expect(data["action"]["owner"].text == "triage")
    #expect(data["action"]["text"].text?.hasPrefix("Nobody owns db-unknown in the install base") == true)
    #expect(data["completeness"]["missing"].list.map(\.text) == ["install_base", "accounts", "tier", "environment"])
    #expect(data["completeness"]["score"].number == 0)
    #expect(data["customer"]["tier"] == .null)
    #expect(data["affected"]["items"].list.map { $0["ci"].text } == ["db-unknown"])
  }

  @Test func whatTheModelLacksIsListed() throws {
    let driver = Self.run([Alert(minute: 0, instance: "lonely-prod")])
    let data = try #require(driver.cases().first)["data"]
    #expect(data["completeness"]["missing"].list.map(\.text) == ["install_base", "accounts", "tier"])
    #expect(data["action"]["owner"].text == "perf-support", "known, though by little: not for triage")
  }

  @Test(
    arguments: [
      ("lonely-prod", "db-shared", ["lonely-prod", "acme-prod", "borealis-prod"]),
      ("acme-prod", "db-shared", ["acme-prod", "borealis-prod"]), ("acme-prod", "app-acme", ["acme-prod"]),
      ("acme-prod", "db-unknown", ["acme-prod"]), ("acme-prod", nil, ["acme-prod"]),
      (nil, "db-shared", ["acme-prod", "borealis-prod"]), (nil, "app-acme", ["acme-prod"]),
      ("stranger", "app-acme", ["acme-prod", "stranger"]), (nil, "APP-ACME.example.com", ["acme-prod"]),
      (nil, "nobody-knows-me", ["nobody-knows-me"]),
    ] as [(String?, String?, Set<String>)])
  func theInstanceNamedAndThoseOfTheItem(instance: String?, ci: String?, opened: Set<String>) {
    let driver = Self.run([Alert(minute: 0, instance: instance, ci: ci)])
    #expect(Self.instances(driver) == opened)
    #expect(driver.changes().allSatisfy { $0 == "opened" })
    #expect(Self.own(driver).count == opened.count, "once each")
    #expect(driver.engine.accounting.cells == 1)
  }

  @Test func transactionsFindTheirInstancesByItem() {
    let log = RecordLog(partitions: 1)
    for (name, member) in [("a", #""ci":"db-shared""#), ("b", #""ci":"db-unknown""#), ("c", #""instance":"new""#)] {
      log.append(
        0, timestampMicros: Self.start,
        #"{"transaction":"\#(name)",\#(member),"duration_ms":5,"time":"\#(Timestamp.text(Self.start))"}"#)
    }
    let driver = EngineDriver(log, customers: Self.customers)
    driver.run()
    let series = PaneTests.cells(driver.engine.statistics).keys.map(\.series).sorted()
    #expect(series == ["acme-prod/a", "acme-test/a", "borealis-prod/a", "db-unknown/b", "new/c"])
  }

  // MARK: The immediate rule

  @Test(
    arguments: [
      ("acme-prod", "critical", true), ("borealis-prod", "critical", true), ("acme-test", "critical", false),
      ("stranger", "critical", true), ("acme-prod", "major", false), ("stranger", "major", false),
    ])
  func opensAtOnceInProductionOnly(instance: String, severity: String, opens: Bool) throws {
    let driver = Self.run([Alert(minute: 0, instance: instance, severity: severity)])
    #expect(driver.changes() == (opens ? ["opened"] : []))
    guard opens else { return }
    let event = try #require(driver.cases().first)
    #expect(event["time"].text == Timestamp.text(Self.start + 5_000_000), "the moment of the alert, not its pane's end")
    #expect(event["data"]["severity"].text == "critical")
    #expect(event.codes == ["immediate_alert"])
  }

  /// The name and second of the alerts of a minute, and the minute; what happens beyond the opening.
  @Test(
    arguments: [
      ([("disk_full", 0), ("disk_full", 0)], []), ([("disk_full", 0), ("disk_full", 1), ("disk_full", 2)], []),
      ([("disk_full", 0), ("raid_broken", 0)], ["updated"]),
      ([("disk_full", 0), ("raid_broken", 0), ("disk_full", 0), ("raid_broken", 0)], ["updated"]),
      ([("disk_full", 0), ("raid_broken", 1), ("disk_full", 1), ("raid_broken", 2)], ["updated"]),
    ] as [([(String, Int)], [String])])
  func neverRepeatsItself(alerts: [(name: String, minute: Int)], then: [String]) {
    let driver = Self.run(
      alerts.enumerated().map { i, alert in
        Alert(minute: alert.minute, name: alert.name, instance: "acme-prod", second: 5 + i)
      }, minutes: 8)
    #expect(driver.changes() == ["opened"] + then)
  }

  @Test func aCriticalAlertEscalatesWhatABurstOpened() throws {
    let driver = Self.run(
      Self.burst(instance: "acme-prod", severity: "minor")
        + [
          Alert(minute: 1_506, name: "cpu_high", instance: "acme-prod", severity: "warning", second: 1),
          Alert(minute: 1_506, instance: "acme-prod"),
        ])
    let before = try #require(driver.cases().first)["data"]["severity"].text
    #expect(driver.changes().first == "opened" && before != "critical")
    #expect(driver.changes().contains("escalated"))
    let escalated = driver.cases().first { $0.change == "escalated" && $0.codes.contains("immediate_alert") }
    #expect(escalated?["data"]["severity"].text == "critical")
  }

  // MARK: The end of a case

  @Test(arguments: [(20 * 60, "reopened"), (30 * 60, "opened")])
  func comesBackOrNamesTheOneBefore(minutes: Int, change: String) throws {
    let driver = Self.run([
      Alert(minute: 0, instance: "acme-prod"), Alert(minute: 5, instance: "acme-prod", status: "resolved"),
      Alert(minute: minutes, instance: "acme-prod"),
    ])
    #expect(driver.changes() == ["opened", "resolved", change])
    let first = try #require(driver.cases().first)["data"]
    let last = try #require(driver.cases().last)["data"]
    #expect((last["case_id"] == first["case_id"]) == (change == "reopened"))
    #expect(last["previous_case_id"] == (change == "reopened" ? .null : first["case_id"]))
    #expect(last["sequence"].integer == (change == "reopened" ? 3 : 1))
  }

  @Test func aResolvedCaseLeavesATombstoneAfterSevenDays() throws {
    let driver = Self.run(
      [Alert(minute: 0, instance: "acme-prod"), Alert(minute: 5, instance: "acme-prod", status: "resolved")],
      minutes: 7 * 1_440)
    #expect(driver.changes() == ["opened", "resolved"])
    #expect(driver.outputs.filter { $0.role == .cases }.allSatisfy { $0.value != nil })
    driver.tick(toMicros: Self.start + 8 * 1_440 * Self.minute)
    let tombstones = driver.outputs.filter { $0.role == .cases && $0.value == nil }
    #expect(tombstones.map(\.key) == [Array("acme-prod|performance".utf8)])
    #expect(driver.engine.book.cases.isEmpty)
  }
}
