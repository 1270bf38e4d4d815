import Testing

@testable import ForewarnCore

/// What is not known to be harmless counts as production.
@Suite struct UnknownEnvironmentTests {
  static let start = EngineDriver.day

  private static func run(
    _ alerts: [String], customers: CustomerModel = .empty, _ settings: Settings = Settings()
  ) -> EngineDriver {
    let log = RecordLog(partitions: 1)
    for (number, alert) in alerts.enumerated() {
      log.append(
        0, timestampMicros: start, "{\"time\":\"\(Timestamp.text(start + Int64(number) * 1_000_000))\",\(alert)}")
    }
    let driver = EngineDriver(log, kinds: [.alerts], settings: settings, customers: customers)
    driver.run()
    driver.tick(toMicros: start + 180_000_000)
    return driver
  }

  private static func model(environment: String) -> CustomerModel {
    var table = CustomerTable()
    table.instances = [.init(id: "i", environment: environment, accounts: [], owner: "")]
    return CustomerModel(table)
  }

  private static let critical = #""instance":"i","alert":"a","severity":"critical""#

  @Test func withoutCustomersACriticalAlertOpensACase() throws {
    let driver = Self.run([Self.critical])
    #expect(driver.changes() == ["opened"])
    #expect(driver.cases().first?["data"]["action"]["owner"].text == "perf-support", "there is no model to triage for")
    #expect(driver.engine.counters.unknownEnvironments == [1, 0, 0])
  }

  @Test(
    arguments: [
      ("prod", true, [0, 0, 0]), ("Prod", true, [0, 0, 0]), (" PRODUCTION ", true, [0, 0, 0]),
      ("", true, [0, 0, 1]), ("  ", true, [0, 0, 1]), ("test", false, [0, 0, 0]), ("pre-prod", false, [0, 0, 0]),
    ] as [(String, Bool, [Int64])])
  func onlyANamedEnvironmentKeepsItBack(environment: String, opens: Bool, counted: [Int64]) {
    let driver = Self.run([Self.critical], customers: Self.model(environment: environment))
    #expect(driver.changes() == (opens ? ["opened"] : []))
    #expect(driver.engine.counters.unknownEnvironments == counted)
  }

  @Test(arguments: [#""instance":"stranger""#, #""ci":"stranger""#])
  func whatTheModelDoesNotKnowGoesToTriage(whose: String) {
    let driver = Self.run(
      [#"\#(whose),"alert":"a","severity":"critical""#], customers: Self.model(environment: "test"))
    #expect(driver.changes() == ["opened"])
    #expect(driver.cases().first?["data"]["action"]["owner"].text == "triage")
    #expect(driver.engine.counters.unknownEnvironments == [0, 1, 0])
  }

  @Test func theEnvironmentsOfTheSettingsAreFoldedAndMayBeNone() {
    var settings = Settings()
    settings.alerts.immediateEnvironments = ["Pre Prod"]
    #expect(Self.run([Self.critical], customers: Self.model(environment: "pre-prod"), settings).changes() == ["opened"])
    settings.alerts.immediateEnvironments = []
    #expect(Self.run([Self.critical], settings).changes() == [])
  }

  // MARK: Neither firing nor resolved

  @Test(arguments: ["pending", "no data", "acknowledged", "a word that nobody knows"])
  func whatNeitherFiresNorEndsCountsWithoutEffect(status: String) {
    let event = #"\#(Self.critical),"fingerprint":"f","status":"\#(status)""#
    let driver = Self.run([event, event])
    #expect(driver.changes() == [])
    #expect(driver.engine.accounting.cells == 2 && driver.engine.accounting.isBalanced)
    #expect(driver.engine.seriesCount == 0 && driver.engine.instanceCount == 0)
    #expect(
      driver.engine.book.panes.after(0).contains { $0.positions.first?.to == 2 }, "its offsets went into the pane")
  }

  @Test func itDoesNotEndWhatFires() {
    let driver = Self.run([Self.critical, #"\#(Self.critical),"status":"acknowledged""#])
    #expect(driver.changes() == ["opened"])
    #expect(driver.engine.accounting.cells == 2)
  }

  @Test func theWordsOfATopicAreCountedOverItsPartitions() {
    let log = RecordLog(partitions: 2)
    for (p, words) in [["odd", "Odd"], ["ODD", "strange"]].enumerated() {
      for word in words {
        log.append(p, timestampMicros: Self.start, #"{"instance":"i","alert":"a","severity":"\#(word)"}"#)
      }
    }
    let driver = EngineDriver(log, kinds: [.alerts, .alerts])
    driver.run()
    let words = driver.engine.unknownWords
    #expect(words.map(\.word) == ["odd", "strange"] && words.map(\.alerts) == [3, 1])
    #expect(words.allSatisfy { $0.field == .severity })
  }
}
