public import ForewarnCore
import Glibc
public import StreamRuntime
import Synchronization

/// One process's connection to a `SimulatedBroker`.
///
/// Unchecked: the reading state (positions, loans, ends) belongs to the one thread that the port allows to read, the producer to
/// the one that commits; what they share is the broker, behind its lock, and the two atomics.
public final class SimulatedLog: EventLog, @unchecked Sendable {
  /// What `wait` does.
  public enum Waiting: Sendable {
    /// Returns at once, and the clock goes on by the time that was allowed (by 1 ms when records are there): for runs on one
    /// thread, which are then deterministic.
    case advancesClock
    /// Sleeps until a record is there, or `wake`, or the (real) time is up: for runs with threads.
    case sleeps
  }

  public let partitions: [TopicPartition]
  private let broker: SimulatedBroker
  /// Where each of our partitions stands among the broker's.
  private let places: [Int]
  private let time: SimulatedTime
  private let waiting: Waiting

  private var positions: [Int64] = []
  private var loans: [Loan?]
  private var ends: [FreshEnd?]
  private var producer: Producer = .none
  private var batchBytes = 1_000_000
  private let reading = OneThread("the reading half of the simulated log")
  private let committing = OneAtATime("the committing half of the simulated log")
  private let isAwake = Atomic(false)
  private let isClosed = Atomic(false)

  private enum Producer {
    case none
    case generation(Int)
    /// After an unknown outcome only `fence` helps.
    case inDoubt
  }

  init(broker: SimulatedBroker, places: [Int], time: SimulatedTime, waiting: Waiting) {
    self.broker = broker
    self.places = places
    self.time = time
    self.waiting = waiting
    partitions = places.map { broker.partitions[$0] }
    loans = partitions.map { _ in nil }
    ends = partitions.map { _ in nil }
  }

  // MARK: Reading

  public func start(at offsets: [Int64]) throws(LogFailure) {
    reading.check()
    guard positions.isEmpty, offsets.count == partitions.count else {
      throw misuse("start is called once, with an offset for each of \(partitions.count) partitions")
    }
    positions = offsets
    askForEnds()
  }

  public func poll(_ partition: Int, into batch: inout RecordBatch) throws(LogFailure) -> PollResult {
    reading.check()
    guard !isClosed.load(ordering: .acquiring), positions.indices.contains(partition) else {
      throw misuse("poll of partition \(partition) before start or after close")
    }
    batch.removeAll()
    loans[partition] = nil
    let position = positions[partition]
    let place = places[partition]
    let (logStart, records) = broker.state.withLock { state in
      (
        state.isReachable ? state.logs[place].start : 0,
        state.read(place, from: position, limit: Limits.batchRecords)
      )
    }
    if position < logStart {
      positions[partition] = logStart
      return .lost(logStart: logStart)
    }
    guard let last = records.last else { return .nothing }
    let loan = Loan(bytes: records.reduce(0) { $0 + ($1.key?.count ?? 0) + ($1.value?.count ?? 0) })
    for record in records {
      let headers = record.headers.isEmpty ? -1 : Int32(batch.headers.count)
      if headers >= 0 { batch.headers.append(record.headers) }
      batch.records.append(
        Record(
          offset: record.offset, timestampMicros: record.timestampMicros, value: record.value.map(loan.lend),
          key: record.key.map(loan.lend), headers: headers))
    }
    loans[partition] = loan
    positions[partition] = last.offset + 1
    return .records
  }

  public func position(_ partition: Int) -> Int64 {
    let position = positions[partition]
    let place = places[partition]
    return broker.state.withLock { state in
      let log = state.logs[place]
      return (log.visible.last?.offset ?? -1) < position ? max(position, log.end) : position
    }
  }

  public func freshEnd(_ partition: Int) -> FreshEnd? {
    let place = places[partition]
    return broker.state.withLock { $0.isReachable && $0.logs[place].standing.trouble == nil } ? ends[partition] : nil
  }

  public func standing(_ partition: Int) -> PartitionStanding {
    let place = places[partition]
    return broker.state.withLock { $0.isReachable ? $0.logs[place].told : PartitionStanding() }
  }

  /// Looked at whenever it is asked for.
  public var seenOwner: SeenOwner? {
    let now = time.monotonicMicros
    return broker.state.withLock { state in
      guard state.isReachable, let first = state.committedOffsets.first else { return nil }
      return SeenOwner(metadata: first.metadata, askedAtMicros: now)
    }
  }

  public var layoutChange: LayoutChange? {
    broker.state.withLock(\.layoutChange) ?? broker.added(to: partitions)
  }

  public func askForEnds() {
    reading.check()
    let now = time.monotonicMicros
    let places = places
    let answer = broker.state.withLock { state in state.answersEnds() ? places.map { state.logs[$0].end } : nil }
    if let answer { ends = answer.map { FreshEnd(offset: $0, askedAtMicros: now) } }
  }

  public func wait(atMostMillis: Int) {
    reading.check()
    switch waiting {
    case .advancesClock:
      if !isAwake.exchange(false, ordering: .acquiringAndReleasing) {
        time.advance(micros: Int64(hasRecords ? 1 : max(1, atMostMillis)) * 1000)
      }
    case .sleeps:
      var left = atMostMillis
      while left > 0, !isAwake.exchange(false, ordering: .acquiringAndReleasing), !hasRecords {
        usleep(1000)
        left -= 1
      }
    }
    // The transport asks once a second by itself.
    if (ends.first ?? nil).map({ time.monotonicMicros - $0.askedAtMicros >= 1_000_000 }) ?? true { askForEnds() }
  }

  private var hasRecords: Bool {
    let positions = positions
    let places = places
    return broker.state.withLock { state in
      state.isReachable && zip(positions, places).contains { position, place in position < state.logs[place].end }
    }
  }

  public func wake() {
    isAwake.store(true, ordering: .releasing)
  }

  public var connection: Connection {
    broker.state.withLock { $0.isReachable } ? .connected : .waiting(reason: "no simulated broker answers")
  }

  // MARK: Committing

  public func clusterID() throws(LogFailure) -> String {
    try ask { (state) throws(LogFailure) in state.clusterID }
  }

  public func fence() throws(LogFailure) {
    guard !isClosed.load(ordering: .acquiring) else { throw misuse("the log was closed") }
    producer = try committing.call { () throws(LogFailure) in
      .generation(try broker.state.withLock { (state) throws(LogFailure) in try state.fence() })
    }
  }

  public func committed() throws(LogFailure) -> [CommittedOffset] {
    let ours = Set(partitions)
    return try ask { (state) throws(LogFailure) in state.committedOffsets.filter { ours.contains($0.partition) } }
  }

  public func bounds() throws(LogFailure) -> [LogBounds] {
    let places = places
    return try ask { (state) throws(LogFailure) in
      places.map { LogBounds(start: state.logs[$0].start, end: state.logs[$0].end) }
    }
  }

  public func offsets(atMicros micros: Int64) throws(LogFailure) -> [Int64] {
    let places = places
    return try ask { (state) throws(LogFailure) in
      places.map { place in
        state.logs[place].records.first { $0.timestampMicros >= micros }?.offset ?? state.logs[place].end
      }
    }
  }

  public func recordTimes(at offsets: [Int64?]) throws(LogFailure) -> [Int64?] {
    let places = places
    return broker.state.withLock { state in
      zip(places, offsets).map { place, offset in
        state.logs[place].records.first { $0.offset == offset }?.timestampMicros
      }
    }
  }

  public func readState() throws(LogFailure) -> [StateRow] {
    try ask { (state) throws(LogFailure) in state.compactedState }
  }

  public func commit(_ epoch: Epoch) -> CommitOutcome { transact(epoch, rehearsing: false) }

  public func halveBatches() -> Bool {
    batchBytes /= 2
    producer = .inDoubt
    return batchBytes > 0
  }

  public func rehearse(_ epoch: Epoch) -> CommitOutcome { transact(epoch, rehearsing: true) }

  private func transact(_ epoch: Epoch, rehearsing: Bool) -> CommitOutcome {
    committing.call {
      guard !isClosed.load(ordering: .acquiring), case .generation(let generation) = producer else {
        return .stop(misuse("commit without a producer: fence makes one, and an unknown outcome ends it"))
      }
      let batchBytes = batchBytes
      let outcome = broker.state.withLock {
        $0.commit(epoch, by: generation, batchBytes: batchBytes, rehearsing: rehearsing)
      }
      if case .unknown = outcome { producer = .inDoubt }
      return outcome
    }
  }

  public func close(withinMillis: Int) {
    isClosed.store(true, ordering: .releasing)
    wake()
  }

  private func ask<Answer: Sendable>(
    _ question: @Sendable (inout BrokerState) throws(LogFailure) -> Answer
  ) throws(LogFailure) -> Answer {
    try committing.call { () throws(LogFailure) in
      guard !isClosed.load(ordering: .acquiring) else { throw misuse("the log was closed") }
      return try broker.state.withLock { (state) throws(LogFailure) in
        try state.answer()
        return try question(&state)
      }
    }
  }

  private func misuse(_ message: String) -> LogFailure {
    LogFailure(.broken, message, remedy: "Mend the caller.")
  }
}

/// The bytes that a batch borrows. When the loan ends they are overwritten, so that whoever reads on reads nonsense.
private final class Loan {
  private let memory: UnsafeMutableRawBufferPointer
  private var used = 0

  init(bytes: Int) {
    memory = .allocate(byteCount: bytes, alignment: 1)
  }

  deinit {
    memory.initializeMemory(as: UInt8.self, repeating: 0xDB)
    memory.deallocate()
  }

  func lend(_ bytes: [UInt8]) -> Bytes {
    let part = UnsafeMutableRawBufferPointer(rebasing: memory[used..<used + bytes.count])
    part.copyBytes(from: bytes)
    used += bytes.count
    return Bytes(UnsafeRawBufferPointer(part))
  }
}
