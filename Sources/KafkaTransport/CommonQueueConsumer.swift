internal import CRdKafka
internal import ForewarnCore
public import StreamRuntime

/// The usual way to read: one queue for all partitions, one `rd_kafka_consumer_poll` for each record. The benchmark's baseline.
public final class CommonQueueConsumer {
  private let client: KafkaClient
  private let topics: [String]

  /// The properties are taken as they are; the group only satisfies librdkafka.
  public init(
    properties: [(name: String, value: String)], topics: [String],
    onLog: @escaping @Sendable (KafkaLogLine) -> Void
  ) throws(LogFailure) {
    let merged = ClientProperties(.plainConsumer, user: properties, groupID: "forewarn-baseline")
    client = try KafkaClient(.plainConsumer, merged, onLog: onLog)
    self.topics = topics
  }

  /// Reads all topics from their beginning to their end, gives each value's length to `each`, and returns how many there were.
  public func readToEnd(_ each: (Int) -> Void = { _ in }) throws(LogFailure) -> Int {
    let counts = try TopicDirectory.partitionCounts(of: topics, client: client) { _ in false }
    let partitions = zip(topics, counts).flatMap { topic, count in
      (0..<Int32(count)).map { TopicPartition(topic: topic, partition: $0) }
    }
    let list = PartitionList(partitions, offset: Int64(RD_KAFKA_OFFSET_BEGINNING))
    let code = rd_kafka_assign(client.handle, list.list)
    if code != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaFailure.describe(KafkaError(code: code), doing: "reading") }
    var records = 0
    var open = partitions.count
    while open > 0 {
      guard let message = rd_kafka_consumer_poll(client.handle, 100) else { continue }
      defer { rd_kafka_message_destroy(message) }
      switch message.pointee.err {
      case RD_KAFKA_RESP_ERR_NO_ERROR:
        records += 1
        each(message.pointee.len)
      case RD_KAFKA_RESP_ERR__PARTITION_EOF: open -= 1
      case let code:
        let error = KafkaError(code: code, text: rd_kafka_message_errstr(message).map { String(cString: $0) })
        if ErrorTable.kind(of: code) != .unavailable { throw KafkaFailure.describe(error, doing: "reading") }
      }
    }
    return records
  }

  public func close(withinMillis: Int = 2_000) { client.destroy(withinMillis: withinMillis) }
}
