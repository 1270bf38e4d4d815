import CRdKafka
import ForewarnCore
import Testing

@testable import KafkaTransport

/// One record in a transaction that stays open until it is told: what a process leaves that dies, or takes long.
final class OpenTransaction {
  private let client: KafkaClient

  init(id: String, topic: String, bootstrap: String) throws {
    let properties = ClientProperties(.producer, user: [("bootstrap.servers", bootstrap)], transactionalID: id)
    client = try KafkaClient(.producer, properties, onLog: quiet)
    try #require(KafkaError(consuming: rd_kafka_init_transactions(client.handle, 10_000)) == nil)
    try #require(KafkaError(consuming: rd_kafka_begin_transaction(client.handle)) == nil)
    try #require(client.send(topic: topic, key: [1], value: [65], headers: [], timestampMicros: nil) == nil)
    rd_kafka_flush(client.handle, 10_000)
  }

  func commit() throws {
    try #require(KafkaError(consuming: rd_kafka_commit_transaction(client.handle, -1)) == nil)
  }

  func close() { client.destroy(withinMillis: 3_000) }
}
