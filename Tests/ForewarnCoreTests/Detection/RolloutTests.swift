import Testing

@testable import ForewarnCore

/// A rule that monitoring rolls out is new everywhere at once: no customer's matter.
@Suite struct RolloutTests {
  private static let instances = ["acme", "borealis", "cumulus", "delta", "europa"]

  /// A usual alert an hour of each instance, and then three new ones within two minutes of some of them.
  private static func run(newAt: Int, spread: Int = 0, ci: String? = nil) -> (driver: EngineDriver, notices: [Notice]) {
    let log = RecordLog(partitions: 2)
    var told: [(time: Int64, text: String)] = []
    func tell(_ instance: String, _ name: String, _ minute: Int, _ second: Int, ci: String? = nil) {
      let time = Planted.time(minute, second: second)
      told.append((time, JSONText.alert(name, time, instance: instance, ci: ci, severity: "major", domain: "capacity")))
    }
    for (i, instance) in instances.enumerated() {
      for hour in 0..<5 { tell(instance, "usual", hour * 60 + i, 3) }
      guard i < newAt else { continue }
      for rule in 0..<3 { tell(instance, "rule_\(rule)", 300 + i * spread + rule / 2, 10 + i, ci: ci) }
    }
    for (time, text) in told.sorted(by: { $0.time < $1.time }) { log.append(0, timestampMicros: time, text) }
    for minute in 0..<400 {
      let at = Planted.time(minute, second: 1)
      log.append(
        1, timestampMicros: at,
        #"{"transaction":"ping","instance":"other","duration_ms":5,"time":"\#(Timestamp.text(at))"}"#)
    }
    var settings = MergeTests.impatient()
    settings.alerts.immediateEnvironments = []
    let driver = EngineDriver(log, kinds: [.alerts, .transactions], settings: settings)
    var notices: [Notice] = []
    driver.run()
    notices += driver.engine.takeNotices()
    driver.finish()
    return (driver, notices)
  }

  @Test(arguments: [1, 2])
  func whatIsNewInFewPlacesIsNews(places: Int) {
    let (driver, notices) = Self.run(newAt: places)
    #expect(driver.engine.counters.findings == Int64(3 * places))
    #expect(notices.isEmpty)
  }

  @Test(arguments: [3, 5])
  func whatIsNewInManyPlacesIsNewsOfTheMonitoring(places: Int) {
    let (driver, notices) = Self.run(newAt: places)
    #expect(driver.engine.counters.findings == 0)
    #expect(notices.map(\.reason) == Array(repeating: "alert_rollout", count: 3), "once a rule")
    #expect(notices.first?.explanation.hasPrefix("the alert rule_0 is new in \(places) places") == true)
  }

  /// What many instances share is one place: what is new on it is a matter of theirs.
  @Test func aSharedItemIsOnePlace() {
    let (driver, notices) = Self.run(newAt: 5, ci: "db-shared")
    #expect(driver.engine.counters.findings == 15 && notices.isEmpty)
  }

  /// Those of the first minutes are told before it can be seen; the others are not.
  @Test func aSlowRolloutIsSeenFromTheThirdOn() {
    let (driver, _) = Self.run(newAt: 5, spread: 10)
    #expect(driver.engine.counters.findings == 6)
  }
}
