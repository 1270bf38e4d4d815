internal import CRdKafka
internal import ForewarnCore
internal import StreamRuntime

// What becomes of a partition whose queue brought an error.
extension KafkaLog {
  /// What an error in a partition's queue means. Those that pass are librdkafka's to retry.
  func resume(_ reader: PartitionReader, after error: KafkaError) throws(LogFailure) -> PollResult {
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
      try? OffsetQuery.offsets(place, of: [reader.partition], client: consumer, timeoutMillis: 5_000).get()[0].get()
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
        "\(reader.partition.text) ends at offset \(end), before the position \(reader.position): its topic was made anew, or a "
          + "broker lost records",
        remedy:
          "Nothing was changed. If the topic was made anew on purpose, run `forewarn state restart --from earliest`; else restore its records."
      )
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
}
