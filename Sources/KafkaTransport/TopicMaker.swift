internal import CRdKafka
public import StreamRuntime

/// Creates topics, by Kafka's admin API (which librdkafka's mock broker lacks).
public struct TopicMaker {
  public struct Topic: Sendable, Equatable {
    public var name: String
    public var partitions: Int
    /// -1 is the broker's default.
    public var replicationFactor: Int
    /// Kafka's topic settings, such as `cleanup.policy` = `compact`.
    public var configuration: [(name: String, value: String)]

    public init(
      _ name: String, partitions: Int, replicationFactor: Int = -1, configuration: [(name: String, value: String)] = []
    ) {
      self.name = name
      self.partitions = partitions
      self.replicationFactor = replicationFactor
      self.configuration = configuration
    }

    public static func == (a: Topic, b: Topic) -> Bool {
      a.name == b.name && a.partitions == b.partitions && a.replicationFactor == b.replicationFactor
        && a.configuration.elementsEqual(b.configuration) { $0 == $1 }
    }
  }

  private let properties: [(name: String, value: String)]
  private let onLog: @Sendable (KafkaLogLine) -> Void

  public init(properties: [(name: String, value: String)], onLog: @escaping @Sendable (KafkaLogLine) -> Void) {
    self.properties = properties
    self.onLog = onLog
  }

  /// Creates those that do not exist; returns the names that it created.
  public func create(_ topics: [Topic], withinMillis: Int = 15_000) throws(LogFailure) -> [String] {
    let client = try KafkaClient(.plainProducer, ClientProperties(.plainProducer, user: properties), onLog: onLog)
    defer { client.destroy(withinMillis: 2_000) }
    var created: [String] = []
    // One at a time: they are few, and an error then has a name.
    for topic in topics where try create(topic, client, withinMillis) { created.append(topic.name) }
    return created
  }

  private func create(_ topic: Topic, _ client: KafkaClient, _ withinMillis: Int) throws(LogFailure) -> Bool {
    let what = "creating topic \(topic.name)"
    var reason = [CChar](repeating: 0, count: 512)
    guard
      var request = rd_kafka_NewTopic_new(
        topic.name, Int32(topic.partitions), Int32(topic.replicationFactor), &reason, reason.count)
    else {
      throw LogFailure(.configuration, "Kafka, \(what): \(string(reason))", remedy: "Correct the topic's settings.")
    }
    defer { rd_kafka_NewTopic_destroy(request) }
    for (name, value) in topic.configuration { rd_kafka_NewTopic_set_config(request, name, value) }

    let queue = rd_kafka_queue_new(client.handle)
    defer { rd_kafka_queue_destroy(queue) }
    let options = rd_kafka_AdminOptions_new(client.handle, RD_KAFKA_ADMIN_OP_CREATETOPICS)
    defer { rd_kafka_AdminOptions_destroy(options) }
    rd_kafka_AdminOptions_set_request_timeout(options, Int32(withinMillis), nil, 0)
    // Wait until the brokers know it, so that it can be used at once.
    rd_kafka_AdminOptions_set_operation_timeout(options, Int32(withinMillis), nil, 0)
    withUnsafeMutablePointer(to: &request) { pointer in
      pointer.withMemoryRebound(to: OpaquePointer?.self, capacity: 1) {
        rd_kafka_CreateTopics(client.handle, $0, 1, options, queue)
      }
    }
    guard let event = rd_kafka_queue_poll(queue, Int32(withinMillis + 1_000)) else {
      throw KafkaFailure.describe(KafkaError(code: RD_KAFKA_RESP_ERR__TIMED_OUT), doing: what)
    }
    defer { rd_kafka_event_destroy(event) }
    var code = rd_kafka_event_error(event)
    var text = rd_kafka_event_error_string(event).map { String(cString: $0) }
    var count = 0
    if code == RD_KAFKA_RESP_ERR_NO_ERROR, let answer = rd_kafka_event_CreateTopics_result(event),
      let topics = rd_kafka_CreateTopics_result_topics(answer, &count), count == 1
    {
      code = rd_kafka_topic_result_error(topics[0])
      text = rd_kafka_topic_result_error_string(topics[0]).map { String(cString: $0) }
    }
    switch code {
    case RD_KAFKA_RESP_ERR_NO_ERROR: return true
    case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS: return false
    default: throw KafkaFailure.describe(KafkaError(code: code, text: text), doing: what)
    }
  }
}
