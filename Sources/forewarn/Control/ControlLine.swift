import ForewarnCore
import KafkaTransport
import StreamRuntime

/// To the control topic and back: writes records, and hears what the daemon makes of them; on the audit topic, or, where that is off, by the
/// book's copy in the state topic, which says that they were taken.
final class ControlLine {
  private let topic: String
  private let stateKeyPrefix: String
  private let watch: KafkaReferenceLog
  private let producer: PlainProducer
  /// Of the records that nothing final was heard of, by their ids.
  private(set) var receipts: [String: ControlReceipt] = [:]

  private static let brokerSeconds: Int64 = 10

  init(_ configuration: Configuration, topic: String) throws(LogFailure) {
    self.topic = topic
    stateKeyPrefix = configuration.identity.stateKeyPrefix
    let time = SystemTime()
    let patience = time.monotonicMicros + Self.brokerSeconds * 1_000_000
    watch = try KafkaReferenceLog(
      topics: [topic, configuration.outputs[.audit] ?? configuration.stateTopic],
      properties: configuration.clientProperties, groupID: configuration.identity.groupID, onLog: { _ in },
      stillWaiting: { _ in time.monotonicMicros < patience })
    do throws(LogFailure) {
      try watch.start(at: watch.ends().map { $0 })
      producer = try Self.producer(configuration)
    } catch {
      watch.close(withinMillis: 1_000)
      throw error
    }
  }

  func close() {
    producer.close()
    watch.close(withinMillis: 2_000)
  }

  func write(_ record: ControlMessage) throws(LogFailure) {
    receipts[record.id] = ControlReceipt(record: record, topic: topic, stateKeyPrefix: stateKeyPrefix)
    try Self.write(record, to: topic, producer)
  }

  /// Nothing more is waited for of it.
  func forget(_ id: String) { receipts[id] = nil }

  /// True when something was heard, of whatever it was.
  func listen() throws(LogFailure) -> Bool {
    let heard = try watch.poll()
    for id in receipts.keys {
      for record in heard { receipts[id]?.take(record) }
    }
    return !heard.isEmpty
  }

  /// Without waiting for what becomes of it.
  static func write(_ record: ControlMessage, to topic: String, _ configuration: Configuration) throws(LogFailure) {
    let producer = try producer(configuration)
    defer { producer.close() }
    try write(record, to: topic, producer)
  }

  private static func producer(_ configuration: Configuration) throws(LogFailure) -> PlainProducer {
    try PlainProducer(properties: configuration.clientProperties) { _ in }
  }

  private static func write(
    _ record: ControlMessage, to topic: String, _ producer: PlainProducer
  ) throws(LogFailure) {
    try producer.produce(topic: topic, key: Array(record.id.utf8), value: record.value)
    try producer.flush(withinMillis: Int(brokerSeconds) * 1_000)
  }
}
