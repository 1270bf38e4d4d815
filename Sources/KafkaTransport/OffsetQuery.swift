internal import CRdKafka
internal import ForewarnCore
internal import StreamRuntime

/// Asks brokers where partitions begin and end. Blocks; may be called from any thread.
enum OffsetQuery {
  enum Place {
    case start
    /// As the isolation level of the client sees it: below the first open transaction, for `read_committed`.
    case end
  }

  /// One request a broker. The offsets are in the order of `partitions`; nil where a partition did not answer.
  static func offsets(
    _ place: Place, of partitions: [TopicPartition], client: KafkaClient, timeoutMillis: Int
  ) -> Result<[Int64?], KafkaError> {
    if partitions.isEmpty { return .success([]) }
    // ListOffsets takes the two places as times: -1 and -2, which is what librdkafka's constants are.
    let list = PartitionList(
      partitions, offset: Int64(place == .start ? RD_KAFKA_OFFSET_BEGINNING : RD_KAFKA_OFFSET_END))
    let code = rd_kafka_offsets_for_times(client.handle, list.list, Int32(timeoutMillis))
    if code != RD_KAFKA_RESP_ERR_NO_ERROR { return .failure(KafkaError(code: code)) }
    var offsets: [Int64?] = []
    for partition in partitions {
      guard let answer = list.find(partition), answer.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
        offsets.append(nil)
        continue
      }
      // librdkafka's mock broker answers -1, and knows better when it is asked for the watermarks.
      offsets.append(
        answer.offset >= 0
          ? answer.offset : watermark(place, of: partition, client: client, timeoutMillis: timeoutMillis))
    }
    return .success(offsets)
  }

  private static func watermark(
    _ place: Place, of partition: TopicPartition, client: KafkaClient, timeoutMillis: Int
  ) -> Int64? {
    var low: Int64 = 0
    var high: Int64 = 0
    let code = rd_kafka_query_watermark_offsets(
      client.handle, partition.topic, partition.partition, &low, &high, Int32(timeoutMillis))
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
    return place == .start ? low : high
  }
}
