internal import CRdKafka
internal import ForewarnCore
internal import StreamRuntime

/// Asks brokers where partitions begin and end. Blocks; may be called from any thread.
enum OffsetQuery {
  typealias Answer = Result<Int64, KafkaError>

  enum Place {
    case start
    /// As the isolation level of the client sees it: below the first open transaction, for `read_committed`.
    case end
    /// The first record of this time or later.
    case time(millis: Int64)

    /// ListOffsets takes the other two as times: -1 and -2, which is what librdkafka's constants are.
    fileprivate var wanted: Int64 {
      switch self {
      case .start: Int64(RD_KAFKA_OFFSET_BEGINNING)
      case .end: Int64(RD_KAFKA_OFFSET_END)
      case .time(let millis): max(0, millis)
      }
    }
  }

  /// One request a broker. The answers are in the order of `partitions`. librdkafka gives all of them up for the first that is refused; then
  /// halves are asked, until those that do not answer stand alone. Fails as a whole when no partition answers for want of a broker.
  static func offsets(
    _ place: Place, of partitions: [TopicPartition], client: KafkaClient, timeoutMillis: Int
  ) -> Result<[Answer], KafkaError> {
    let deadline = monotonicMicros() + Int64(timeoutMillis) * 1_000
    let first: KafkaError
    switch ask(place, of: partitions, client: client, timeoutMillis: timeoutMillis) {
    case .success(let answers): return .success(answers)
    case .failure(let error): first = error
    }
    if isOfAll(first) { return .failure(first) }
    let answers = apart(place, partitions, client, first, deadline: max(deadline, monotonicMicros() + searchMicros))
    let isAnswered = answers.contains { if case .failure(let error) = $0 { !isPassing(error) } else { true } }
    return isAnswered ? .success(answers) : .failure(first)
  }

  /// A search among partitions of which some do not answer ends after this.
  private static let searchMicros: Int64 = 1_500_000
  private static let partMillis = 300

  private static func isOfAll(_ error: KafkaError) -> Bool {
    error.code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || error.code == RD_KAFKA_RESP_ERR__DESTROY
  }

  /// Says nothing of a partition, only of the way to it.
  private static func isPassing(_ error: KafkaError) -> Bool {
    [RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN].contains(
      error.code)
  }

  private static func apart(
    _ place: Place, _ partitions: [TopicPartition], _ client: KafkaClient, _ error: KafkaError, deadline: Int64
  ) -> [Answer] {
    guard partitions.count > 1, monotonicMicros() < deadline else { return partitions.map { _ in .failure(error) } }
    let middle = partitions.count / 2
    return [partitions[..<middle], partitions[middle...]].flatMap { half in
      switch ask(place, of: Array(half), client: client, timeoutMillis: partMillis) {
      case .success(let answers): return answers
      case .failure(let error): return apart(place, Array(half), client, error, deadline: deadline)
      }
    }
  }

  private static func ask(
    _ place: Place, of partitions: [TopicPartition], client: KafkaClient, timeoutMillis: Int
  ) -> Result<[Answer], KafkaError> {
    if partitions.isEmpty { return .success([]) }
    let list = PartitionList(partitions, offset: place.wanted)
    let code = rd_kafka_offsets_for_times(client.handle, list.list, Int32(timeoutMillis))
    // "Unknown" is said when none has a leader; why is said of each.
    let isAnswered = code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION
    guard isAnswered else { return .failure(KafkaError(code: code)) }
    return .success(
      partitions.map { partition in
        guard let answer = list.find(partition) else { return .failure(KafkaError(code: code)) }
        if answer.err != RD_KAFKA_RESP_ERR_NO_ERROR { return .failure(KafkaError(code: answer.err)) }
        if code != RD_KAFKA_RESP_ERR_NO_ERROR { return .failure(KafkaError(code: code)) }
        // No record is that late: at the end, which is told as -1 or as a constant.
        if case .time = place, answer.offset < 0 { return .success(.max) }
        // librdkafka's mock broker answers -1, and knows better when it is asked for the watermarks.
        return answer.offset >= 0
          ? .success(answer.offset) : watermark(place, of: partition, client: client, timeoutMillis: timeoutMillis)
      })
  }

  private static func watermark(
    _ place: Place, of partition: TopicPartition, client: KafkaClient, timeoutMillis: Int
  ) -> Answer {
    var low: Int64 = 0
    var high: Int64 = 0
    let code = rd_kafka_query_watermark_offsets(
      client.handle, partition.topic, partition.partition, &low, &high, Int32(timeoutMillis))
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { return .failure(KafkaError(code: code)) }
    if case .start = place { return .success(low) }
    return .success(high)
  }

  /// The high watermark as the last fetch told it; nil before the first. Does not block.
  static func highWatermark(of partition: TopicPartition, client: KafkaClient) -> Int64? {
    var low: Int64 = 0
    var high: Int64 = 0
    let code = rd_kafka_get_watermark_offsets(client.handle, partition.topic, partition.partition, &low, &high)
    return code == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0 ? high : nil
  }
}
