import Testing

@testable import ForewarnCore

/// The customer model from a compacted topic, and its changes while the engine runs.
@Suite struct InstallBaseTests {
  static func record(_ key: String?, _ value: String?) -> ReferenceRecord {
    ReferenceRecord(
      partition: TopicPartition(topic: "install-base", partition: 0), offset: 0, timestampMicros: 0,
      key: key.map { Array($0.utf8) }, value: value.map { Array($0.utf8) })
  }

  static let rows: [(key: String, value: String)] = [
    (
      "a1",
      #"{"kind":"account","id":"A1","name":"Acme","language":"de","manager":"mia","owner":"abe","usage_owner":"una"}"#
    ),
    ("i1", #"{"kind":"instance","id":"acme-prod","environment":"prod","accounts":["A1"],"owner":"ann"}"#),
    ("o1", #"{"kind":"offering","id":"gold","usage_owner":"uma"}"#),
    ("s1", #"{"kind":"sold_product","id":"S1","product":"Cloud","account":"A1","offering":"gold"}"#),
    ("b1", #"{"kind":"install_base_item","id":"I1","ci":"app-01","instance":"acme-prod","sold_product":"S1"}"#),
  ]

  static func table(_ changes: [(String, String?)] = []) -> InstallBaseTable {
    var table = InstallBaseTable(zone: EventTime.zone)
    for (key, value) in rows.map({ ($0.key, Optional($0.value)) }) + changes {
      #expect(table.take(record(key, value)) == nil)
    }
    return table
  }

  @Test func theTopicSaysWhatAFileSays() {
    var file = CustomerTable()
    file.accounts = [
      .init(
        id: "A1", name: "Acme", language: .german, manager: "mia", owners: .init("abe", byKind: ["usage": "una"]))
    ]
    file.offerings = [.init(id: "gold", owners: .init(byKind: ["usage": "uma"]))]
    file.instances = [.init(id: "acme-prod", environment: "prod", accounts: ["A1"], owner: "ann")]
    file.soldProducts = [.init(id: "S1", product: "Cloud", account: "A1", offering: "gold")]
    file.installBase = [.init(id: "I1", ci: "app-01", instance: "acme-prod", soldProduct: "S1")]
    #expect(Self.table().table(over: CustomerTable()) == file)
    var other = file
    other.accounts = [.init(id: "A1", name: "Old name"), .init(id: "A2", name: "Borealis")]
    #expect(Self.table().table(over: other).accounts.map(\.name) == ["Acme", "Borealis"], "the file gives way")
    #expect(
      Self.table([("a1", nil), ("i1", nil), ("o1", nil), ("s1", nil), ("b1", nil)]).table(over: .init())
        == CustomerTable())
  }

  @Test(
    arguments: [
      (nil, "{}", InstallBaseRejection.noKey), ("k", "{", .notAnObject),
      ("k", #"{"kind":"cat","id":"x"}"#, .unknownKind),
      ("k", #"{"kind":"account","id":"x"}"#, .missingField),
      ("k", #"{"kind":"account","id":1,"name":"x"}"#, .invalidField),
      ("k", #"{"kind":"instance","id":"x","time_zone":"Mars/Olympus"}"#, .unknownTimeZone),
    ] as [(String?, String, InstallBaseRejection)])
  func whatIsOfNoUseIsNamed(key: String?, value: String, rejection: InstallBaseRejection) {
    var table = InstallBaseTable(zone: EventTime.zone)
    #expect(table.take(Self.record(key, value)) == rejection)
    #expect(table.count == 0)
  }

  @Test func theTopicNamesTimeZones() {
    let table = Self.table([("i1", #"{"kind":"instance","id":"acme-prod","time_zone":"+09:00"}"#)])
    #expect(table.table(over: CustomerTable()).instances.map { $0.timeZone?.name } == ["+09:00"])
  }

  /// A change is a decision of its own: what is decided after it goes by it.
  @Test func aChangeHoldsFromThenOn() throws {
    let log = ControlTests.log([(60, "firing"), (100, "resolved"), (200, "firing")], minutes: 240)
    let waits = Self.table([
      ("i1", #"{"kind":"instance","id":"acme-prod","environment":"test","accounts":["A1"]}"#)
    ])
    let driver = EngineDriver(
      log, kinds: [.alerts, .transactions], customers: CustomerModel(waits.table(over: CustomerTable())))
    driver.visible = [2, 150]
    driver.run()
    #expect(driver.changes() == [], "what is in a test environment waits")
    driver.engine.adopt(CustomerModel(Self.table().table(over: CustomerTable())))
    driver.showAll()
    driver.finish()
    #expect(driver.changes() == ["opened"])
    let told = try #require(driver.cases().first?["data"])
    #expect(told["customer"]["tier"].text == "gold" && told["action"]["owner"].text == "ann")
    #expect(told["assignment"]["manager"].text == "mia")
  }

  @Test func thresholdsChangeToo() {
    let driver = EngineDriver(
      ControlTests.log([(60, "firing"), (70, "resolved")], minutes: 200), kinds: [.alerts, .transactions],
      customers: ControlTests.customers)
    var settings = Settings()
    settings.cases.closeForPanes = 3
    driver.visible = [2, 65]
    driver.run()
    driver.engine.adopt(settings)
    driver.showAll()
    driver.finish()
    #expect(driver.changes() == ["opened", "resolved"])
    #expect(driver.cases().last.flatMap(Planted.pane) == 72, "the third pane without it")
  }
}
