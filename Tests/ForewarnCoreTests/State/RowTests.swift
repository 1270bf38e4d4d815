import Testing

@testable import ForewarnCore

@Suite struct RowTests {
  static func situation(seed: Int) -> Situation {
    var random = Random(seed: seed)
    var situation = Situation()
    situation.findings = CaseEventTests.filled(findings: random.below(13)).findings
    situation.aboveSince = random.chance(0.5) ? Int64(random.below(1_000)) - 500 : nil
    situation.belowSince = random.chance(0.5) ? .min : nil
    situation.publishedPermille = random.below(1_000)
    situation.publishedOpen = random.chance(0.5)
    if random.chance(0.8) {
      situation.episode = CaseEventTests.filled(name: CaseEventTests.hostile[random.below(9)])
      situation.episode?.previousID = random.chance(0.5) ? "fw-before" : nil
      situation.episode?.resolvedMicros = random.chance(0.5) ? 1 : nil
      situation.episode?.resolution = random.chance(0.5) ? "recovered" : nil
    }
    return situation
  }

  @Test(arguments: 0..<30)
  func situationsComeBackAsTheyWere(seed: Int) {
    let situation = Self.situation(seed: seed)
    #expect(RowReader.value(Situation.self, from: RowWriter.bytes(of: situation)) == situation)
  }

  @Test func theOtherRowsToo() {
    var meta = BookMeta()
    meta.clusterID = "cluster"
    meta.step = .max
    meta.statisticsID = "s-1"
    meta.accounting.events = 7
    #expect(RowReader.value(BookMeta.self, from: RowWriter.bytes(of: meta)) == meta)
    var progress = PartitionProgress()
    progress.nextOffset = 9
    progress.suspectSeries = .max
    #expect(RowReader.value(PartitionProgress.self, from: RowWriter.bytes(of: progress)) == progress)
    let pane = DecidedPane(pane: -3, offsets: [1, 2], ranges: [1, 2, 3, .max], isBlind: true)
    #expect(RowReader.value(DecidedPane.self, from: RowWriter.bytes(of: pane)) == pane)
  }

  @Test func aCutRowIsRefusedAtEveryLength() {
    let bytes = RowWriter.bytes(of: Self.situation(seed: 3))
    for count in 0..<bytes.count { #expect(RowReader.value(Situation.self, from: Array(bytes[..<count])) == nil) }
    #expect(RowReader.value(Situation.self, from: bytes + [0]) == nil)
  }

  @Test func anotherVersionIsRefused() {
    var bytes = RowWriter.bytes(of: BookMeta())
    bytes[0] += 1
    #expect(RowReader.value(BookMeta.self, from: bytes) == nil)
  }

  @Test(arguments: 0..<8)
  func damageNeverTraps(seed: Int) {
    var random = Random(seed: seed)
    let bytes = RowWriter.bytes(of: Self.situation(seed: seed))
    for _ in 0..<300 {
      var damaged = bytes
      for _ in 0..<(1 + random.below(3)) { damaged[8 + random.below(bytes.count - 8)] = UInt8(random.below(256)) }
      _ = RowReader.value(Situation.self, from: damaged)
    }
  }

  @Test(arguments: ["meta", "partition/transactions/0", "situation/a|performance", "pane/5"])
  func aDamagedRowIsNotLoaded(key: String) {
    let driver = EngineDriver(RecordLog(partitions: 1))
    #expect(!driver.engine.load([StateRow(key: Array(key.utf8), value: [1, 2, 3])]).isWhole)
  }

  /// What is not read must not be dropped in silence: it may be a case that a later version knows.
  @Test(arguments: ["", "met", "situations/a", "pane/", "pane/x", "partition/0", "partition/transactions/-1", "#book"])
  func aRowOfAnUnknownKindIsNotPassedOver(key: String) {
    let driver = EngineDriver(RecordLog(partitions: 1))
    #expect(!driver.engine.load([StateRow(key: Array(key.utf8), value: RowWriter.bytes(of: BookMeta()))]).isWhole)
  }

  @Test func aPartitionThatIsNoSourceIsPassedOver() {
    let driver = EngineDriver(RecordLog(partitions: 1))
    let key = RowKey.partition(TopicPartition(topic: "once/configured", partition: 3)).bytes
    let (isWhole, known) = driver.engine.load([StateRow(key: key, value: RowWriter.bytes(of: PartitionProgress()))])
    #expect(isWhole && known.isEmpty)
  }

  /// A combining mark after the prefix melts with its last character: `String.hasPrefix` does not see it (bug C1).
  @Test func aNameThatBeginsWithACombiningMarkIsLoaded() throws {
    let situation = Self.situation(seed: 1)
    let row = StateRow(
      key: RowKey.situation(Array("\u{301}x|performance".utf8)).bytes, value: RowWriter.bytes(of: situation))
    let meta = StateRow(key: RowKey.meta.bytes, value: RowWriter.bytes(of: BookMeta()))
    let driver = EngineDriver(RecordLog(partitions: 1))
    #expect(driver.engine.load([meta, row]).isWhole)
    #expect(driver.engine.book.situations["\u{301}x|performance"] == situation)
    #expect(try #require(BookSummary([meta, row])).cases.count == (situation.episode == nil ? 0 : 1))
  }

  @Test(arguments: 0..<10)
  func theDigestDoesNotDependOnTheOrderOfRows(seed: Int) {
    var random = Random(seed: seed)
    let rows = (0..<40).map {
      StateRow(key: Array("row/\($0)".utf8), value: (0..<random.below(20)).map { _ in UInt8(random.below(256)) })
    }
    let digest = RowTable.digest(of: rows)
    #expect(RowTable.digest(of: rows.shuffled(using: &random)) == digest)
    let gone = Array("gone".utf8)
    var table = RowTable()
    for row in rows.shuffled(using: &random) {
      table.put(row.key, [1])
      table.put(gone, [2])
      table.put(row.key, row.value ?? [])
    }
    table.remove(gone)
    #expect(table.digest == digest)
    var other = rows
    other[random.below(40)].value?.append(7)
    #expect(RowTable.digest(of: other) != digest)
  }

  private static let a = Array("a".utf8)
  private static let b = Array("b".utf8)

  @Test func onlyWhatChangedIsWritten() {
    var table = RowTable()
    table.put(Self.a, [1])
    table.put(Self.b, [1])
    _ = table.takeChanges()
    table.put(Self.a, [1])
    table.put(Self.b, [2])
    table.remove(Array("c".utf8))
    #expect(table.takeChanges() == [StateRow(key: Self.b, value: [2])])
  }

  /// The copy in the topic is written again: what is removed meanwhile has to go from the other copies.
  @Test func allIsSaidOnceMoreAndWhatIsRemovedToo() {
    var table = RowTable()
    table.put(Self.a, [1])
    table.put(Self.b, [1])
    _ = table.takeChanges()
    let digest = table.digest
    table.sayAll()
    table.put(Self.a, [1])
    table.remove(Self.b)
    #expect(table.takeChanges() == [StateRow(key: Self.a, value: [1]), StateRow(key: Self.b, value: nil)])
    table.put(Self.a, [1])
    #expect(table.takeChanges().isEmpty)
    table.put(Self.b, [1])
    #expect(table.digest == digest)
  }

  /// Rows are told apart by their bytes, as every store does, and not by what looks the same on a screen.
  @Test func namesThatLookTheSameAreTwoRows() {
    var table = RowTable()
    table.put(Array("caf\u{E9}".utf8), [1])
    table.put(Array("cafe\u{301}".utf8), [2])
    let rows = table.takeChanges()
    #expect(rows.count == 2)
    #expect(table.digest == RowTable.digest(of: rows))
  }
}
