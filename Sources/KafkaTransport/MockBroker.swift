internal import CRdKafka
public import StreamRuntime

/// librdkafka's own broker, inside this process: for the demo and for tests.
///
/// It keeps the newest 5 MB of a partition, in memory. Its transactions are for show: offsets that are sent into one are
/// dropped, and aborted records are seen.
public final class MockBroker {
  private let owner: KafkaClient
  let cluster: OpaquePointer
  public let bootstrapServers: String

  public init(brokers: Int = 1, onLog: @escaping @Sendable (KafkaLogLine) -> Void = { _ in }) throws(LogFailure) {
    owner = try KafkaClient(.plainProducer, ClientProperties(.plainProducer, user: []), onLog: onLog)
    guard let cluster = rd_kafka_mock_cluster_new(owner.handle, Int32(brokers)) else {
      owner.destroy(withinMillis: 1_000)
      throw LogFailure(.broken, "librdkafka could not start its mock broker", remedy: "Is a port on loopback free?")
    }
    self.cluster = cluster
    bootstrapServers = String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
  }

  public func createTopic(_ name: String, partitions: Int) throws(LogFailure) {
    let code = rd_kafka_mock_topic_create(cluster, name, Int32(partitions), 1)
    if code != RD_KAFKA_RESP_ERR_NO_ERROR {
      throw KafkaFailure.describe(KafkaError(code: code), doing: "creating topic \(name) on the mock broker")
    }
  }

  /// After the clients that use it.
  public func close() {
    rd_kafka_mock_cluster_destroy(cluster)
    owner.destroy(withinMillis: 1_000)
  }
}
