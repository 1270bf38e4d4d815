internal import CRdKafka
internal import ForewarnCore

/// One partition's queue, its position, and the messages that the last batch lent.
final class PartitionReader {
  enum Reading {
    case records
    case nothing
    case failed(KafkaError)
  }

  let partition: TopicPartition
  /// The offset up to which everything visible was handed over.
  private(set) var position: Int64 = 0
  private let queue: OpaquePointer
  private let messages: UnsafeMutablePointer<UnsafeMutablePointer<rd_kafka_message_t>?>
  /// Kept until `close`: librdkafka writes to its descriptor.
  private let waker: Unmanaged<Waker>
  private var lent = 0
  private(set) var lookup = HeaderLookup()
  /// An error that came behind records of the same batch: it is told at the next poll.
  private var pending: KafkaError?

  /// Nil when librdkafka does not know the partition.
  init?(_ partition: TopicPartition, client: KafkaClient, waker: Waker) {
    guard let queue = rd_kafka_queue_get_partition(client.handle, partition.topic, partition.partition) else {
      return nil
    }
    self.partition = partition
    self.queue = queue
    messages = .allocate(capacity: Limits.batchRecords)
    // Away from the consumer's common queue, before `assign`: librdkafka keeps a choice that was made first.
    rd_kafka_queue_forward(queue, nil)
    self.waker = .passRetained(waker)
    waker.attach(to: queue)
  }

  /// Returns everything to librdkafka, which must happen before its client ends.
  func close() {
    release()
    Waker.detach(from: queue)
    rd_kafka_queue_destroy(queue)
    waker.release()
    messages.deallocate()
  }

  func move(to offset: Int64) {
    precondition(offset >= position, "a position only goes forward")
    position = offset
    pending = nil
  }

  func poll(into batch: inout RecordBatch) -> Reading {
    release()
    batch.removeAll()
    if let error = pending {
      pending = nil
      return .failed(error)
    }
    let count = rd_kafka_consume_batch_queue(queue, 0, messages, Limits.batchRecords)
    if count <= 0 { return .nothing }
    precondition(count <= Limits.batchRecords, "librdkafka fills no more slots than there are")
    lent = count
    batch.records.reserveCapacity(Limits.batchRecords)
    for index in 0..<count {
      // librdkafka filled the first `count` slots.
      let message = messages[index].unsafelyUnwrapped
      let code = message.pointee.err
      if code == RD_KAFKA_RESP_ERR_NO_ERROR {
        // A fetch may start again below where we stand (librdkafka before 2.4).
        if message.pointee.offset >= position { append(message, to: &batch) }
      } else if code == RD_KAFKA_RESP_ERR__PARTITION_EOF {
        // The offset is past the markers and the aborted records that are never handed over.
        position = max(position, message.pointee.offset)
      } else {
        pending = KafkaError(code: code, text: rd_kafka_message_errstr(message).map { String(cString: $0) })
      }
    }
    if !batch.records.isEmpty { return .records }
    guard let error = pending else { return .nothing }
    pending = nil
    return .failed(error)
  }

  @inline(__always)
  private func append(_ message: UnsafeMutablePointer<rd_kafka_message_t>, to batch: inout RecordBatch) {
    position = message.pointee.offset + 1
    let headers = self.headers(of: message).map { list in
      batch.headers.append(Self.copy(list))
      return Int32(batch.headers.count - 1)
    }
    let key = message.pointee.key
    let value = message.pointee.payload
    batch.records.append(
      Record(
        offset: message.pointee.offset,
        timestampMicros: RecordTime.micros(of: message),
        value: value == nil ? nil : Bytes(base: value, count: message.pointee.len),
        key: key == nil ? nil : Bytes(base: key, count: message.pointee.key_len),
        headers: headers ?? -1))
  }

  /// Lives as long as the message.
  @inline(__always)
  private func headers(of message: UnsafeMutablePointer<rd_kafka_message_t>) -> OpaquePointer? {
    let hint = lookup.hint(value: message.pointee.payload, count: message.pointee.len)
    guard lookup.mustAsk(hint) else { return nil }
    var list: OpaquePointer?
    let code = rd_kafka_message_headers(message, &list)
    // Headers that cannot be parsed are there, too.
    lookup.learn(hint, answered: code != RD_KAFKA_RESP_ERR__NOENT)
    return code == RD_KAFKA_RESP_ERR_NO_ERROR ? list : nil
  }

  private static func copy(_ list: OpaquePointer) -> [RecordHeader] {
    (0..<rd_kafka_header_cnt(list)).compactMap { index in
      var name: UnsafePointer<CChar>?
      var value: UnsafeRawPointer?
      var size = 0
      guard rd_kafka_header_get_all(list, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR, let name else {
        return nil
      }
      return RecordHeader(
        name: String(cString: name), value: value.map { [UInt8](UnsafeRawBufferPointer(start: $0, count: size)) })
    }
  }

  private func release() {
    for index in 0..<lent { rd_kafka_message_destroy(messages[index]) }
    lent = 0
  }
}
