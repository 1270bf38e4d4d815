internal import CRdKafka
public import ForewarnCore
internal import Glibc
public import StreamRuntime

/// The log in Kafka: a queue for each partition to read from, and a transaction for each epoch.
///
/// `open` first. The reading half is used by one thread and the committing half by one; see the protocols. Who breaks that is
/// stopped.
// Sendable: `readers`, `ends` and the other reading state belong to the reading thread, which also closes; what the committing
// thread uses is behind the gate. The rest is constant or synchronised.
public final class KafkaLog: EventLog, @unchecked Sendable {
  let settings: KafkaSettings
  let consumer: KafkaClient
  let gate: CommittingGate
  private let waker: Waker

  var layout = InputLayout()
  private var reading = Reading.notStarted
  private var readers: [PartitionReader] = []
  private var watcher: EndWatcher?
  private var topics: TopicWatcher?
  /// A copy of the watcher's newest answer, and which one that was.
  private var heard = EndAnswers(count: 0)
  private var seenAnswers = 0
  /// The answer that was the newest as records last came.
  private var answersAtRecords = -1
  private var isToldOfHeaders = false

  private enum Reading {
    case notStarted
    case by(pthread_t)
    case ended
  }

  /// Makes the consumer; talks to no broker yet.
  public init(settings: KafkaSettings) throws(LogFailure) {
    self.settings = settings
    gate = CommittingGate(batch: BatchSize(user: settings.properties))
    let properties = ClientProperties(.consumer, user: settings.properties, groupID: settings.identity.groupID)
    consumer = try KafkaClient(.consumer, properties, onLog: settings.onLog)
    waker = try KafkaFailure.asLogFailure { () throws(KafkaError) in try Waker() }
  }

  // MARK: - Reading

  public var partitions: [TopicPartition] { layout.partitions }

  public func start(at offsets: [Int64]) throws(LogFailure) {
    guard case .notStarted = reading else { preconditionFailure("start is called once, and before close") }
    precondition(offsets.count == partitions.count, "\(offsets.count) offsets for \(partitions.count) partitions")
    precondition(offsets.allSatisfy { $0 >= 0 }, "librdkafka takes a negative offset for a place, such as the end")
    reading = .by(pthread_self())
    for partition in partitions {
      guard let reader = PartitionReader(partition, client: consumer, waker: waker) else {
        throw LogFailure(.broken, "\(partition.text): librdkafka has no queue for it", remedy: "Restart.")
      }
      readers.append(reader)
    }
    let list = PartitionList(partitions)
    for (index, offset) in offsets.enumerated() {
      readers[index].move(to: offset)
      list[index].offset = offset
    }
    let code = rd_kafka_assign(consumer.handle, list.list)
    if code != RD_KAFKA_RESP_ERR_NO_ERROR {
      throw KafkaFailure.describe(KafkaError(code: code), doing: "assigning the input partitions")
    }
    let topics = try TopicWatcher(settings, client: consumer, layout: layout, reader: waker)
    try topics.start()
    self.topics = topics
    heard = EndAnswers(count: partitions.count)
    watcher = try KafkaFailure.asLogFailure { () throws(KafkaError) in
      let watcher = try EndWatcher(client: consumer, partitions: partitions, reader: waker)
      try watcher.start()
      return watcher
    }
  }

  public func poll(_ partition: Int, into batch: inout RecordBatch) throws(LogFailure) -> PollResult {
    let reader = reader(partition)
    let before = reader.position
    switch reader.poll(into: &batch) {
    case .records:
      guard let first = batch.records.first?.offset, let last = batch.records.last else {
        preconditionFailure("a batch of records holds one")
      }
      topics?.note(partition, .init(offset: last.offset, timestampMicros: last.timestampMicros))
      precondition(before <= first && last.offset < reader.position, "a record outside of what the position passed")
      answersAtRecords = watcher?.answerCount ?? -1
      if reader.lookup.hasDisagreed { tellOfHeaders(reader.partition) }
      return .records
    case .nothing: return .nothing
    case .failed(let error): return try resume(reader, after: error)
    }
  }

  /// Once: if it is so in one partition, it will be in others.
  private func tellOfHeaders(_ partition: TopicPartition) {
    if isToldOfHeaders { return }
    isToldOfHeaders = true
    consumer.observer.log(
      level: 3, facility: "HEADERS",
      "librdkafka \(librdkafkaVersion()) and the bytes of a record of \(partition.text) disagree about its headers: librdkafka is "
        + "asked for each record now, which takes longer and is safe")
  }

  public func position(_ partition: Int) -> Int64 { reader(partition).position }

  private func reader(_ partition: Int) -> PartitionReader {
    checkReadingThread()
    precondition(
      readers.indices.contains(partition), "no partition \(partition) among the \(readers.count) that are read")
    return readers[partition]
  }

  /// The reading half is one thread's, from `start` to `close`. Asked for each call, not for each record.
  private func checkReadingThread() {
    switch reading {
    case .notStarted: break
    case .by(let thread):
      precondition(
        pthread_equal(thread, pthread_self()) != 0, "the reading half belongs to the thread that started it")
    case .ended: preconditionFailure("reading is between start and close")
    }
  }

  public func freshEnd(_ partition: Int) -> FreshEnd? {
    hear()
    // Before `start` nothing was asked yet.
    return heard.ends.indices.contains(partition) ? heard.ends[partition] : nil
  }

  public func standing(_ partition: Int) -> PartitionStanding {
    hear()
    return heard.standings.indices.contains(partition) ? heard.standings[partition] : PartitionStanding()
  }

  public var layoutChange: LayoutChange? {
    checkReadingThread()
    return topics?.change
  }

  public var seenOwner: SeenOwner? {
    checkReadingThread()
    return topics?.owner
  }

  private func hear() {
    checkReadingThread()
    if let watcher, watcher.answerCount != seenAnswers {
      seenAnswers = watcher.answerCount
      heard = watcher.newest
    }
  }

  public func askForEnds() {
    checkReadingThread()
    guard let watcher else { return }
    watcher.ask(watcher.answerCount == answersAtRecords ? .busy : .idle)
  }

  public func wait(atMostMillis: Int) {
    checkReadingThread()
    waker.wait(atMostMillis: atMostMillis)
  }

  public func wake() { waker.wake() }

  public var connection: Connection {
    checkReadingThread()
    return watcher?.connection ?? .connected
  }

  // MARK: - Leaving

  public func close(withinMillis: Int) {
    if gate.isClosing { return }
    checkReadingThread()
    leave(withinMillis: withinMillis)
  }

  // Nobody else is left, so any thread may.
  deinit { leave(withinMillis: 1_000) }

  private func leave(withinMillis: Int) {
    guard gate.close() else { return }
    FaultPoint.strikes(.closeLog, .before)
    defer { FaultPoint.strikes(.closeLog, .after) }
    reading = .ended
    let deadline = monotonicMicros() + Int64(withinMillis) * 1_000
    func left() -> Int { max(0, Int((deadline - monotonicMicros()) / 1_000)) }
    // What another thread still uses is left to the end of the process.
    guard gate.waitUntilEmpty(isTimeLeft: { left() > 0 }) else { return }
    // Half of the time for each, so that a producer that hangs does not cost the consumer its turn.
    gate.producer?.destroy(withinMillis: left() / 2)
    gate.producer = nil
    if let watcher, !watcher.stop(withinMillis: left()) { return }
    if let topics, !topics.stop(withinMillis: left()) { return }
    for reader in readers { reader.close() }
    readers = []
    consumer.destroy(withinMillis: left())
  }
}

extension TopicPartition {
  /// As people write it.
  var text: String { "\(topic) [\(partition)]" }
}
