internal import CRdKafka
internal import ForewarnCore
internal import StreamRuntime

/// Looks single records up, by a consumer of its own: is what stands at an offset still what was read there?
final class RecordProbe: Sendable {
  private let client: KafkaClient

  init(_ settings: KafkaSettings) throws(LogFailure) {
    // What the operator sets for the input's queues is not meant for single records.
    let user = settings.properties.filter { !$0.name.hasPrefix("queued.") && !$0.name.hasPrefix("fetch.") }
    client = try KafkaClient(
      .probe, ClientProperties(.probe, user: user, groupID: settings.identity.groupID), onLog: settings.onLog)
  }

  func close() { client.destroy(withinMillis: 2_000) }

  /// The timestamps of records, µs; nil where none is asked for, where the record is gone, and where nobody answers in time.
  func times(at places: [(partition: TopicPartition, offset: Int64)?], withinMillis: Int) -> [Int64?] {
    var times: [Int64?] = Array(repeating: nil, count: places.count)
    var open: [TopicPartition: Int] = [:]
    for (index, place) in places.enumerated() { if let place { open[place.partition] = index } }
    guard !open.isEmpty else { return times }
    let wanted = places.compactMap(\.self)
    let list = PartitionList(wanted.map(\.partition))
    for (index, place) in wanted.enumerated() { list[index].offset = place.offset }
    guard rd_kafka_assign(client.handle, list.list) == RD_KAFKA_RESP_ERR_NO_ERROR else { return times }
    defer { rd_kafka_assign(client.handle, nil) }
    let deadline = monotonicMicros() + Int64(withinMillis) * 1_000
    while !open.isEmpty, monotonicMicros() < deadline {
      guard let message = rd_kafka_consumer_poll(client.handle, 50) else { continue }
      defer { rd_kafka_message_destroy(message) }
      guard let name = message.pointee.rkt.flatMap({ rd_kafka_topic_name($0) }) else { continue }
      let partition = TopicPartition(topic: String(cString: name), partition: message.pointee.partition)
      // The first that comes is at the offset, or there is none at it; an error is no answer.
      guard let index = open.removeValue(forKey: partition), message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR,
        message.pointee.offset == places[index]?.offset
      else { continue }
      times[index] = RecordTime.micros(of: message)
    }
    return times
  }
}

/// When a record was written, as Kafka has it.
enum RecordTime {
  /// `Event.noTime` when it has none, or one that does not fit.
  @inline(__always)
  static func micros(of message: UnsafeMutablePointer<rd_kafka_message_t>) -> Int64 {
    var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
    let millis = rd_kafka_message_timestamp(message, &kind)
    guard kind != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE, millis >= 0 else { return Event.noTime }
    // A producer may write any timestamp.
    let (micros, overflow) = millis.multipliedReportingOverflow(by: 1_000)
    return overflow ? Event.noTime : micros
  }
}
