import ForewarnCore
import Simulation
import StreamRuntime
import Testing

@Suite struct SimulatedLogTests {
  private static let alerts = TopicPartition(topic: "alerts", partition: 0)

  private static func broker(_ faults: FaultPlan = .none) -> SimulatedBroker {
    SimulatedBroker(topics: [("transactions", 2), ("alerts", 1)], faults: faults)
  }

  private static func epoch(_ id: String, offset: Int64 = 7, rows: [StateRow] = [], outputBytes: Int = 1) -> Epoch {
    let value = [UInt8](repeating: 0x6F, count: outputBytes)
    return Epoch(
      bookID: id, parentBookID: nil, number: 1, rows: rows,
      outputs: [Output(role: .cases, key: Array(id.utf8), value: value, headers: [])],
      offsets: [PartitionOffset(partition: alerts, offset: offset)], statisticsID: nil, metadata: id)
  }

  /// All offsets of a partition, asked until three polls in a row bring nothing.
  private static func drain(_ log: SimulatedLog, _ partition: Int) throws -> [Int64] {
    var offsets: [Int64] = []
    var batch = RecordBatch()
    var silent = 0
    while silent < 100 {
      if try log.poll(partition, into: &batch) == .records {
        #expect(!batch.records.isEmpty && batch.records.count <= Limits.batchRecords)
        offsets += batch.records.map(\.offset)
        silent = 0
      } else {
        silent += 1
      }
    }
    return offsets
  }

  @Test(arguments: [FaultPlan.none, .rough(seed: 3)])
  func aReaderSeesEveryRecordOnceAndNoGap(_ faults: FaultPlan) throws {
    let broker = Self.broker(faults)
    var expected: [Int64] = []
    for number in 0..<2000 {
      if number % 7 == 0 { broker.appendGap("alerts", 0, count: 2) }
      expected.append(broker.append("alerts", 0, Array("\(number)".utf8), timestampMicros: Int64(number)))
    }
    broker.appendGap("alerts", 0)
    let log = broker.open(time: SimulatedTime())
    #expect(
      log.partitions == [
        Self.alerts, .init(topic: "transactions", partition: 0), .init(topic: "transactions", partition: 1),
      ])
    try log.start(at: [0, 0, 0])
    #expect(try Self.drain(log, 0) == expected)
    #expect(try Self.drain(log, 1) == [])
  }

  @Test func aBatchLendsKeysValuesAndHeaders() throws {
    let broker = Self.broker()
    broker.append(
      "alerts", 0, [1, 2], key: [], headers: [RecordHeader(name: "h", value: [9])], timestampMicros: 5)
    broker.append("alerts", 0, nil, timestampMicros: 6)
    let log = broker.open(time: SimulatedTime())
    try log.start(at: [0, 0, 0])
    var batch = RecordBatch()
    #expect(try log.poll(0, into: &batch) == .records)
    let first = try #require(batch.records.first)
    #expect(first.value.map { Array($0.buffer) } == [1, 2])
    #expect(first.key?.count == 0)
    #expect(batch.headers(of: first) == [RecordHeader(name: "h", value: [9])])
    #expect(batch.records[1].value == nil && batch.records[1].key == nil && batch.records[1].headers == -1)
  }

  @Test func retentionIsALoss() throws {
    let broker = Self.broker()
    for _ in 0..<10 { broker.append("alerts", 0, [0], timestampMicros: 0) }
    broker.removeRecords("alerts", 0, before: 4)
    let log = broker.open(time: SimulatedTime())
    try log.start(at: [3, 0, 0])
    var batch = RecordBatch()
    #expect(try log.poll(0, into: &batch) == .lost(logStart: 4))
    #expect(try log.bounds().first == LogBounds(start: 4, end: 10))
  }

  @Test func endsAreAsOldAsTheirQuestion() throws {
    let broker = Self.broker()
    let time = SimulatedTime()
    let log = broker.open(time: time)
    #expect(log.freshEnd(0) == nil)
    try log.start(at: [0, 0, 0])
    #expect(log.freshEnd(0) == FreshEnd(offset: 0, askedAtMicros: 0))
    broker.append("alerts", 0, [0], timestampMicros: 0)
    broker.appendGap("alerts", 0)
    time.advance(micros: 500)
    #expect(log.freshEnd(0) == FreshEnd(offset: 0, askedAtMicros: 0))
    log.askForEnds()
    #expect(log.freshEnd(0) == FreshEnd(offset: 1, askedAtMicros: 500))
    broker.setReachable(false)
    #expect(log.freshEnd(0) == nil)
    #expect(log.connection != .connected)
    #expect(#expect(throws: LogFailure.self) { try log.committed() }?.kind == .unavailable)
  }

  @Test func waitingMovesTheClock() throws {
    let broker = Self.broker()
    let time = SimulatedTime()
    let log = broker.open(time: time)
    try log.start(at: [0, 0, 0])
    log.wait(atMostMillis: 50)
    #expect(time.monotonicMicros == 50_000)
    log.wake()
    log.wait(atMostMillis: 50)
    #expect(time.monotonicMicros == 50_000)
    broker.append("alerts", 0, [0], timestampMicros: 0)
    log.wait(atMostMillis: 50)
    #expect(time.monotonicMicros == 51_000)
  }

  @Test func aCommitIsAllOrNothing() throws {
    let broker = Self.broker()
    let log = broker.open(time: SimulatedTime())
    try log.fence()
    let row = StateRow(key: "k", value: [1])
    #expect(log.commit(Self.epoch("b1", offset: 7, rows: [row, StateRow(key: "a", value: [2])])) == .committed)
    #expect(try log.committed() == [CommittedOffset(partition: Self.alerts, offset: 7, metadata: "b1")])
    #expect(log.commit(Self.epoch("b2", rows: [StateRow(key: "a", value: nil)])) == .committed)
    #expect(try log.readState() == [row])
    broker.scriptCommits([.refused])
    guard case .refused(_, _, permanent: false) = log.commit(Self.epoch("b3", offset: 9, rows: [])) else {
      Issue.record("not refused")
      return
    }
    #expect(broker.committedOutputs.map(\.key) == [Array("b1".utf8), Array("b2".utf8)])
    #expect(try log.committed().map(\.offset) == [7])
  }

  @Test func whatIsTooLargeIsRefusedForEver() throws {
    let broker = Self.broker()
    broker.setLargestOutput(bytes: 100)
    let log = broker.open(time: SimulatedTime())
    try log.fence()
    for _ in 0..<2 {
      guard case .refused("MSG_SIZE_TOO_LARGE", _, permanent: true) = log.commit(Self.epoch("b", outputBytes: 100))
      else {
        Issue.record("not refused for ever")
        return
      }
    }
    var wordy = Self.epoch("b")
    wordy.metadata = String(repeating: "m", count: 513)
    guard case .refused("OFFSET_METADATA_TOO_LARGE", _, permanent: true) = log.commit(wordy) else {
      Issue.record("long metadata are taken")
      return
    }
    #expect(broker.committedOutputs.isEmpty)
  }

  @Test(arguments: [(FaultPlan.CommitFault.unknownDone, 1), (.unknownNotDone, 0)])
  func anUnknownOutcomeEndsTheProducer(_ fault: FaultPlan.CommitFault, _ done: Int) throws {
    let broker = Self.broker()
    let log = broker.open(time: SimulatedTime())
    try log.fence()
    broker.scriptCommits([fault])
    guard case .unknown = log.commit(Self.epoch("b1")) else {
      Issue.record("known")
      return
    }
    guard case .stop = log.commit(Self.epoch("b1")) else {
      Issue.record("a producer in doubt was used again")
      return
    }
    try log.fence()
    #expect(try log.committed().count == done)
    #expect(log.commit(Self.epoch("b2")) == .committed)
  }

  @Test(arguments: [true, false])
  func aLateCommitCountsUntilItIsFenced(isFencedFirst: Bool) throws {
    let broker = Self.broker()
    let log = broker.open(time: SimulatedTime())
    try log.fence()
    broker.scriptCommits([.unknownLate])
    _ = log.commit(Self.epoch("b1"))
    #expect(broker.committedOutputs.isEmpty)
    if isFencedFirst { try log.fence() }
    broker.deliverLateCommit()
    #expect(broker.committedOutputs.count == (isFencedFirst ? 0 : 1))
    #expect(broker.sentOutputs.count == 1)
  }

  @Test func theNewerProcessFencesTheOlder() throws {
    let broker = Self.broker()
    let older = broker.open(time: SimulatedTime())
    try older.fence()
    #expect(older.commit(Self.epoch("b1")) == .committed)
    let newer = broker.open(time: SimulatedTime())
    try newer.fence()
    guard case .fenced = older.commit(Self.epoch("b2")) else {
      Issue.record("the older one goes on")
      return
    }
    #expect(newer.commit(Self.epoch("b3")) == .committed)
    #expect(broker.committedEpochs.map(\.bookID) == ["b1", "b3"])
  }

  @Test func aClosedProcessFencesNobody() throws {
    let broker = Self.broker()
    let old = broker.open(time: SimulatedTime())
    try old.fence()
    let new = broker.open(time: SimulatedTime())
    try new.fence()
    old.close(withinMillis: 0)
    #expect(throws: LogFailure.self) { try old.fence() }
    #expect(new.commit(Self.epoch("b1")) == .committed)
  }

  @Test func aTimeoutFencesAProducerWithoutARival() throws {
    let broker = Self.broker()
    let log = broker.open(time: SimulatedTime())
    try log.fence()
    broker.scriptCommits([.timedOut, nil])
    for _ in 0..<2 {
      guard case .fenced = log.commit(Self.epoch("b1")) else {
        Issue.record("not fenced")
        return
      }
    }
    try log.fence()
    #expect(log.commit(Self.epoch("b1")) == .committed)
  }

  @Test func aSeedRepeatsItsFaults() throws {
    func life(_ seed: UInt64) throws -> [CommitOutcome] {
      let broker = Self.broker(.rough(seed: seed))
      let log = broker.open(time: SimulatedTime())
      return (0..<100).map { number in
        while (try? log.fence()) == nil {}
        return log.commit(Self.epoch("b\(number)"))
      }
    }
    #expect(try life(1) == life(1))
    #expect(try life(1) != life(2))
    #expect(try life(1).contains(.committed))
  }

  @Test func identifiersDoNotRepeat() {
    let identifiers = SimulatedIdentifiers(seed: 1)
    let ids = (0..<1000).map { _ in identifiers.next() }
    #expect(Set(ids).count == 1000)
    #expect(ids.allSatisfy { $0.utf8.count == 32 && $0.allSatisfy { $0.isHexDigit && !$0.isUppercase } })
    #expect(SimulatedIdentifiers(seed: 1).next() == ids[0])
  }

  @Test func splitMixIsTheKnownSequence() {
    var generator = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<3).map { _ in generator.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
  }
}

extension StateRow {
  /// Most keys of tests are texts.
  init(key: String, value: [UInt8]?) { self.init(key: Array(key.utf8), value: value) }
}
