import RollingStatistics
import Testing

@testable import ForewarnCore

/// Names are not for life: what was silent longest makes room, and a customer is taken whoever came before.
@Suite struct ForgettingTests {
  static let minute: Int64 = 60_000_000
  static func at(_ minutes: Int) -> Int64 { EngineDriver.day + Int64(minutes) * minute }

  static func settings(instances: Int = 120, series: Int = 400, seriesPerInstance: Int = 100) -> Settings {
    var settings = MergeTests.impatient()
    settings.limits.instances = instances
    settings.limits.series = series
    settings.limits.seriesPerInstance = seriesPerInstance
    return settings
  }

  /// Drives events, `(topic, minute, text)` in any order, to their end.
  static func driver(
    _ events: [(partition: Int, minute: Int, text: String)], _ settings: Settings,
    customers: CustomerModel = MergeTests.productions
  ) -> EngineDriver {
    let log = RecordLog(partitions: 2)
    let last = events.map(\.minute).max() ?? 0
    // One event more, by which the last minutes close.
    let close = (partition: 1, minute: last + 30, text: transaction("inst-5", "last", minute: last + 30).2)
    for event in events.sorted(by: { $0.minute < $1.minute }) + [close] {
      log.append(event.partition, timestampMicros: at(event.minute), event.text)
    }
    let driver = EngineDriver(log, kinds: [.alerts, .transactions], settings: settings, customers: customers)
    driver.finish()
    return driver
  }

  static func pod(_ number: Int, minute: Int, severity: String = "warning") -> (Int, Int, String) {
    (0, minute, JSONText.alert("PodRestarted", at(minute), ci: "web-\(number)", severity: severity))
  }

  static func transaction(_ instance: String, _ name: String, minute: Int) -> (Int, Int, String) {
    (1, minute, JSONText.transaction(instance, name, at(minute), millis: 20))
  }

  @Test func shortLivedHostsMakeRoomForEachOther() {
    let driver = Self.driver((0..<1_000).map { Self.pod($0, minute: $0) }, Self.settings())
    #expect(driver.engine.accounting.rejected == 0)
    #expect(driver.engine.instanceCount <= 90)
    #expect(driver.engine.counters.forgottenInstances >= 910)
    let items = driver.engine.statistics.items.count
    #expect(items <= 90)
  }

  /// Nobody has been silent yet, but the last quarter is kept for those whom the customer model names.
  @Test func aKnownCustomerIsTakenInAFlood() {
    var events = (0..<300).map { Self.pod($0, minute: 0) }
    events.append((0, 1, JSONText.alert("DbDown", Self.at(1), instance: "inst-0", severity: "critical")))
    let driver = Self.driver(events, Self.settings())
    #expect(driver.engine.accounting.rejected == 210)
    #expect(driver.engine.counters.rejected[Rejection.allCases.firstIndex(of: .instanceLimit)!] == 210)
    #expect(driver.changes("inst-0") == ["opened"])
  }

  /// Without a customer model nobody is known, and nothing is kept back.
  @Test func withoutAModelTheWholeLimitIsUsed() {
    let driver = Self.driver((0..<300).map { Self.pod($0, minute: 0) }, Self.settings(), customers: .empty)
    // The event that closes the last minutes finds no room either.
    #expect(driver.engine.accounting.rejected == 181)
  }

  @Test func whatFiresStaysAndItsCaseClosesByItsEnd() {
    var events = (1..<600).map { Self.pod($0, minute: $0) }
    events.append((0, 0, JSONText.alert("Down", Self.at(0), ci: "old-host", severity: "critical")))
    events.append((0, 620, JSONText.alert("Down", Self.at(620), ci: "old-host", status: "resolved")))
    events.append(Self.pod(1_000, minute: 700))
    let driver = Self.driver(events, Self.settings())
    #expect(driver.engine.counters.forgottenInstances > 400)
    let changes = driver.changes("old-host")
    #expect(changes.first == "opened" && changes.last == "resolved")
    #expect(driver.cases("old-host").last?["data"]["resolution"].text == "recovered")
  }

  /// What was learned of a customer outlives a night of pods; of an unknown host nothing does.
  @Test func aCustomerThatIsSilentKeepsWhatWasLearned() {
    var events = (0..<120).map { Self.transaction("inst-1", "order.list", minute: $0) }
    events += (0..<120).map { Self.transaction("stranger", "order.list", minute: $0) }
    events += (120..<1_500).map { Self.pod($0, minute: $0) }
    let driver = Self.driver(events, Self.settings())
    #expect(driver.engine.accounting.rejected == 0)
    #expect(Self.learned("order.list", of: "inst-1", driver) == 120)
    #expect(Self.learned("order.list", of: "stranger", driver) == nil)
  }

  /// One customer's ids do not crowd out the others, nor what the same customer really has.
  @Test func idsInNamesLeaveRoomForTheOthers() {
    var events = (0..<1_000).map { Self.transaction("inst-0", "GET /order/\($0)", minute: $0) }
    events += (0..<1_000).map { Self.transaction("inst-0", "login", minute: $0) }
    events.append(Self.transaction("inst-2", "login", minute: 999))
    let driver = Self.driver(events, Self.settings())
    #expect(driver.engine.accounting.rejected == 0)
    #expect(driver.engine.seriesCount <= 77)
    #expect(Self.learned("login", of: "inst-0", driver) == 1_000)
    #expect(Self.learned("login", of: "inst-2", driver) == 1)
  }

  @Test func aFloodOfIdsIsRefusedByItsOwnLimit() {
    var events = (0..<150).map { Self.transaction("inst-0", "GET /order/\($0)", minute: 0) }
    events.append(Self.transaction("inst-2", "login", minute: 1))
    let driver = Self.driver(events, Self.settings())
    #expect(driver.engine.counters.rejected[Rejection.allCases.firstIndex(of: .instanceSeriesLimit)!] == 50)
    #expect(Self.learned("login", of: "inst-2", driver) == 1)
  }

  /// Panes learned of a transaction; nil when the statistics do not know it.
  static func learned(_ name: Name, of instance: Name, _ driver: EngineDriver) -> Int? {
    for id in 0..<driver.engine.statistics.instances.count
    where driver.engine.statistics.name(ofInstance: id) == instance {
      guard let series = driver.engine.statistics.series(name, .transaction, of: id) else { return nil }
      return Int(driver.engine.statistics.transactions.latency[series].score.count)
    }
    return nil
  }

  // MARK: Crashes

  /// A life in which names leave all the time, between troubles that open cases.
  static func log(seed: Int) -> RecordLog {
    let log = RecordLog(partitions: 3)
    var pods = 0
    for event in MergeTests.troubled(seed: seed, minutes: 250, instances: 4) {
      log.append(
        event.text.contains(#""alert""#) ? 0 : 1 + event.instance % 2, timestampMicros: event.time, event.text)
      guard event.time / minute > Int64(pods) + EngineDriver.day / minute else { continue }
      pods = Int(event.time / minute - EngineDriver.day / minute)
      log.append(0, timestampMicros: event.time, JSONText.alert("PodRestarted", event.time, ci: "web-\(pods)"))
      log.append(
        1, timestampMicros: event.time, JSONText.transaction("inst-0", "GET /\(pods)", event.time, millis: 5))
    }
    return log
  }

  static func outputs(seed: Int, crashes: Int) -> (outputs: [Output], statistics: [UInt8], forgotten: Int64) {
    let log = log(seed: seed)
    let settings = settings(instances: 110, series: 200, seriesPerInstance: 90)
    func driver() -> EngineDriver {
      EngineDriver(log, kinds: CrashTests.kinds, settings: settings, customers: MergeTests.productions)
    }
    var random = Random(seed: seed * 17 + crashes)
    var (disk, current, left, named, forgotten) = (Disk(), driver(), crashes, 0, Int64(0))
    CrashTests.commit(current, &disk, named: "s0")
    while true {
      var hasMore = true
      for _ in 0..<(1 + random.below(60)) where hasMore { hasMore = current.takeUncollected(1 + random.below(20)) }
      forgotten = max(forgotten, current.engine.counters.forgottenSeries)
      if left > 0, random.chance(0.15) {
        left -= 1
        current = CrashTests.start(disk, driver())
        #expect(current.engine.counters.diverged == 0)
        continue
      }
      if !hasMore { break }
      let isNamed = random.chance(0.1)
      named += isNamed ? 1 : 0
      CrashTests.commit(current, &disk, named: isNamed ? "s\(named)" : nil)
    }
    if let last = current.engine.lastEventMicros { _ = current.engine.tick(toMicros: last) }
    CrashTests.commit(current, &disk, named: nil)
    return (disk.outputs, current.engine.snapshot(), forgotten)
  }

  struct Section: Equatable {
    var name: String
    var bytes: [UInt8]
  }

  /// The sections of a snapshot: behind a mark and a form, each a name, a version, a stride, a count and its bytes.
  static func sections(_ bytes: [UInt8]) -> [Section] {
    var reader = ByteReader(bytes)
    var found: [Section] = []
    do {
      _ = try reader.integer(UInt64.self)
      while !reader.isAtEnd {
        let name = try reader.text()
        _ = try reader.integer(UInt32.self)
        let stride = Int(try reader.integer(UInt32.self))
        let count = Int(try reader.integer(UInt64.self))
        found.append(Section(name: name, bytes: Array(try reader.raw(stride * count))))
      }
    } catch { Issue.record("\(error)") }
    return found
  }

  /// What leaves is decided by the records, so that statistics that are taught again forget the same.
  @Test(arguments: 0..<4)
  func whatIsTaughtForgetsTheSame(seed: Int) {
    let whole = Self.outputs(seed: seed, crashes: 0)
    #expect(whole.forgotten > 100)
    #expect(whole.outputs.count { $0.role == .cases } > 4)
    for crashes in [1, 6] {
      let crashed = Self.outputs(seed: seed, crashes: crashes)
      #expect(crashed.outputs == whole.outputs)
      let differing = zip(Self.sections(crashed.statistics), Self.sections(whole.statistics))
        .filter { $0 != $1 }.map(\.0.name)
      #expect(differing == [])
    }
  }
}
