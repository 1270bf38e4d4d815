import ForewarnCore
import SQLiteStore
import Simulation
import StreamRuntime
import Testing

/// The smallest process that keeps the commit protocol, killed again and again: each input record comes out once, in order,
/// whatever fails. It holds the simulation and the store on disk to the protocol, without the runtime.
@Suite struct ExactlyOnceTests {
  @Test(arguments: 0..<60)
  func onTheSimulatedDisk(seed: UInt64) throws {
    let disk = SimulatedDisk(faults: .rough(seed: seed))
    try Self.check(seed: seed, open: { try disk.open() }, crash: { _ in disk.crash() }, calm: { disk.setFaults(.none) })
  }

  @Test(arguments: 0..<6)
  func onSQLite(seed: UInt64) throws {
    let folder = TemporaryFolder()
    try Self.check(
      seed: seed, open: { try SQLiteStore.open(path: folder.path) }, crash: { $0.close() }, calm: {})
  }

  private static func check(
    seed: UInt64, open: () throws -> any StateStore, crash: (any StateStore) -> Void, calm: () -> Void
  ) throws {
    let broker = SimulatedBroker(topics: [("in", 1)], faults: .rough(seed: seed))
    let identifiers = SimulatedIdentifiers(seed: seed)
    var random = SplitMix64(seed: seed)
    var expected: [[UInt8]] = []
    for number in 0..<300 {
      if random.happens(0.2) { broker.appendGap("in", 0) }
      expected.append(Array("\(number)".utf8))
      broker.append("in", 0, expected[number], timestampMicros: Int64(number))
    }
    for life in 0..<31 {
      if life == 30 {
        broker.setFaults(.none)
        calm()
      }
      let store = try open()
      let log = broker.open(time: SimulatedTime())
      var process = CopyingProcess(log: log, store: store, identifiers: identifiers, random: random)
      process.deathRate = life == 30 ? 0 : 0.02
      // A death, or a failure after which a process starts again: both leave what is on disk and at the broker.
      try? process.run()
      random = process.random
      crash(store)
    }
    #expect(broker.committedOutputs.map(\.value) == expected)
  }
}

/// Copies the records of partition 0 to the output.
private struct CopyingProcess {
  let log: SimulatedLog
  let store: any StateStore
  let identifiers: SimulatedIdentifiers
  var random: SplitMix64
  var deathRate = 0.0
  private var bookID: String?

  struct Death: Error {}

  init(log: SimulatedLog, store: any StateStore, identifiers: SimulatedIdentifiers, random: SplitMix64) {
    self.log = log
    self.store = store
    self.identifiers = identifiers
    self.random = random
  }

  mutating func run() throws {
    try log.fence()
    bookID = try log.committed().first?.metadata
    if let bookID { try store.fold(bookID: bookID, keepingStatistics: []) }
    for epoch in try store.load().prepared where epoch.parentBookID == bookID { try commit(epoch) }
    let next = try store.load().base?.rows.first?.value.map { Int64(String(decoding: $0, as: UTF8.self)) } ?? 0
    try log.start(at: [next ?? 0])
    var batch = RecordBatch()
    for _ in 0..<400 where try log.poll(0, into: &batch) == .records {
      // A few records at a time, so that a life has many commits: the rest of the batch goes into epochs of its own.
      var records = batch.records[...]
      while !records.isEmpty {
        let some = records.prefix(Int.random(in: 1...20, using: &random))
        records = records.dropFirst(some.count)
        try mayDie()
        let epoch = epoch(of: some)
        try store.prepare(epoch)
        try mayDie()
        try commit(epoch)
      }
    }
  }

  private func epoch(of records: ArraySlice<Record>) -> Epoch {
    let next = (records.last?.offset ?? 0) + 1
    let id = identifiers.next()
    return Epoch(
      bookID: id, parentBookID: bookID, number: next,
      rows: [StateRow(key: "next", value: Array("\(next)".utf8))],
      outputs: records.map { Output(role: .cases, key: nil, value: $0.value.map { Array($0.buffer) }, headers: []) },
      offsets: [PartitionOffset(partition: log.partitions[0], offset: next)], statisticsID: nil, metadata: id)
  }

  private mutating func commit(_ epoch: Epoch) throws {
    while true {
      switch log.commit(epoch) {
      case .committed:
        try mayDie()
        return try settle(epoch)
      case .refused(_, _, permanent: false):
        continue
      case .unknown:
        try mayDie()
        try log.fence()
        if try log.committed().first?.metadata == epoch.bookID { return try settle(epoch) }
      case .fenced, .stop, .refused:
        throw Death()
      }
    }
  }

  private mutating func settle(_ epoch: Epoch) throws {
    bookID = epoch.bookID
    try store.fold(bookID: epoch.bookID, keepingStatistics: [])
  }

  private mutating func mayDie() throws {
    if random.happens(deathRate) { throw Death() }
  }
}
