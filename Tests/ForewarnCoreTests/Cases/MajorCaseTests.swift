import Testing

@testable import ForewarnCore

/// What several customers share breaks for all of them: one major case beside theirs, and no word of one in another's.
@Suite struct MajorCaseTests {
  static let names = ["acme", "borealis", "cumulus"]

  /// `db-shared-07` serves three customers, `db-twin` two instances of one; each customer has a server of its own, and `hub-prod` is
  /// one instance of two of them.
  static let customers: CustomerModel = {
    var table = CustomerTable()
    for (i, name) in names.enumerated() {
      table.accounts.append(.init(id: "A\(i)", name: "\(name) Ltd"))
      table.instances.append(.init(id: "\(name)-prod", environment: "prod", accounts: ["A\(i)"], owner: ""))
      table.soldProducts.append(
        .init(id: "p\(i)", product: "Cloud", account: "A\(i)", offering: ["platinum", "gold", "silver"][i]))
      for ci in ["db-shared-07", "app-\(name)-01"] {
        table.installBase.append(.init(id: "\(ci)@\(i)", ci: ci, instance: "\(name)-prod", soldProduct: "p\(i)"))
      }
    }
    table.instances.append(.init(id: "acme-two", environment: "prod", accounts: ["A0"], owner: ""))
    table.instances.append(.init(id: "hub-prod", environment: "prod", accounts: ["A0", "A1"], owner: ""))
    for instance in ["acme-prod", "acme-two"] {
      table.installBase.append(.init(id: "twin@\(instance)", ci: "db-twin", instance: instance, soldProduct: "p0"))
    }
    for i in 0...1 {
      table.installBase.append(.init(id: "if@\(i)", ci: "if-\(names[i])", instance: "hub-prod", soldProduct: "p\(i)"))
    }
    return CustomerModel(table)
  }()

  struct Told {
    var minute: Int
    var name = "disk_full"
    var ci: String?
    var instance: String?
    var status = "firing"
    var summary: String?
  }

  /// Critical alerts at their minutes, and time that goes on behind them. `restartAt`: the book goes through rows at that minute; `heard`:
  /// instances of which there is something at the beginning.
  static func run(
    _ told: [Told], minutes: Int, restartAt: Int? = nil, customers: CustomerModel = customers, heard: [String] = []
  ) -> EngineDriver {
    let log = RecordLog(partitions: 2)
    for alert in told {
      let at = Planted.time(alert.minute, second: 5)
      log.append(
        0, timestampMicros: at,
        JSONText.alert(
          alert.name, at, instance: alert.instance, ci: alert.ci, severity: "critical", status: alert.status,
          domain: "capacity", fingerprint: alert.name + (alert.ci ?? "").lowercased(), summary: alert.summary))
    }
    for instance in heard {
      let at = Planted.time(0)
      log.append(1, timestampMicros: at, JSONText.transaction(instance, "ping", at, millis: 5))
    }
    for minute in 0..<minutes {
      let at = Planted.time(minute, second: 1)
      log.append(
        1, timestampMicros: at,
        #"{"transaction":"ping","instance":"other","duration_ms":5,"time":"\#(Timestamp.text(at))"}"#)
    }
    let driver = EngineDriver(log, kinds: [.alerts, .transactions], customers: customers)
    if let restartAt {
      driver.visible = [Int64(told.count { $0.minute < restartAt }), Int64(restartAt)]
      driver.run()
      let statistics = driver.engine.snapshot()
      let rows = driver.engine.closeEpoch(statisticsID: "s").rows
      driver.engine = Engine(
        settings: driver.engine.settings, sources: driver.engine.sources, customers: customers,
        nowMicros: driver.engine.nowMicros)
      _ = try? driver.engine.load(rows)
      guard case .complete = driver.engine.restore(statistics: statistics) else { preconditionFailure("whole") }
      driver.seek()
      driver.showAll()
    }
    driver.finish()
    return driver
  }

  static func data(_ driver: EngineDriver, kind: String) -> [JSONValue] {
    driver.cases().map { $0["data"] }.filter { $0["kind"].text == kind }
  }

  /// S2: one dead database of three customers.
  @Test func oneItemOfSeveralCustomersIsOneMajorCase() throws {
    let driver = Self.run(
      [Told(minute: 60, ci: "DB-Shared-07"), Told(minute: 300, ci: "db-shared-07", status: "resolved")], minutes: 400)
    let major = Self.data(driver, kind: "major")
    #expect(major.map { $0["change"] == .null ? nil : $0["state"].text } == ["open", "resolved"])
    let opened = try #require(major.first)
    #expect(opened["instance"].text == "db-shared-07")
    #expect(
      opened["title"].text?.hasPrefix("db-shared-07, shared by several customers: critical alert disk_full") == true)
    #expect(
      opened["summary"].text?.contains("It is behind 3 cases: acme-prod, borealis-prod, cumulus-prod. ") == true)
    #expect(opened["customer"]["accounts"].list.compactMap { $0["id"].text } == ["A0", "A1", "A2"])
    #expect(opened["customer"]["tier"].text == "platinum" && opened["customer"]["environment"].text == "prod")
    #expect(
      opened["affected"]["items"].list.compactMap { $0["install_base_item"].text }
        == ["db-shared-07@0", "db-shared-07@1", "db-shared-07@2"])
    #expect(opened["major_case"]["proposed"].flag == true && opened["major_case"]["accounts"].integer == 3)
    #expect(opened["action"]["owner"].text == "major-incidents")
    #expect(major.last?["resolution"].text == "recovered")

    let children = Self.data(driver, kind: "performance")
    #expect(children.filter { $0["state"].text == "open" }.count == 3)
    let ids = Set(children.compactMap { $0["case_id"].text })
    #expect(Set(opened["related_case_ids"].list.compactMap(\.text)) == ids && ids.count == 3)
    for child in children where child["state"].text == "resolved" {
      #expect(child["parent_case_id"] == opened["case_id"])
    }
    #expect(children.allSatisfy { $0["customer"]["accounts"].list.count == 1 })
    #expect(children.allSatisfy { $0["major_case"]["proposed"].flag == false })
    for event in driver.cases() { #expect(CaseEventTests.schema?.problems(event) == []) }
  }

  /// Priorities that a support lead would take: the major case as its best customer, each customer by its own tier.
  @Test func eachHasItsOwnPriority() {
    let driver = Self.run([Told(minute: 60, ci: "db-shared-07")], minutes: 90)
    let priorities = Self.data(driver, kind: "performance").compactMap { $0["priority"].integer }
    #expect(priorities == priorities.sorted() && priorities.count == 3)
    #expect(Self.data(driver, kind: "major").first?["priority"].integer == 1)
  }

  @Test(arguments: [
    // One account's two instances, and what each customer has for itself.
    [Told(minute: 60, ci: "db-twin")],
    [Told(minute: 60, ci: "app-acme-01"), Told(minute: 61, ci: "app-borealis-01")],
    [Told(minute: 60, instance: "acme-prod"), Told(minute: 60, instance: "borealis-prod")],
  ])
  func whatIsNotSharedIsNoMajorCase(_ told: [Told]) {
    let driver = Self.run(told, minutes: 120)
    #expect(Self.data(driver, kind: "performance").count >= 2)
    #expect(Self.data(driver, kind: "major").isEmpty)
  }

  /// A second alert of the item is news of the major case; what one customer has besides is not.
  @Test func itEndsWhenTheItemIsWellThoughACustomerIsNot() throws {
    let driver = Self.run(
      [
        Told(minute: 60, ci: "db-shared-07"), Told(minute: 70, name: "raid_broken", ci: "db-shared-07"),
        Told(minute: 80, name: "app_down", ci: "app-acme-01"),
        Told(minute: 100, ci: "db-shared-07", status: "resolved"),
        Told(minute: 100, name: "raid_broken", ci: "db-shared-07", status: "resolved"),
      ], minutes: 300)
    let major = Self.data(driver, kind: "major")
    #expect(major.map { $0["state"].text } == ["open", "open", "resolved"])
    #expect(major.allSatisfy { !($0["summary"].text ?? "").contains("app_down") })
    let last = Self.data(driver, kind: "performance").last { $0["instance"].text == "acme-prod" }
    #expect(last?["state"].text == "open")
    #expect(last?["parent_case_id"] == major.first?["case_id"])
  }

  @Test(arguments: [61, 65, 90, 301, 310])
  func aRestartChangesNothing(at minute: Int) {
    let told = [Told(minute: 60, ci: "db-shared-07"), Told(minute: 300, ci: "db-shared-07", status: "resolved")]
    let whole = Self.run(told, minutes: 400)
    #expect(Self.run(told, minutes: 400, restartAt: minute).cases() == whole.cases())
  }

  /// S12: an instance of two customers, and an alert on what one of them has there.
  @Test func whatOneOfTwoCustomersHasIsItsOwnMatter() throws {
    let driver = Self.run(
      [Told(minute: 60, ci: "if-borealis", summary: "queue of Borealis Ltd is stuck, acme ltd next")], minutes: 90)
    let event = try #require(Self.data(driver, kind: "performance").first)
    #expect(event["customer"]["accounts"].list.compactMap { $0["id"].text } == ["A1"])
    #expect(event["customer"]["tier"].text == "gold")
    #expect(event["major_case"]["proposed"].flag == false && event["major_case"]["accounts"].integer == 1)
    #expect(event["evidence"]["alerts"][0]["summary"] == .null)
    #expect(driver.engine.counters.textsWithheld > 0)
  }
}
