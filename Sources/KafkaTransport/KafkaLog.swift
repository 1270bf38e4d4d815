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

  public private(set) var partitions: [TopicPartition] = []
  private var reading = Reading.notStarted
  private var readers: [PartitionReader] = []
  private var watcher: EndWatcher?
  /// A copy of the watcher's newest answer, and which one that was.
  private var ends: [FreshEnd?] = []
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
    let properties = ClientProperties(.consumer, user: settings.properties, groupID: settings.groupID)
    consumer = try KafkaClient(.consumer, properties, onLog: settings.onLog)
    waker = try KafkaFailure.asLogFailure { () throws(KafkaError) in try Waker() }
  }

  /// Learns the partitions, checks that every topic exists, and fits batches to what the topics take. A broker that does not answer is
  /// waited for: `stillWaiting` gets a sentence about once a second and answers whether to go on. Answers what is wrong with topics
  /// that are there.
  @discardableResult
  public func open(stillWaiting: (String) -> Bool) throws(LogFailure) -> [TopicFinding] {
    let counts = try TopicDirectory.partitionCounts(
      of: settings.inputs + writtenTopics, client: consumer, stillWaiting: stillWaiting)
    partitions = zip(settings.inputs, counts).flatMap { topic, count in
      (0..<Int32(count)).map { TopicPartition(topic: topic, partition: $0) }
    }.sorted()
    let written = Dictionary(uniqueKeysWithValues: zip(writtenTopics, counts.dropFirst(settings.inputs.count)))
    return survey(written)
  }

  /// Looks at the settings of the topics that are written.
  private func survey(_ partitions: [String: Int]) -> [TopicFinding] {
    let answers: [String: Result<[String: String], KafkaError>]
    switch TopicSettings.ask(writtenTopics, client: consumer, timeoutMillis: Self.settingsMillis) {
    case .success(let settings): answers = settings
    case .failure(let error): answers = partitions.mapValues { _ in .failure(error) }
    }
    var facts: [String: TopicFacts] = [:]
    var batch = gate.batch
    for (topic, answer) in answers {
      facts[topic] = TopicFacts(partitions: partitions[topic], settings: try? answer.get())
      if let bytes = facts[topic]?.maxMessageBytes { batch.fit(maxMessageBytes: bytes) }
    }
    gate.batch = batch
    let findings = TopicSurvey.findings(outputs: settings.outputs, stateTopic: settings.stateTopic, facts)
    // Not told in the order of a dictionary.
    guard let topic = answers.keys.sorted().first(where: { facts[$0]?.settings == nil }),
      case .failure(let error)? = answers[topic]
    else { return findings }
    return findings + [
      TopicFinding(
        topic: topic, what: "does not tell its settings (\(error.name)), so that nobody checks them",
        remedy: "Grant this principal the right DescribeConfigs; `forewarn topics acls` lists all rights.")
    ]
  }

  private static let settingsMillis = 10_000

  /// Output and state topics, in a fixed order.
  var writtenTopics: [String] {
    OutputRole.allCases.compactMap { settings.outputs[$0] } + [settings.stateTopic]
  }

  // MARK: - Reading

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
    ends = Array(repeating: nil, count: partitions.count)
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
      guard let first = batch.records.first?.offset, let last = batch.records.last?.offset else {
        preconditionFailure("a batch of records holds one")
      }
      precondition(before <= first && last < reader.position, "a record outside of what the position passed")
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
    checkReadingThread()
    if let watcher, watcher.answerCount != seenAnswers {
      seenAnswers = watcher.answerCount
      ends = watcher.ends
    }
    // Before `start` nothing was asked yet.
    return ends.indices.contains(partition) ? ends[partition] : nil
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

  /// What an error in a partition's queue means. Those that pass are librdkafka's to retry.
  private func resume(_ reader: PartitionReader, after error: KafkaError) throws(LogFailure) -> PollResult {
    switch error.code {
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
      return try reenter(reader)
    default: break
    }
    if ErrorTable.kind(of: error.code) == .unavailable {
      consumer.observer.error(error)
      return .nothing
    }
    throw KafkaFailure.describe(error, doing: "reading \(reader.partition.text) at offset \(reader.position)")
  }

  /// The position is outside of the log, and librdkafka has stopped fetching the partition.
  private func reenter(_ reader: PartitionReader) throws(LogFailure) -> PollResult {
    let place = [reader.partition]
    func ask(_ place: OffsetQuery.Place) -> Int64? {
      try? OffsetQuery.offsets(place, of: [reader.partition], client: consumer, timeoutMillis: 5_000).get()[0]
    }
    guard let start = ask(.start), let end = ask(.end) else {
      // No answer: fetching again from the same offset brings the error, and so this question, again.
      try reassign(place, at: reader.position)
      return .nothing
    }
    if start > reader.position {
      try reassign(place, at: start)
      reader.move(to: start)
      return .lost(logStart: start)
    }
    if end < reader.position {
      throw LogFailure(
        .broken,
        "\(reader.partition.text) ends at offset \(end), before the position \(reader.position): the topic was made anew, or a "
          + "broker lost records",
        remedy: "If the topic was made anew on purpose, use `forewarn state restart`.")
    }
    try reassign(place, at: reader.position)
    return .nothing
  }

  /// The way to start one partition again: a seek is refused once its fetcher has stopped. Its queue is empty by then.
  private func reassign(_ partitions: [TopicPartition], at offset: Int64) throws(LogFailure) {
    let list = PartitionList(partitions, offset: offset)
    let error =
      KafkaError(consuming: rd_kafka_incremental_unassign(consumer.handle, list.list))
      ?? KafkaError(consuming: rd_kafka_incremental_assign(consumer.handle, list.list))
    if let error {
      throw KafkaFailure.describe(error, doing: "starting \(partitions[0].text) again at offset \(offset)")
    }
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
    reading = .ended
    let deadline = monotonicMicros() + Int64(withinMillis) * 1_000
    func left() -> Int { max(0, Int((deadline - monotonicMicros()) / 1_000)) }
    // What another thread still uses is left to the end of the process.
    guard gate.waitUntilEmpty(isTimeLeft: { left() > 0 }) else { return }
    // Half of the time for each, so that a producer that hangs does not cost the consumer its turn.
    gate.producer?.destroy(withinMillis: left() / 2)
    gate.producer = nil
    if let watcher, !watcher.stop(withinMillis: left()) { return }
    for reader in readers { reader.close() }
    readers = []
    consumer.destroy(withinMillis: left())
  }
}

extension TopicPartition {
  /// As people write it.
  var text: String { "\(topic) [\(partition)]" }
}
