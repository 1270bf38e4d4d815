import ForewarnCore
import KafkaTransport
import StreamRuntime

/// What exactly-once delivery is measured against, and nobody should run: the same log, where an epoch is sent as it comes by an idempotent
/// producer, and its offsets are a record behind it.
// Sendable: the producer is used by the committing thread only.
final class UntransactedLog: EventLog, @unchecked Sendable {
  private let log: KafkaLog
  private let producer: PlainProducer
  private let cases: String
  private let state: String

  init(_ log: KafkaLog, _ producer: PlainProducer, cases: String, state: String) {
    self.log = log
    self.producer = producer
    self.cases = cases
    self.state = state
  }

  func commit(_ epoch: Epoch) -> CommitOutcome {
    do throws(LogFailure) {
      for output in epoch.outputs where output.role == .cases {
        try producer.produce(
          topic: cases, key: output.key, value: output.value, timestampMicros: output.timestampMicros,
          headers: output.headers)
      }
      for row in epoch.rows { try producer.produce(topic: state, key: row.key, value: row.value) }
      for offset in epoch.offsets {
        let place = "\(offset.partition.topic) \(offset.partition.partition)"
        try producer.produce(
          topic: state, key: Array(place.utf8), value: Array("\(offset.offset) \(epoch.metadata)".utf8))
      }
      try producer.flush(withinMillis: 30_000)
      return .committed
    } catch {
      return .stop(error)
    }
  }

  func rehearse(_ epoch: Epoch) -> CommitOutcome { .committed }
  func halveBatches() -> Bool { false }
  func fence() {}

  // MARK: As it is

  var partitions: [TopicPartition] { log.partitions }
  var layoutChange: LayoutChange? { log.layoutChange }
  /// Nothing is committed to the group.
  var seenOwner: SeenOwner? { nil }
  var connection: Connection { log.connection }
  func start(at offsets: [Int64]) throws(LogFailure) { try log.start(at: offsets) }
  func poll(_ partition: Int, into batch: inout RecordBatch) throws(LogFailure) -> PollResult {
    try log.poll(partition, into: &batch)
  }
  func position(_ partition: Int) -> Int64 { log.position(partition) }
  func freshEnd(_ partition: Int) -> FreshEnd? { log.freshEnd(partition) }
  func standing(_ partition: Int) -> PartitionStanding { log.standing(partition) }
  func askForEnds() { log.askForEnds() }
  func wait(atMostMillis: Int) { log.wait(atMostMillis: atMostMillis) }
  func wake() { log.wake() }
  func clusterID() throws(LogFailure) -> String { try log.clusterID() }
  func committed() throws(LogFailure) -> [CommittedOffset] { try log.committed() }
  func bounds() throws(LogFailure) -> [LogBounds] { try log.bounds() }
  func recordTimes(at offsets: [Int64?]) throws(LogFailure) -> [Int64?] { try log.recordTimes(at: offsets) }
  func offsets(atMicros micros: Int64) throws(LogFailure) -> [Int64] { try log.offsets(atMicros: micros) }
  func readState() throws(LogFailure) -> [StateRow] { try log.readState() }
  func close(withinMillis: Int) {
    producer.close(withinMillis: withinMillis)
    log.close(withinMillis: withinMillis)
  }
}
