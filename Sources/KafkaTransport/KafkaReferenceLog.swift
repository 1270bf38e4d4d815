internal import CRdKafka
public import ForewarnCore
public import StreamRuntime

/// Reference topics in Kafka, by a consumer of its own with partitions assigned by hand: small topics, read record by record.
public final class KafkaReferenceLog: ReferenceLog {
  public let partitions: [TopicPartition]
  private let client: KafkaClient
  private var places: [TopicPartition: Int] = [:]
  private var ended: Set<Int> = []

  private static let queryMillis = 10_000

  /// Learns the partitions; every topic has to be there. A broker that does not answer is waited for: `stillWaiting` gets a sentence about once
  /// a second and answers whether to go on.
  public init(
    topics: [String], properties: [(name: String, value: String)], groupID: String,
    onLog: @escaping @Sendable (KafkaLogLine) -> Void, stillWaiting: (String) -> Bool
  ) throws(LogFailure) {
    // What the operator sets for the input's queues is not meant for these.
    let user = properties.filter { !$0.name.hasPrefix("queued.") && !$0.name.hasPrefix("fetch.") }
    let client = try KafkaClient(
      .tableReader, ClientProperties(.tableReader, user: user, groupID: groupID), onLog: onLog)
    let counts: [Int]
    do throws(LogFailure) {
      counts = try TopicDirectory.partitionCounts(of: topics, client: client, stillWaiting: stillWaiting)
    } catch {
      client.destroy(withinMillis: 1_000)
      throw error
    }
    self.client = client
    partitions = zip(topics, counts).flatMap { topic, count in
      (0..<Int32(count)).map { TopicPartition(topic: topic, partition: $0) }
    }.sorted()
    for (index, partition) in partitions.enumerated() { places[partition] = index }
  }

  deinit { client.destroy(withinMillis: 1_000) }

  /// Where the partitions end now, for one who wants only what is written from now on.
  public func ends() throws(LogFailure) -> [Int64] {
    let answers = OffsetQuery.offsets(.end, of: partitions, client: client, timeoutMillis: Self.queryMillis)
    do throws(KafkaError) {
      var ends: [Int64] = []
      for answer in try answers.get() { ends.append(try answer.get()) }
      return ends
    } catch {
      throw KafkaFailure.describe(error, doing: "asking where \(partitions.map(\.text).joined(separator: ", ")) end")
    }
  }

  public func start(at offsets: [Int64?]) throws(LogFailure) {
    precondition(offsets.count == partitions.count, "a place for each partition")
    let list = PartitionList(partitions)
    for (index, offset) in offsets.enumerated() { list[index].offset = offset ?? Int64(RD_KAFKA_OFFSET_BEGINNING) }
    let code = rd_kafka_assign(client.handle, list.list)
    if code != RD_KAFKA_RESP_ERR_NO_ERROR {
      throw KafkaFailure.describe(KafkaError(code: code), doing: "assigning the reference topics")
    }
  }

  public func poll() throws(LogFailure) -> [ReferenceRecord] {
    var records: [ReferenceRecord] = []
    while records.count < Limits.referenceRecords, let message = rd_kafka_consumer_poll(client.handle, 0) {
      defer { rd_kafka_message_destroy(message) }
      switch message.pointee.err {
      case RD_KAFKA_RESP_ERR_NO_ERROR:
        if let partition = partition(of: message) { records.append(Self.record(message, partition)) }
      case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        if let place = partition(of: message).flatMap({ places[$0] }) { ended.insert(place) }
      case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
        if let partition = partition(of: message) { try beginAgain(partition) }
      case let code:
        let error = KafkaError(code: code, text: rd_kafka_message_errstr(message).map { String(cString: $0) })
        client.observer.error(error)
        guard ErrorTable.kind(of: code) == .unavailable else {
          throw KafkaFailure.describe(error, doing: "reading the reference topics")
        }
      }
    }
    return records
  }

  public var isCaughtUp: Bool { ended.count == partitions.count }

  public func close(withinMillis: Int) { client.destroy(withinMillis: withinMillis) }

  /// Retention has taken what stood there, or the topic was made anew: what is there now is read from its beginning. Whoever takes the
  /// records knows those that it has.
  private func beginAgain(_ partition: TopicPartition) throws(LogFailure) {
    let list = PartitionList([partition], offset: Int64(RD_KAFKA_OFFSET_BEGINNING))
    let error =
      KafkaError(consuming: rd_kafka_incremental_unassign(client.handle, list.list))
      ?? KafkaError(consuming: rd_kafka_incremental_assign(client.handle, list.list))
    if let error { throw KafkaFailure.describe(error, doing: "reading \(partition.text) from its beginning") }
  }

  private func partition(of message: UnsafeMutablePointer<rd_kafka_message_t>) -> TopicPartition? {
    guard let name = message.pointee.rkt.flatMap({ rd_kafka_topic_name($0) }) else { return nil }
    return TopicPartition(topic: String(cString: name), partition: message.pointee.partition)
  }

  private static func record(
    _ message: UnsafeMutablePointer<rd_kafka_message_t>, _ partition: TopicPartition
  ) -> ReferenceRecord {
    func copy(_ start: UnsafeRawPointer?, _ count: Int) -> [UInt8]? {
      start.map { [UInt8](UnsafeRawBufferPointer(start: $0, count: count)) }
    }
    return ReferenceRecord(
      partition: partition, offset: message.pointee.offset, timestampMicros: RecordTime.micros(of: message),
      key: copy(message.pointee.key, message.pointee.key_len),
      value: copy(message.pointee.payload, message.pointee.len))
  }
}
