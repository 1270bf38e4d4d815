internal import CRdKafka
internal import ForewarnCore
internal import StreamRuntime

/// Reads the compacted state topic from its beginning to its end into the table that it is.
struct StateTopicReader {
  let topic: String
  /// Of the application and slice, as in `prod-eu 0/1|`.
  let keyPrefix: [UInt8]

  private static let silenceMicros: Int64 = 60_000_000

  /// The newest value of each key of the slice, without tombstones, sorted by key. The prefix is taken off.
  func read(client: KafkaClient, isClosing: () -> Bool) throws(LogFailure) -> [StateRow] {
    let count = try TopicDirectory.partitionCounts(of: [topic], client: client) { _ in !isClosing() }[0]
    let partitions = (0..<Int32(count)).map { TopicPartition(topic: topic, partition: $0) }
    let list = PartitionList(partitions, offset: Int64(RD_KAFKA_OFFSET_BEGINNING))
    let code = rd_kafka_assign(client.handle, list.list)
    if code != RD_KAFKA_RESP_ERR_NO_ERROR { throw failure(KafkaError(code: code)) }

    var newest: [[UInt8]: Newest] = [:]
    var ended = Set<Int32>()
    var lastHeard = monotonicMicros()
    while ended.count < count {
      guard let message = rd_kafka_consumer_poll(client.handle, 100) else {
        // Brokers that do not answer are waited for, but not for ever.
        if isClosing() || monotonicMicros() - lastHeard > Self.silenceMicros {
          let reason = client.observer.lastError?.text ?? "no answer"
          throw LogFailure(
            .unavailable, "Kafka topic \(topic) could not be read to its end: \(reason)",
            remedy: "Check that all brokers run and answer; waiting helps.")
        }
        continue
      }
      defer { rd_kafka_message_destroy(message) }
      lastHeard = monotonicMicros()
      switch message.pointee.err {
      case RD_KAFKA_RESP_ERR_NO_ERROR: take(message, into: &newest)
      case RD_KAFKA_RESP_ERR__PARTITION_EOF: ended.insert(message.pointee.partition)
      case let code:
        let error = KafkaError(code: code, text: rd_kafka_message_errstr(message).map { String(cString: $0) })
        if ErrorTable.kind(of: code) != .unavailable { throw failure(error) }
      }
    }
    return newest.compactMap { key, newest in newest.value.map { StateRow(key: key, value: $0) } }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
  }

  private struct Newest {
    var value: [UInt8]?
    var partition: Int32
    var millis: Int64
  }

  private func take(_ message: UnsafeMutablePointer<rd_kafka_message_t>, into newest: inout [[UInt8]: Newest]) {
    guard let key = message.pointee.key else { return }
    let whole = UnsafeRawBufferPointer(start: key, count: message.pointee.key_len)
    guard whole.starts(with: keyPrefix) else { return }
    var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
    let millis = rd_kafka_message_timestamp(message, &kind)
    let row = Array(whole.dropFirst(keyPrefix.count))
    // A key lives in one partition, in order, unless partitions were added: then the clock decides.
    let partition = message.pointee.partition
    if let known = newest[row], known.partition != partition, known.millis > millis { return }
    let value = message.pointee.payload.map { [UInt8](UnsafeRawBufferPointer(start: $0, count: message.pointee.len)) }
    newest[row] = Newest(value: value, partition: partition, millis: millis)
  }

  private func failure(_ error: KafkaError) -> LogFailure {
    LogFailure(
      ErrorTable.kind(of: error.code), "Kafka topic \(topic): \(error.text) (\(error.name))",
      remedy: "The state topic must be readable by this principal, and compacted, never deleted by time.")
  }
}
