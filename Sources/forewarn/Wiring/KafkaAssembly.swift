import KafkaTransport

extension Configuration {
  /// What the Kafka clients need to know of it.
  func kafkaSettings(onLog: @escaping @Sendable (KafkaLogLine) -> Void) -> KafkaSettings {
    KafkaSettings(
      properties: kafkaProperties.map { ($0.name, $0.value) }, groupID: groupID, transactionalID: transactionalID,
      stateKeyPrefix: stateKeyPrefix, inputs: topics.map(\.name), outputs: outputs, stateTopic: stateTopic,
      onLog: onLog)
  }
}
