import KafkaTransport

extension Configuration {
  /// librdkafka's, as its clients take them.
  var clientProperties: [(name: String, value: String)] { kafkaProperties.map { ($0.name, $0.value) } }

  /// What the Kafka clients need to know of it.
  func kafkaSettings(onLog: @escaping @Sendable (KafkaLogLine) -> Void) -> KafkaSettings {
    KafkaSettings(
      properties: clientProperties, identity: identity, inputs: topics.map(\.name), outputs: outputs,
      stateTopic: stateTopic, onLog: onLog)
  }
}
