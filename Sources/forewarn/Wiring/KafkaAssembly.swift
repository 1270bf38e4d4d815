import ForewarnCore
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

  /// The topics of a kind that is read beside the inputs; nil when there are none.
  func referenceLog(
    _ kind: TopicKind, onLog: @escaping @Sendable (KafkaLogLine) -> Void, stillWaiting: (String) -> Bool
  ) throws(LogFailure) -> KafkaReferenceLog? {
    let names = topics.filter { $0.decoder.kind == kind }.map(\.name)
    guard !names.isEmpty else { return nil }
    return try KafkaReferenceLog(
      topics: names, properties: clientProperties, groupID: identity.groupID, onLog: onLog,
      stillWaiting: stillWaiting)
  }
}
