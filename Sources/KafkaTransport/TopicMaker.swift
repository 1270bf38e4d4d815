internal import CRdKafka
public import StreamRuntime

/// Creates and deletes topics, by Kafka's admin API (which librdkafka's mock broker lacks).
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

  /// Deletes those that exist, with all their records; returns their names.
  public func delete(_ names: [String], withinMillis: Int = 15_000) throws(LogFailure) -> [String] {
    let client = try KafkaClient(.plainProducer, ClientProperties(.plainProducer, user: properties), onLog: onLog)
    defer { client.destroy(withinMillis: 2_000) }
    var deleted: [String] = []
    for name in names where try delete(name, client, withinMillis) { deleted.append(name) }
    return deleted
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

    let error = ask(client, RD_KAFKA_ADMIN_OP_CREATETOPICS, withinMillis) { options, queue in
      withUnsafeMutablePointer(to: &request) { pointer in
        pointer.withMemoryRebound(to: OpaquePointer?.self, capacity: 1) {
          rd_kafka_CreateTopics(client.handle, $0, 1, options, queue)
        }
      }
    } results: { event, count in
      rd_kafka_event_CreateTopics_result(event).flatMap { rd_kafka_CreateTopics_result_topics($0, &count) }
    }
    switch error.code {
    case RD_KAFKA_RESP_ERR_NO_ERROR: return true
    case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS: return false
    default: throw KafkaFailure.describe(error, doing: what)
    }
  }

  private func delete(_ name: String, _ client: KafkaClient, _ withinMillis: Int) throws(LogFailure) -> Bool {
    guard var request = rd_kafka_DeleteTopic_new(name) else { return false }
    defer { rd_kafka_DeleteTopic_destroy(request) }
    let error = ask(client, RD_KAFKA_ADMIN_OP_DELETETOPICS, withinMillis) { options, queue in
      withUnsafeMutablePointer(to: &request) { pointer in
        pointer.withMemoryRebound(to: OpaquePointer?.self, capacity: 1) {
          rd_kafka_DeleteTopics(client.handle, $0, 1, options, queue)
        }
      }
    } results: { event, count in
      rd_kafka_event_DeleteTopics_result(event).flatMap { rd_kafka_DeleteTopics_result_topics($0, &count) }
    }
    switch error.code {
    case RD_KAFKA_RESP_ERR_NO_ERROR: return true
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART: return false
    default: throw KafkaFailure.describe(error, doing: "deleting topic \(name)")
    }
  }

  /// One request about one topic, and its answer; no error is `NO_ERROR`.
  private func ask(
    _ client: KafkaClient, _ operation: rd_kafka_admin_op_t, _ withinMillis: Int,
    send: (_ options: OpaquePointer?, _ queue: OpaquePointer?) -> Void,
    results: (_ event: OpaquePointer, _ count: inout Int) -> UnsafeMutablePointer<OpaquePointer?>?
  ) -> KafkaError {
    let queue = rd_kafka_queue_new(client.handle)
    defer { rd_kafka_queue_destroy(queue) }
    let options = rd_kafka_AdminOptions_new(client.handle, operation)
    defer { rd_kafka_AdminOptions_destroy(options) }
    rd_kafka_AdminOptions_set_request_timeout(options, Int32(withinMillis), nil, 0)
    // Wait until the brokers know of it, so that the topic can be used, or made again, at once.
    rd_kafka_AdminOptions_set_operation_timeout(options, Int32(withinMillis), nil, 0)
    send(options, queue)
    guard let event = rd_kafka_queue_poll(queue, Int32(withinMillis + 1_000)) else {
      return KafkaError(code: RD_KAFKA_RESP_ERR__TIMED_OUT)
    }
    defer { rd_kafka_event_destroy(event) }
    var count = 0
    let code = rd_kafka_event_error(event)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let answers = results(event, &count), count == 1 else {
      return KafkaError(code: code, text: rd_kafka_event_error_string(event).map { String(cString: $0) })
    }
    return KafkaError(
      code: rd_kafka_topic_result_error(answers[0]),
      text: rd_kafka_topic_result_error_string(answers[0]).map { String(cString: $0) })
  }
}
