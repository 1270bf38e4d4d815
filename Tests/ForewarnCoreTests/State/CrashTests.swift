import Testing

@testable import ForewarnCore

/// What a store and a broker keep of a run: rows by their bytes, statistics by name, the outputs of closed epochs.
struct Disk {
  var rows: [[UInt8]: StateRow] = [:]
  var statistics: [String: [UInt8]] = [:]
  var outputs: [Output] = []

  mutating func commit(_ epoch: EpochContents) {
    for row in epoch.rows { rows[row.key] = row.value == nil ? nil : row }
    outputs += epoch.outputs
  }

  /// In no order that means anything, but the same in every run.
  var book: [StateRow] {
    var random = Random(seed: rows.count)
    return rows.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value).shuffled(using: &random)
  }
}

/// A run that is dropped at a commit and taken up from rows and older statistics goes on as if nothing had been.
@Suite struct CrashTests {
  static let kinds: [TopicKind] = [.alerts, .transactions, .transactions]

  static func log(seed: Int) -> RecordLog {
    let log = RecordLog(partitions: 3)
    var random = Random(seed: seed + 1_000)
    for event in MergeTests.troubled(seed: seed, minutes: 250, instances: 4) {
      let isAlert = event.text.contains(#""alert""#)
      var partition = isAlert ? 0 : 1 + event.instance % 2
      if random.chance(0.02) { partition = random.below(3) }
      // Some out of order, some late, some impossible, some broken.
      log.append(partition, timestampMicros: event.time + Int64(random.below(20)) * 1_000_000, event.text)
      if random.chance(0.01) {
        let late = event.time - Int64(random.below(1_200)) * 1_000_000
        log.append(1, timestampMicros: event.time, JSONText.transaction("inst-0", "tx-0", late, millis: 100))
      }
      if random.chance(0.003) { log.append(random.below(3), timestampMicros: event.time, "{") }
      if random.chance(0.003) {
        log.append(
          2, timestampMicros: event.time,
          JSONText.transaction("inst-1", "tx-1", event.time + 10_000_000_000, millis: 1))
      }
    }
    return log
  }

  static func driver(_ log: RecordLog) -> EngineDriver {
    EngineDriver(log, kinds: kinds, settings: MergeTests.impatient(), customers: MergeTests.productions)
  }

  /// Starts an engine on what the disk has, as a start does.
  static func start(_ disk: Disk, _ log: RecordLog) -> EngineDriver { start(disk, driver(log)) }

  /// The same for an engine that has taken nothing yet.
  static func start(_ disk: Disk, _ driver: EngineDriver) -> EngineDriver {
    do { _ = try driver.engine.load(disk.book) } catch { Issue.record("\(error)") }
    #expect(driver.engine.bookDigest == Engine.digest(of: disk.book))
    if disk.rows.isEmpty { return driver }
    if let bytes = driver.engine.statisticsID.flatMap({ disk.statistics[$0] }) {
      switch driver.engine.restore(statistics: bytes) {
      case .complete(let relearned): #expect(relearned.isEmpty)
      case .teaching(let relearned):
        #expect(relearned.isEmpty)
        driver.seek()
        driver.teach()
      case .unusable(let why): Issue.record("unusable: \(why)")
      }
    } else {
      driver.engine.learnAnew()
    }
    // After teaching the buffers hold what comes next: readers stand behind it already.
    if driver.engine.counters.taught == 0 { driver.seek() }
    return driver
  }

  static func commit(_ driver: EngineDriver, _ disk: inout Disk, named: String?) {
    if let named { disk.statistics[named] = driver.engine.snapshot() }
    disk.commit(driver.engine.closeEpoch(statisticsID: named))
  }

  /// Runs a while, with a commit now and then, and hands over what starts on some of them.
  static func restarts(
    of driver: EngineDriver, _ log: RecordLog, on disk: inout Disk, _ look: (_ again: EngineDriver, _ step: Int) -> Void
  ) {
    commit(driver, &disk, named: "s0")
    for step in 1..<60 {
      driver.take(atLeast: Int64(step * 60))
      commit(driver, &disk, named: step % 20 == 0 ? "s\(step)" : nil)
      if step % 6 == 0 { look(start(disk, log), step) }
    }
  }

  /// All outputs of a run with this many crashes.
  static func outputs(
    seed: Int, crashes: Int, of log: RecordLog? = nil, on make: (RecordLog) -> EngineDriver = driver
  ) -> (outputs: [Output], book: [StateRow], accounting: Accounting) {
    let log = log ?? Self.log(seed: seed)
    var random = Random(seed: seed * 31 + crashes)
    var disk = Disk()
    var left = crashes
    var driver = make(log)
    driver.engine.counters = Counters()
    commit(driver, &disk, named: "s0")
    var names = 0
    while true {
      driver.batchRecords = 1 + random.below(60)
      var hasMore = true
      for _ in 0..<(1 + random.below(40)) where hasMore { hasMore = driver.takeUncollected(1 + random.below(20)) }
      // What is not committed is lost with the process.
      if left > 0, random.chance(0.15) {
        left -= 1
        driver = start(disk, make(log))
        #expect(driver.engine.counters.diverged == 0)
        continue
      }
      if !hasMore { break }
      let isNamed = random.chance(0.1)
      names += isNamed ? 1 : 0
      commit(driver, &disk, named: isNamed ? "s\(names)" : nil)
    }
    if let last = driver.engine.lastEventMicros { _ = driver.engine.tick(toMicros: last) }
    commit(driver, &disk, named: nil)
    return (disk.outputs, disk.book, driver.engine.accounting)
  }

  @Test(arguments: 0..<6)
  func crashesDoNotShow(seed: Int) {
    let whole = Self.outputs(seed: seed, crashes: 0)
    #expect(whole.outputs.count { $0.role == .cases } > 4)
    #expect(whole.accounting.late > 0 && whole.accounting.quarantined > 0 && whole.accounting.rejected > 0)
    for crashes in [1, 5, 20] {
      let crashed = Self.outputs(seed: seed, crashes: crashes)
      #expect(crashed.outputs.count == whole.outputs.count)
      let firstDifference = zip(crashed.outputs, whole.outputs).enumerated().first { $0.element.0 != $0.element.1 }
      #expect(firstDifference?.offset == nil)
      #expect(crashed.accounting == whole.accounting)
    }
  }

  @Test(arguments: 0..<3)
  func statisticsComeBackByteForByte(seed: Int) throws {
    let log = Self.log(seed: seed)
    let driver = Self.driver(log)
    driver.take(atLeast: 2_000)
    let bytes = driver.engine.snapshot()
    let restored = Self.driver(log)
    _ = try restored.engine.load(driver.engine.closeEpoch(statisticsID: "s").rows)
    #expect(restored.engine.restore(statistics: bytes) == .complete(relearned: []))
    #expect(restored.engine.snapshot() == bytes)
  }

  @Test func statisticsThatDoNotFitAreNotUsed() throws {
    let log = Self.log(seed: 1)
    let driver = Self.driver(log)
    driver.take(atLeast: 500)
    let early = driver.engine.snapshot()
    let rows = driver.engine.closeEpoch(statisticsID: "s").rows
    driver.run()
    let later = driver.engine.snapshot()
    func restoration(_ bytes: [UInt8]) throws -> Restoration {
      let other = Self.driver(log)
      _ = try other.engine.load(rows)
      return other.engine.restore(statistics: bytes)
    }
    #expect(try restoration(early) == .complete(relearned: []))
    for damaged in [[], Array(early.dropLast()), early + [0], Array(early.dropFirst(8)), later] {
      guard case .unusable = try restoration(damaged) else {
        Issue.record("took statistics of \(damaged.count) bytes")
        continue
      }
    }
    let anew = Self.driver(log)
    _ = try anew.engine.load(rows)
    anew.engine.learnAnew()
    guard case .unusable = anew.engine.restore(statistics: early) else {
      Issue.record("took statistics of an older generation")
      return
    }
  }

  /// Statistics are gone: nothing is judged on panes that have lost records, and nothing of the open cases is forgotten.
  @Test(arguments: 0..<4)
  func lostStatisticsAreLearnedAnew(seed: Int) {
    let log = Self.log(seed: seed)
    let driver = Self.driver(log)
    driver.take(atLeast: 2_900)
    var disk = Disk()
    Self.commit(driver, &disk, named: "s")
    let open = driver.engine.openCases
    let lost = driver.engine.lastEventMicros ?? 0
    disk.statistics = [:]
    let anew = Self.start(disk, log)
    #expect(anew.engine.openCases == open)
    #expect(anew.engine.seriesCount == 0)
    anew.run()
    anew.finish()
    for opened in anew.cases() where opened.change == "opened" {
      #expect(opened.codes.allSatisfy { $0 == "immediate_alert" } || (opened["time"].text ?? "") > Timestamp.text(lost))
    }
    // Within the hour that is left nothing has warmed up but alerts that need no history.
    #expect(anew.cases().filter { $0.change == "opened" }.allSatisfy { !$0.codes.contains("latency_trend") })
  }

  /// A topic has grown by a partition since the statistics were saved: what the panes say about offsets means another list.
  @Test func aNewPartitionIsNoTrap() throws {
    let log = Self.log(seed: 2)
    let driver = EngineDriver(log, kinds: [.alerts, .transactions], settings: MergeTests.impatient())
    var disk = Disk()
    driver.take(atLeast: 900)
    Self.commit(driver, &disk, named: "s")
    driver.take(atLeast: 900)
    Self.commit(driver, &disk, named: nil)
    let grown = Self.driver(log)
    #expect(try grown.engine.load(disk.book) == [0, 1])
    if case .unusable = grown.engine.restore(statistics: disk.statistics["s"] ?? []) { grown.engine.learnAnew() }
    grown.seek()
    if grown.engine.isTeaching { grown.teach() }
    grown.run()
    #expect(grown.engine.nextOffset(2) == log.end(2))
  }

  /// Two customers whose names look alike on a screen are two, and the digest of what is stored is the one that was committed.
  @Test func namesThatLookAlikeStayApart() {
    let log = RecordLog(partitions: 1)
    var table = CustomerTable()
    let names = ["caf\u{E9}", "cafe\u{301}"]
    table.instances = names.map { .init(id: $0, environment: "prod", accounts: [], owner: "") }
    for minute in 0..<30 {
      let at = EngineDriver.day + Int64(minute) * 60_000_000
      for name in names {
        log.append(
          0, timestampMicros: at, JSONText.alert("down-\(minute / 10)", at, instance: name, severity: "critical"))
      }
    }
    let driver = EngineDriver(log, kinds: [.alerts], customers: CustomerModel(table))
    var disk = Disk()
    var hasMore = true
    while hasMore {
      hasMore = driver.takeUncollected(3)
      let epoch = driver.engine.closeEpoch(statisticsID: nil)
      disk.commit(epoch)
      #expect(Engine.digest(of: disk.book) == epoch.digest)
    }
  }
}

extension EngineDriver {
  /// As `take`, but what comes out stays in the engine for an epoch to close over.
  func takeUncollected(_ records: Int) -> Bool {
    keepsOutputs = true
    return take(records)
  }
}
