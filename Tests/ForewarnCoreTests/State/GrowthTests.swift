import Testing

@testable import ForewarnCore

/// Formats grow: what an older or newer version wrote is read, and costs neither a case nor a baseline that it has nothing to do with.
@Suite struct GrowthTests {
  /// A row as a later version has it: one field more.
  struct Later<Row: RowValue & Equatable>: RowValue, Equatable {
    var row = Row()
    var extra: Int64 = 7

    mutating func code<C: RowCoder>(with coder: inout C) {
      row.code(with: &coder)
      coder.field(250, &extra)
    }
  }

  private func growsAndShrinks<Row: RowValue & Equatable>(_ row: Row) throws {
    // Written before the field was there: it has its default, and nothing else changed.
    let old = RowWriter.bytes(of: row)
    #expect(try RowReader.value(Later<Row>.self, from: old) == Later(row: row, extra: 7))
    // Written by a version that has it: what this version knows is read.
    let new = RowWriter.bytes(of: Later(row: row, extra: 9))
    #expect(new.count > old.count)
    #expect(try RowReader.value(Row.self, from: new) == row)
  }

  @Test(arguments: 0..<12)
  func aNewFieldCostsNothing(seed: Int) throws {
    let situation = RowTests.situation(seed: seed)
    try growsAndShrinks(situation)
    if let episode = situation.episode { try growsAndShrinks(episode) }
    if let resolution = situation.resolution { try growsAndShrinks(resolution) }
    for finding in situation.findings {
      try growsAndShrinks(finding)
      if let trend = finding.trend { try growsAndShrinks(trend) }
    }
    try growsAndShrinks(
      ToldHealth(gist: HealthGist(permille: seed, severity: .major), heardPane: 3, learnsUntil: 9, owedSince: 4))
    try growsAndShrinks(HealthGist(permille: seed, openKinds: 1, severity: .minor, firingDomains: 2, learning: 3))
    var meta = BookMeta()
    meta.step = Int64(seed)
    meta.statisticsID = "s"
    try growsAndShrinks(meta)
    try growsAndShrinks(meta.accounting)
    try growsAndShrinks(PartitionProgress(nextOffset: 3, beganAtOffset: 1))
    let position = PartitionPosition(
      partition: TopicPartition(topic: "t", partition: 1), nextOffset: 9, from: 2, to: 5)
    try growsAndShrinks(position)
    try growsAndShrinks(DecidedPane(pane: 4, isBlind: true, positions: [position]))
    var warnings = EarlyWarnings()
    warnings.open(.performance, WarningRank(.minor, permille: seed), at: 4)
    let kept = KeptWarning(kind: .usage, firstPane: 5, lastPane: 5, title: "requests", needed: 2)
    let isAnother = warnings.keep(kept)
    #expect(isAnother)
    try growsAndShrinks(warnings)
    try growsAndShrinks(kept)
    try growsAndShrinks(HeldBaseline(baseline: .usage, subject: "requests"))
    let change = BaselineChange(instance: "acme", baseline: .alertRate, subject: "disk_full", turn: .adopt)
    try growsAndShrinks(change)
    let turn = ExclusionTurn(instance: "acme", isExcluded: true)
    try growsAndShrinks(turn)
    try growsAndShrinks(DecidedPane(pane: 4, positions: [position], baselines: [change], exclusions: [turn]))
  }

  // MARK: Sections

  /// An engine in the middle of trouble, and what it saved.
  private static func saved() -> (log: RecordLog, rows: [StateRow], statistics: [UInt8]) {
    let log = CrashTests.log(seed: 3)
    let driver = CrashTests.driver(log)
    driver.take(atLeast: 2_500)
    let statistics = driver.engine.snapshot()
    return (log, driver.engine.closeEpoch(statisticsID: "s").rows, statistics)
  }

  /// Sections one by one: name, version, stride, count, bytes.
  struct Section: Equatable {
    var name: String
    var version: UInt32
    var stride: UInt32
    var bytes: [UInt8]
  }

  static func sections(of snapshot: [UInt8]) throws -> [Section] {
    var reader = ByteReader(Array(snapshot.dropFirst(8)))
    var sections: [Section] = []
    while !reader.isAtEnd {
      let name = try reader.text()
      let version = try reader.integer(UInt32.self)
      let stride = try reader.integer(UInt32.self)
      let count = Int(try reader.integer(UInt64.self))
      sections.append(
        Section(name: name, version: version, stride: stride, bytes: Array(try reader.raw(count * Int(stride)))))
    }
    return sections
  }

  static func snapshot(of sections: [Section], like original: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    for byte in original.prefix(8) { writer.integer(byte) }
    for section in sections {
      writer.text(section.name)
      writer.integer(section.version)
      writer.integer(section.stride)
      writer.integer(UInt64(section.bytes.count / Int(section.stride)))
      section.bytes.withUnsafeBytes { writer.raw($0) }
    }
    return writer.bytes
  }

  /// Every section but those on which others hang.
  private static func learned() throws -> [String] {
    try sections(of: saved().statistics).map(\.name).filter {
      $0 != "header" && !Statistics.holdsCells($0)
    }
  }

  @Test func learnedSectionsAreMany() throws { #expect(try Self.learned().count >= 11) }

  /// A section of another version is learned anew, alone: every other section is what it was.
  @Test(arguments: try learned())
  func aChangedSectionIsLearnedAnewAlone(name: String) throws {
    let (log, rows, statistics) = Self.saved()
    var sections = try Self.sections(of: statistics)
    let index = try #require(sections.firstIndex { $0.name == name })
    let original = sections
    sections[index].version += 1
    let driver = CrashTests.driver(log)
    _ = try driver.engine.load(rows)
    let restored = driver.engine.restore(statistics: Self.snapshot(of: sections, like: statistics))
    #expect(restored == .complete(relearned: [name]))
    let after = try Self.sections(of: driver.engine.snapshot())
    let differing = zip(original, after).filter { $0 != $1 }.map(\.0.name)
    // Those that hang on the blocks of followed transactions go with them, and so do references to items.
    let companions = [
      "followed": ["followed_windows", "followed_counts", "transactions"],
      "items": ["alert_notes"], "alert_notes": ["alert_texts"], "alert_texts": ["alert_notes"],
    ]
    let expected = Set([name] + companions[name, default: []])
    #expect(Set(differing).isSubset(of: expected))
    #expect(differing.contains(name) || original[index].bytes.isEmpty)
    driver.seek()
    driver.run()
    #expect(driver.engine.openCases >= 0)
  }

  /// A section that a later version added is passed over.
  @Test func anUnknownSectionIsPassedOver() throws {
    let (log, rows, statistics) = Self.saved()
    var sections = try Self.sections(of: statistics)
    sections.insert(Section(name: "profiles", version: 1, stride: 4, bytes: [1, 2, 3, 4]), at: 3)
    let driver = CrashTests.driver(log)
    _ = try driver.engine.load(rows)
    #expect(
      driver.engine.restore(statistics: Self.snapshot(of: sections, like: statistics)) == .complete(relearned: []))
    #expect(driver.engine.snapshot() == statistics)
  }

  /// Identities carry what hangs on them; the other half keeps its baselines, and open cells that are lost are not judged.
  @Test(arguments: ["transactions", "alerts", "open_panes"])
  func lostCellsAreNotJudged(name: String) throws {
    let (log, rows, statistics) = Self.saved()
    let original = try Self.sections(of: statistics)
    let driver = CrashTests.driver(log)
    _ = try driver.engine.load(rows)
    let without = original.filter { $0.name != name }
    let restored = driver.engine.restore(statistics: Self.snapshot(of: without, like: statistics))
    guard case .complete(let relearned) = restored else {
      Issue.record("\(restored)")
      return
    }
    #expect(relearned.contains(name))
    #expect(driver.engine.book.meta.partialThrough >= PaneTime.pane(of: driver.engine.lastEventMicros ?? 0))
    let kept = name == "alerts" ? "transaction_latency" : "alert_rates"
    let after = try Self.sections(of: driver.engine.snapshot())
    #expect(after.first { $0.name == kept } == original.first { $0.name == kept })
    driver.seek()
    driver.run()
  }

  /// What contradicts itself is no snapshot: it is refused, and nothing traps.
  @Test(arguments: 0..<6)
  func damagedStatisticsNeverTrap(seed: Int) throws {
    let (log, rows, statistics) = Self.saved()
    var random = Random(seed: seed)
    for _ in 0..<12 {
      var damaged = statistics
      for _ in 0..<(1 + random.below(4)) { damaged[random.below(damaged.count)] = UInt8(random.below(256)) }
      let driver = CrashTests.driver(log)
      _ = try driver.engine.load(rows)
      _ = driver.engine.restore(statistics: damaged)
    }
  }

  // MARK: Partitions

  /// A topic has grown by a partition since the statistics were saved, and the new one was read before the process died: nothing of
  /// the baselines is lost, and what it taught is taught again.
  @Test func aNewPartitionCostsNoBaselines() throws {
    let log = CrashTests.log(seed: 2)
    let driver = EngineDriver(log, kinds: [.alerts, .transactions], settings: MergeTests.impatient())
    var disk = Disk()
    driver.take(atLeast: 900)
    CrashTests.commit(driver, &disk, named: "s")
    driver.take(atLeast: 1_200)
    CrashTests.commit(driver, &disk, named: nil)

    // The partition is added; its records are read and committed, but no statistics are saved.
    let grown = CrashTests.start(disk, CrashTests.driver(log))
    #expect(grown.engine.counters.taught > 0 && grown.engine.counters.diverged == 0)
    grown.take(atLeast: 1_800)
    #expect(grown.engine.nextOffset(2) > 0)
    let before = grown.engine.snapshot()
    CrashTests.commit(grown, &disk, named: nil)

    let again = CrashTests.start(disk, CrashTests.driver(log))
    #expect(again.engine.counters.taught > 0 && again.engine.counters.diverged == 0)
    #expect(again.engine.seriesCount == grown.engine.seriesCount)
    #expect(again.engine.snapshot() == before)
  }

  /// A topic takes the place of another one with as many partitions: what was read of the old one is not called by the new one's name
  /// (bug C7).
  @Test func evidenceNamesTheTopicThatItCameFrom() throws {
    var decided = DecidedPanes()
    let (a, b, c) = ("alerts", "before", "behind")
    decided.append(
      DecidedPane(
        pane: 10,
        positions: [a, b].map {
          PartitionPosition(partition: TopicPartition(topic: $0, partition: 0), nextOffset: 9, from: 5, to: 9)
        }))
    decided.append(
      DecidedPane(
        pane: 11,
        positions: [a, c].map {
          PartitionPosition(partition: TopicPartition(topic: $0, partition: 0), nextOffset: 20, from: 9, to: 20)
        }))
    let sources = [a, c].map {
      SourcePartition(
        partition: TopicPartition(topic: $0, partition: 0), decoder: DecoderSettings(kind: .alerts),
        holdsPaneTime: false)
    }
    let inputs = decided.inputs(endingWith: 11, sources, trigger: nil)
    #expect(
      inputs == [
        InputRange(topic: a, partition: 0, from: 5, to: 20), InputRange(topic: c, partition: 0, from: 9, to: 20),
        InputRange(topic: b, partition: 0, from: 5, to: 9),
      ])
  }
}
