import Testing

@testable import ForewarnCore

@Suite struct RowTests {
  /// A situation as a life leaves it: quiet, open or resolved, with findings or without.
  static func situation(seed: Int) -> Situation {
    var random = Random(seed: seed)
    var situation = Situation()
    let name = CaseEventTests.hostile[random.below(9)]
    for finding in CaseEventTests.filled(findings: random.below(13)).findings { situation.add(finding) }
    var verdicts: [CaseRules.Verdict] = [.open, .update, .resolve(.recovered), .reopen, .resolve(.recovered), .open]
    verdicts.removeLast(random.below(7))
    for (index, verdict) in verdicts.enumerated() {
      let facts = CaseFacts(
        pane: Pane(1_000 + index), atMicros: PaneTime.end(of: Pane(1_000 + index)),
        risk: RiskModel.Assessment(
          risk: random.uniform(), permille: random.below(1_001),
          contributions: [Contribution(domain: .usage, permille: 4), Contribution(domain: nil, permille: 18)],
          agreeing: random.below(3)),
        severity: Severity.allCases[random.below(6)], hasNewReason: false, isDataSeen: random.chance(0.5))
      situation.count(facts, CaseSettings())
      let key = SituationKey(Name(name.isEmpty ? "x" : name), .performance)
      _ = situation.move(
        JudgedCase(key: key, facts: facts, verdict: verdict), RiskSettings(),
        inputs: [InputRange(topic: "transactions", partition: 3, from: 1, to: .max)])
    }
    return situation
  }

  @Test(arguments: 0..<30)
  func situationsComeBackAsTheyWere(seed: Int) throws {
    let situation = Self.situation(seed: seed)
    #expect(try RowReader.value(Situation.self, from: RowWriter.bytes(of: situation)) == situation)
  }

  @Test func theOtherRowsToo() throws {
    var meta = BookMeta()
    meta.clusterID = "cluster"
    meta.step = .max
    meta.statisticsID = "s-1"
    meta.accounting.events = 7
    #expect(try RowReader.value(BookMeta.self, from: RowWriter.bytes(of: meta)) == meta)
    var progress = PartitionProgress()
    progress.nextOffset = 9
    progress.suspectSeries = .max
    #expect(try RowReader.value(PartitionProgress.self, from: RowWriter.bytes(of: progress)) == progress)
    let pane = DecidedPane(
      pane: -3, isBlind: true,
      positions: (0..<3).map {
        PartitionPosition(
          partition: TopicPartition(topic: "t/\($0)", partition: $0), nextOffset: 2, from: Int64($0), to: .max)
      })
    #expect(try RowReader.value(DecidedPane.self, from: RowWriter.bytes(of: pane)) == pane)
    var warnings = EarlyWarnings()
    warnings.open(.usage, WarningRank(.major, permille: 9), at: 7)
    let kept = KeptWarning(kind: .performance, firstPane: 8, lastPane: 8, title: "t", needed: 2)
    #expect(warnings.keep(kept) && warnings.waited(.performance, at: 9) == 1)
    #expect(try RowReader.value(EarlyWarnings.self, from: RowWriter.bytes(of: warnings)) == warnings)
  }

  private static func isRead<V: RowValue>(_ type: V.Type, _ bytes: [UInt8]) -> Bool {
    (try? RowReader.value(type, from: bytes)) != nil
  }

  @Test func aCutRowIsRefusedAtEveryLength() {
    let bytes = RowWriter.bytes(of: Self.situation(seed: 3))
    #expect(Self.isRead(Situation.self, bytes))
    for count in 0..<bytes.count { #expect(!Self.isRead(Situation.self, Array(bytes[..<count]))) }
    #expect(!Self.isRead(Situation.self, bytes + [0]))
  }

  @Test func anotherFormIsRefused() {
    var bytes = RowWriter.bytes(of: BookMeta())
    bytes[0] += 1
    #expect(!Self.isRead(BookMeta.self, bytes))
  }

  @Test(arguments: 0..<8)
  func damageNeverTraps(seed: Int) {
    var random = Random(seed: seed)
    let bytes = RowWriter.bytes(of: Self.situation(seed: seed))
    for _ in 0..<300 {
      var damaged = bytes
      for _ in 0..<(1 + random.below(3)) { damaged[random.below(bytes.count)] = UInt8(random.below(256)) }
      _ = Self.isRead(Situation.self, damaged)
    }
  }

  /// A number that no case has is not guessed at.
  @Test func anUnknownRawValueIsRefused() {
    var finding = Finding()
    finding.severity = .critical
    let bytes = RowWriter.bytes(of: finding)
    // The field of the severity: its tag, a length of one, the number.
    let field: [UInt8] = [6, 1, 0, 0, 0, Severity.critical.rawValue]
    guard let start = (0..<bytes.count - field.count).first(where: { Array(bytes[$0..<$0 + field.count]) == field })
    else {
      Issue.record("the field is not where it should be")
      return
    }
    var unknown = bytes
    unknown[start + field.count - 1] = 17
    #expect(Self.isRead(Finding.self, bytes))
    #expect(!Self.isRead(Finding.self, unknown))
  }

  // MARK: Books

  private static func load(_ rows: [StateRow]) throws -> EngineDriver {
    let driver = EngineDriver(RecordLog(partitions: 1))
    _ = try driver.engine.load(rows)
    return driver
  }

  @Test(arguments: ["meta", "partition/transactions/0", "situation/a|performance", "pane/5"])
  func aDamagedRowIsNotLoaded(key: String) {
    #expect(throws: BookDamage.self) { try Self.load([StateRow(key: Array(key.utf8), value: [2, 2, 3])]) }
  }

  @Test(arguments: ["meta", "partition/transactions/0", "situation/a|performance", "pane/5"])
  func aRowOfADevelopmentVersionIsNamedAsSuch(key: String) {
    #expect {
      try Self.load([StateRow(key: Array(key.utf8), value: [1, 0, 0, 0, 0, 0, 0, 0, 5])])
    } throws: {
      ($0 as? BookDamage)?.row == key && ($0 as? BookDamage)?.reason.contains("development version") == true
    }
  }

  /// What is not read must not be dropped in silence: it may be a case that a later version knows.
  @Test(
    arguments: [
      "", "met", "situations/a", "situation/a|", "situation/a|outage", "situation/performance", "pane/", "pane/x",
      "partition/0", "partition/transactions/-1", "#book",
    ])
  func aRowOfAnUnknownKindIsNotPassedOver(key: String) {
    #expect(throws: BookDamage.self) {
      try Self.load([StateRow(key: Array(key.utf8), value: RowWriter.bytes(of: Situation()))])
    }
  }

  @Test func aPaneUnderAnotherNumberIsRefused() {
    #expect(throws: BookDamage.self) {
      try Self.load([StateRow(key: PaneRows.key(7), value: RowWriter.bytes(of: DecidedPane(pane: 8)))])
    }
  }

  /// A topic that was taken out of the configuration keeps its row, so that the digest stays that of the store.
  @Test func aPartitionThatIsNoSourceIsKept() throws {
    let driver = EngineDriver(RecordLog(partitions: 1))
    let key = PartitionRows.key(TopicPartition(topic: "once/configured", partition: 3))
    let row = StateRow(key: key, value: RowWriter.bytes(of: PartitionProgress(nextOffset: 77)))
    #expect(try driver.engine.load([row]).isEmpty)
    driver.engine.rewriteWholeBook()
    let rows = driver.engine.closeEpoch(statisticsID: nil).rows
    #expect(rows.contains(row))
    #expect(Engine.digest(of: rows) == driver.engine.bookDigest)
  }

  /// A combining mark after the prefix melts with its last character: `String.hasPrefix` does not see it (bug C1).
  @Test func aNameThatBeginsWithACombiningMarkIsLoaded() throws {
    let situation = Self.situation(seed: 1)
    let key = SituationKey("\u{301}x", .performance)
    let row = StateRow(key: CaseRows.key(key), value: RowWriter.bytes(of: situation))
    let meta = StateRow(key: MetaRow.key(()), value: RowWriter.bytes(of: BookMeta()))
    let driver = try Self.load([meta, row])
    #expect(driver.engine.book.cases.situation(key) == situation)
    #expect(try BookSummary([meta, row]).cases.count == (situation.episode == nil ? 0 : 1))
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
