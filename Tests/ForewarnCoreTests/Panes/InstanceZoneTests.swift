import Testing

@testable import ForewarnCore

/// What is usual is learned by the hours and weekends of the place where an instance is used.
@Suite struct InstanceZoneTests {
  static let tokyo = TimeZoneSteps(name: "Asia/Tokyo", steps: [.init(from: 0, offset: 9 * 3_600)])
  /// As they are: clocks go back at 06:00 UTC on 2 November 2025, and forward at 07:00 UTC on 8 March 2026.
  static let newYork = TimeZoneSteps(
    name: "America/New_York",
    steps: [
      .init(from: 1_741_503_600, offset: -4 * 3_600), .init(from: 1_762_063_200, offset: -5 * 3_600),
      .init(from: 1_772_953_200, offset: -4 * 3_600),
    ])

  static func customers(_ zone: TimeZoneSteps?) -> CustomerModel {
    var table = CustomerTable()
    table.instances = [.init(id: "acme", environment: "test", accounts: [], owner: "")]
    table.instances[0].timeZone = zone
    return CustomerModel(table)
  }

  static func pane(_ text: String) throws -> Pane { PaneTime.pane(of: try #require(EventTime.micros(ofRFC3339: text))) }

  @Test(
    arguments: [
      ("2025-10-10T14:59:00Z", tokyo, 1_439, 4), ("2025-10-10T15:00:00Z", tokyo, 0, 5),
      ("2025-10-12T15:00:00Z", tokyo, 0, 0), ("2025-11-02T05:59:00Z", newYork, 119, 6),
      ("2025-11-02T06:00:00Z", newYork, 60, 6), ("2025-11-02T07:00:00Z", newYork, 120, 6),
      ("2025-11-01T06:00:00Z", newYork, 120, 5), ("2026-03-08T07:00:00Z", newYork, 180, 6),
      ("2026-03-08T06:59:00Z", newYork, 119, 6), ("1971-01-01T00:00:00Z", newYork, 1_200, 3),
      ("2025-10-10T15:00:00Z", .utc, 900, 4),
    ] as [(String, TimeZoneSteps, Int, Int)])
  func aPaneLiesInItsLocalDay(text: String, zone: TimeZoneSteps, minute: Int, weekday: Int) throws {
    let clock = LocalClock(pane: try Self.pane(text), in: zone)
    #expect(clock.minute == minute && clock.weekday == weekday, "\(clock)")
  }

  /// Offices in Tokyo that go home on Friday night, which is 15:00 UTC: their habit by their clock, a drop by another one.
  @Test(arguments: [(tokyo, nil), (nil, tokyo), (nil, nil)] as [(TimeZoneSteps?, TimeZoneSteps?)])
  func weekendsAreLocal(own: TimeZoneSteps?, usual: TimeZoneSteps?) {
    var random = Random(seed: 8)
    var settings = Settings()
    if let usual { settings.customers.timeZone = usual }
    let planted = Planted(
      panes: 9 * 1_440, settings: settings, customers: Self.customers(own),
      sample: { pane in
        let clock = LocalClock(pane: PaneTime.pane(of: Planted.time(pane)), in: Self.tokyo)
        let usual = clock.isWeekend ? 4.0 : 40
        return [
          .init(
            instance: "acme", transaction: "open", millis: Planted.millis(100, noise: 0.1, &random),
            count: max(1, Int(usual + usual.squareRoot() * random.normal())))
        ]
      })
    let opened = planted.driver.changes("acme").count { $0 == "opened" || $0 == "reopened" }
    #expect(own == nil && usual == nil ? opened > 0 : opened == 0, "\(opened)")
  }

  /// A job at 02:00 by the clock on the wall, on the night too on which the clocks go back.
  @Test(arguments: [newYork, nil] as [TimeZoneSteps?])
  func aNightlyJobStaysAtItsHour(zone: TimeZoneSteps?) {
    var random = Random(seed: 9)
    let first = 19 * 1_440
    let planted = Planted(
      panes: first + 9 * 1_440, customers: Self.customers(zone),
      sample: { pane in
        guard pane >= first else { return [] }
        let clock = LocalClock(pane: PaneTime.pane(of: Planted.time(pane)), in: Self.newYork)
        let times = (120..<150).contains(clock.minute) ? 3.0 : 1
        return ["save", "search"].map {
          .init(instance: "acme", transaction: $0, millis: Planted.millis(100 * times, noise: 0.1, &random), count: 20)
        }
      })
    let opened = planted.driver.cases("acme").filter { $0.change == "opened" || $0.change == "reopened" }
      .compactMap { $0["time"].text }
    // The first night nobody knows of it.
    let later = opened.filter { $0 > "2025-10-31" }
    #expect(!opened.isEmpty && later.isEmpty == (zone != nil), "\(opened)")
  }

  // MARK: Another zone

  private static func hasSeen(_ driver: EngineDriver, _ zone: TimeZoneSteps) -> Bool {
    let pane = driver.engine.statistics.lastClosed - 600
    return driver.engine.statistics.learned.usage[0].profile.hasSeen(LocalClock(pane: pane, in: zone))
  }

  private static func days(_ zone: TimeZoneSteps?) -> Planted {
    Planted(
      panes: 1_440, customers: customers(zone),
      sample: { _ in [.init(instance: "acme", transaction: "open", millis: 100, count: 30)] })
  }

  /// Hours that were learned by another clock are forgotten, and no others.
  @Test func aReloadForgetsTheHoursOfAnotherZone() {
    let driver = Self.days(nil).driver
    #expect(Self.hasSeen(driver, .utc))
    driver.engine.adopt(Self.customers(.utc))
    #expect(Self.hasSeen(driver, .utc), "the same zone, said aloud")
    driver.engine.adopt(Self.customers(Self.tokyo))
    #expect(!Self.hasSeen(driver, .utc) && !Self.hasSeen(driver, Self.tokyo))
    let level = driver.engine.statistics.learned.usage[0].isEstablished(TransactionSettings())
    #expect(level, "how much it is used stays known")
  }

  @Test(arguments: [tokyo, newYork, nil] as [TimeZoneSteps?])
  func aRestartInAnotherZoneForgetsToo(zone: TimeZoneSteps?) throws {
    let planted = Self.days(Self.tokyo)
    let bytes = planted.driver.engine.snapshot()
    let rows = planted.driver.engine.closeEpoch(statisticsID: "s").rows
    let after = EngineDriver(planted.log, kinds: [.transactions, .alerts], customers: Self.customers(zone))
    _ = try after.engine.load(rows)
    #expect(after.engine.restore(statistics: bytes) == .complete(relearned: []))
    #expect(Self.hasSeen(after, Self.tokyo) == (zone == Self.tokyo))
    if zone == Self.tokyo { #expect(after.engine.snapshot() == bytes) }
  }
}
