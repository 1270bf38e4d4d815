import KafkaTransport
import StreamRuntime

extension Configuration {
  /// librdkafka's, as its clients take them.
  var clientProperties: [(name: String, value: String)] { kafkaProperties.map { ($0.name, $0.value) } }

  /// What the Kafka clients need to know of it.
  func kafkaSettings(onLog: @escaping @Sendable (KafkaLogLine) -> Void) -> KafkaSettings {
    KafkaSettings(
      properties: clientProperties, identity: identity, inputs: inputs.map(\.name), outputs: outputs,
      stateTopic: stateTopic, onLog: onLog)
  }

  /// The topics that are read beside the inputs; nil when there are none.
  func referenceLog(
    onLog: @escaping @Sendable (KafkaLogLine) -> Void, stillWaiting: (String) -> Bool
  ) throws(LogFailure) -> KafkaReferenceLog? {
    guard !references.isEmpty else { return nil }
    return try KafkaReferenceLog(
      topics: references.map(\.name), properties: clientProperties, groupID: identity.groupID, onLog: onLog,
      stillWaiting: stillWaiting)
  }
}
