internal import CRdKafka
internal import StreamRuntime

/// The settings of topics, as the brokers say. Needs the right DESCRIBE_CONFIGS on them.
enum TopicSettings {
  /// The settings of each topic that answered, by their names, and why the others did not. Blocks.
  static func ask(
    _ topics: [String], client: KafkaClient, timeoutMillis: Int
  ) -> Result<[String: Result<[String: String], KafkaError>], KafkaError> {
    if topics.isEmpty { return .success([:]) }
    var requests: [OpaquePointer?] = topics.map { rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, $0) }
    defer { rd_kafka_ConfigResource_destroy_array(&requests, requests.count) }
    let queue = rd_kafka_queue_new(client.handle)
    defer { rd_kafka_queue_destroy(queue) }
    let options = rd_kafka_AdminOptions_new(client.handle, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS)
    defer { rd_kafka_AdminOptions_destroy(options) }
    rd_kafka_AdminOptions_set_request_timeout(options, Int32(timeoutMillis), nil, 0)
    rd_kafka_DescribeConfigs(client.handle, &requests, requests.count, options, queue)
    guard let event = rd_kafka_queue_poll(queue, Int32(timeoutMillis + 1_000)) else {
      return .failure(KafkaError(code: RD_KAFKA_RESP_ERR__TIMED_OUT))
    }
    defer { rd_kafka_event_destroy(event) }
    let code = rd_kafka_event_error(event)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let result = rd_kafka_event_DescribeConfigs_result(event) else {
      return .failure(KafkaError(code: code, text: rd_kafka_event_error_string(event).map { String(cString: $0) }))
    }
    var count = 0
    guard let answers = rd_kafka_DescribeConfigs_result_resources(result, &count) else { return .success([:]) }
    var settings: [String: Result<[String: String], KafkaError>] = [:]
    for index in 0..<count {
      guard let answer = answers[index], let name = rd_kafka_ConfigResource_name(answer) else { continue }
      settings[String(cString: name)] = of(answer)
    }
    return .success(settings)
  }

  private static func of(_ answer: OpaquePointer) -> Result<[String: String], KafkaError> {
    let code = rd_kafka_ConfigResource_error(answer)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
      let text = rd_kafka_ConfigResource_error_string(answer).map { String(cString: $0) }
      return .failure(KafkaError(code: code, text: text))
    }
    var count = 0
    guard let entries = rd_kafka_ConfigResource_configs(answer, &count) else { return .success([:]) }
    var settings: [String: String] = [:]
    for index in 0..<count {
      guard let entry = entries[index], let name = rd_kafka_ConfigEntry_name(entry),
        let value = rd_kafka_ConfigEntry_value(entry)
      else { continue }
      settings[String(cString: name)] = String(cString: value)
    }
    return .success(settings)
  }
}
