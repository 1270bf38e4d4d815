internal import CRdKafka
public import ForewarnCore
public import StreamRuntime

/// Writes records without transactions, each once (idempotent): for control records, the demo, the benchmark and tests.
public final class PlainProducer {
  private let client: KafkaClient

  public init(
    properties: [(name: String, value: String)], onLog: @escaping @Sendable (KafkaLogLine) -> Void
  ) throws(LogFailure) {
    client = try KafkaClient(.plainProducer, ClientProperties(.plainProducer, user: properties), onLog: onLog)
  }

  /// Queues a record; waits only while the queue is full. A partition that is named must exist; without one the key decides,
  /// as in Java's clients. No timestamp is now.
  public func produce(
    topic: String, partition: Int32? = nil, key: [UInt8]?, value: [UInt8]?, timestampMicros: Int64? = nil,
    headers: [RecordHeader] = []
  ) throws(LogFailure) {
    while let error = client.send(
      topic: topic, partition: partition, key: key, value: value, headers: headers, timestampMicros: timestampMicros)
    {
      guard error.code == RD_KAFKA_RESP_ERR__QUEUE_FULL else {
        throw KafkaFailure.describe(error, doing: "writing to topic \(topic)")
      }
      client.serve(waitMillis: 10)
    }
  }

  /// Waits until everything is written. Throws the first refusal since the last flush, or when the time is up.
  public func flush(withinMillis: Int) throws(LogFailure) {
    let code = rd_kafka_flush(client.handle, Int32(withinMillis))
    if let (error, topic) = client.observer.takeFailedDelivery(tag: 0) {
      throw KafkaFailure.describe(error, doing: "writing to topic \(topic)")
    }
    if code != RD_KAFKA_RESP_ERR_NO_ERROR {
      let error = client.observer.lastError ?? KafkaError(code: code)
      throw LogFailure(
        .unavailable, "Kafka, writing: records were not acknowledged within \(withinMillis) ms: \(error.text)",
        remedy: "Check that the brokers run and can be reached from here; waiting helps.")
    }
  }

  /// Drops what was not flushed.
  public func close(withinMillis: Int = 2_000) { client.destroy(withinMillis: withinMillis) }
}
