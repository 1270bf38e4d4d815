internal import CRdKafka
internal import ForewarnCore
internal import StreamRuntime

/// A record on its way into a transaction.
struct OutgoingRecord {
  var topic: String
  var key: [UInt8]?
  var value: [UInt8]?
  var headers: [RecordHeader]
  var timestampMicros: Int64?
}

/// One producer with a transactional id, from `init_transactions` to its end.
// Sendable: one call at a time, and none after `destroy`; the log's gate sees to it.
final class TransactionalProducer: @unchecked Sendable {
  private let client: KafkaClient
  private let groupID: String
  private let transactionMicros: Int64
  private let isClosing: () -> Bool
  private var phase = Phase.made
  /// Counts them; tags the records of one.
  private var transaction = 0
  private var hasRefused = false

  private enum Phase {
    case made, initialized, ended
  }

  /// `isClosing` ends repeated attempts early.
  init(
    properties: ClientProperties, groupID: String, onLog: @escaping @Sendable (KafkaLogLine) -> Void,
    isClosing: @escaping () -> Bool
  ) throws(LogFailure) {
    client = try KafkaClient(.producer, properties, onLog: onLog)
    self.groupID = groupID
    self.isClosing = isClosing
    let timeout = properties.list.last { $0.name == "transaction.timeout.ms" }?.value
    transactionMicros = (timeout.flatMap { Int64($0) } ?? 30_000) * 1_000
  }

  func destroy(withinMillis: Int) {
    phase = .ended
    client.destroy(withinMillis: withinMillis)
  }

  /// Fences older producers and settles what they left. Then learns the topics: without that the first transaction waits a
  /// second for them.
  func initialize(topics: [String]) throws(LogFailure) {
    precondition(phase == .made, "a producer is initialised once")
    let deadline = monotonicMicros() + transactionMicros
    while let error = KafkaError(consuming: rd_kafka_init_transactions(client.handle, 2_000)) {
      client.serve()
      if let refusal = client.observer.takeRefusal() { throw TopicDirectory.unauthorized(refusal) }
      let reason = "Kafka producer could not initialise its transactions: \(error.text) (\(error.name))"
      switch ErrorTable.verdict(on: error, during: .begin) {
      case .retry where monotonicMicros() < deadline && !isClosing(): continue
      case .retry, .unknown, .refuse:
        let cause = client.observer.lastError.map { "; \($0.text)" } ?? ""
        throw LogFailure(.unavailable, reason + cause, remedy: "Check that all brokers run and answer; waiting helps.")
      case .fenced:
        throw LogFailure(.fenced, reason, remedy: "Another process with this application id has taken over: stop one.")
      case .stop(.unauthorized):
        throw LogFailure(
          .unauthorized, reason,
          remedy: "Grant this principal WRITE and DESCRIBE on the transactional id, IDEMPOTENT_WRITE.")
      case .stop(let kind):
        throw LogFailure(
          kind, reason, remedy: "Kafka 0.11 or later with transactions is needed; see the broker's settings.")
      }
    }
    _ = try TopicDirectory.partitionCounts(of: topics, client: client) { _ in
      !isClosing() && monotonicMicros() < deadline
    }
    phase = .initialized
  }

  func commit(
    _ records: [OutgoingRecord], offsets: [PartitionOffset], metadata: String, rehearsing: Bool = false
  ) -> CommitOutcome {
    precondition(phase == .initialized, "a producer commits between its initialisation and its end")
    precondition(
      offsets.allSatisfy { $0.offset >= 0 }, "librdkafka leaves a negative offset out of the transaction without a word"
    )
    let followsRefusal = hasRefused
    hasRefused = false
    let outcome = transact(records, offsets: offsets, metadata: metadata, rehearsing: rehearsing)
    if case .refused(_, _, let permanent) = outcome {
      // Up to 2.0.2 at least, the refused record leaves a gap in the sequence numbers: the next transaction fails for that
      // alone (`OUT_OF_ORDER_SEQUENCE_NUMBER`), and its abort closes the gap.
      if followsRefusal, !permanent {
        return transact(records, offsets: offsets, metadata: metadata, rehearsing: rehearsing)
      }
      hasRefused = true
    }
    return outcome
  }

  private func transact(
    _ records: [OutgoingRecord], offsets: [PartitionOffset], metadata: String, rehearsing: Bool
  ) -> CommitOutcome {
    let deadline = monotonicMicros() + transactionMicros
    transaction += 1
    if let error = attempt(until: deadline, .begin, { rd_kafka_begin_transaction(client.handle) }) {
      return conclude(error, .begin, "begin", deadline)
    }
    for record in records {
      if let error = send(record, until: deadline) {
        return conclude(error, .produce, "topic \(record.topic)", deadline)
      }
    }
    if let (error, topic) = flush(until: deadline) { return conclude(error, .delivery, "topic \(topic)", deadline) }
    if !offsets.isEmpty, let error = sendOffsets(offsets, metadata, until: deadline) {
      return conclude(error, .offsets, "offsets of group \(groupID)", deadline)
    }
    if rehearsing {
      let ended = abort(code: "", "rehearsed", permanent: false, deadline)
      if case .refused = ended { return .committed }
      return ended
    }
    if let error = attempt(
      until: deadline, .commit, { rd_kafka_commit_transaction(client.handle, millis(until: deadline)) })
    {
      return conclude(error, .commit, "commit", deadline)
    }
    return .committed
  }

  // MARK: - Steps

  private static let leastEndMillis: Int64 = 5_000

  /// What the end of a transaction may take. -1, which rdkafka.h calls what is left of the transaction's time, is for ever in 2.0.2
  /// (`rd_kafka_txn_curr_api_begin`: not capped): a coordinator that died in between keeps the call until it is back. The header warns
  /// that other times let its state diverge; the producer is thrown away after an end that took longer.
  private func millis(until deadline: Int64) -> Int32 {
    Int32(clamping: max(Self.leastEndMillis, (deadline - monotonicMicros()) / 1_000))
  }

  /// Calls until it works, the error is not one to try again, or the time is up.
  private func attempt(
    until deadline: Int64, _ stage: ErrorTable.Stage, _ call: () -> OpaquePointer?
  ) -> KafkaError? {
    if let error = stage.error(.before) { return error }
    while let error = KafkaError(consuming: call()) {
      guard ErrorTable.verdict(on: error, during: stage) == .retry, monotonicMicros() < deadline, !isClosing() else {
        return error
      }
      client.serve(waitMillis: 10)
    }
    return stage.error(.after)
  }

  private func send(_ record: OutgoingRecord, until deadline: Int64) -> KafkaError? {
    if let error = ErrorTable.Stage.produce.error(.before) { return error }
    while let error = client.send(
      topic: record.topic, key: record.key, value: record.value, headers: record.headers,
      timestampMicros: record.timestampMicros, tag: transaction)
    {
      // The queue is full: what is in it must go first.
      guard error.code == RD_KAFKA_RESP_ERR__QUEUE_FULL, monotonicMicros() < deadline, !isClosing() else {
        return error
      }
      client.serve(waitMillis: 10)
    }
    return ErrorTable.Stage.produce.error(.after)
  }

  /// Waits for every delivery report. Records time out by themselves within the transaction's time.
  private func flush(until deadline: Int64) -> (error: KafkaError, topic: String)? {
    let stage = ErrorTable.Stage.delivery
    if let error = stage.error(.before) { return (error, "any") }
    while true {
      let code = rd_kafka_flush(client.handle, 200)
      if let failed = client.observer.takeFailedDelivery(tag: transaction) { return failed }
      if code == RD_KAFKA_RESP_ERR_NO_ERROR { return stage.error(.after).map { ($0, "any") } }
      if code != RD_KAFKA_RESP_ERR__TIMED_OUT || isClosing() || monotonicMicros() >= deadline {
        return (KafkaError(code: code), "any")
      }
    }
  }

  private func sendOffsets(_ offsets: [PartitionOffset], _ metadata: String, until deadline: Int64) -> KafkaError? {
    let list = PartitionList(offsets.map(\.partition))
    for (index, offset) in offsets.enumerated() { list.set(index, offset: offset.offset, metadata: metadata) }
    guard let group = rd_kafka_consumer_group_metadata_new(groupID) else {
      return KafkaError(code: RD_KAFKA_RESP_ERR__INVALID_ARG, text: "no group id")
    }
    defer { rd_kafka_consumer_group_metadata_destroy(group) }
    return attempt(until: deadline, .offsets) {
      rd_kafka_send_offsets_to_transaction(client.handle, list.list, group, -1)
    }
  }

  /// Turns an error into an outcome, after an abort where one is due.
  private func conclude(
    _ error: KafkaError, _ stage: ErrorTable.Stage, _ place: String, _ deadline: Int64
  ) -> CommitOutcome {
    client.serve()
    let error = rootCause(of: error)
    let reason = "\(place): \(error.text) (\(error.name))"
    switch ErrorTable.verdict(on: error, during: stage) {
    case .fenced: return .fenced(reason: reason)
    case .unknown: return .unknown(reason: reason)
    case .stop(let kind):
      return .stop(
        LogFailure(
          kind, "Kafka refused the transaction: \(reason)", remedy: "Correct the ACLs or the broker's settings."))
    case .retry where stage == .commit:
      return .unknown(reason: reason)
    case .retry: return abort(code: error.name, reason, permanent: false, deadline)
    case .refuse(let permanent): return abort(code: error.name, reason, permanent: permanent, deadline)
    }
  }

  private func abort(code: String, _ reason: String, permanent: Bool, _ deadline: Int64) -> CommitOutcome {
    guard
      let error = attempt(
        until: deadline, .abort, { rd_kafka_abort_transaction(client.handle, millis(until: deadline)) })
    else {
      return .refused(code: code, reason: reason, permanent: permanent)
    }
    let cause = rootCause(of: error)
    let both = "\(reason); then the abort: \(cause.text) (\(cause.name))"
    return ErrorTable.verdict(on: cause, during: .abort) == .fenced ? .fenced(reason: both) : .unknown(reason: both)
  }

  /// A dead client answers every call with `_FATAL` or `_STATE`; it remembers what it died of.
  private func rootCause(of error: KafkaError) -> KafkaError {
    var text = [CChar](repeating: 0, count: 512)
    let code = rd_kafka_fatal_error(client.handle, &text, text.count)
    if code == RD_KAFKA_RESP_ERR_NO_ERROR { return error }
    return KafkaError(code: code, text: string(text), isFatal: true)
  }
}
