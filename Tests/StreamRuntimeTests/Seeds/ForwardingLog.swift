import ForewarnCore
import StreamRuntime

/// Hands everything on; what one mistake does otherwise is overridden.
///
/// Unchecked: the log behind it keeps the promise.
class ForwardingLog: EventLog, @unchecked Sendable {
  let log: any EventLog

  init(_ log: any EventLog) { self.log = log }

  var partitions: [TopicPartition] { log.partitions }
  func start(at offsets: [Int64]) throws(LogFailure) { try log.start(at: offsets) }
  func poll(_ partition: Int, into batch: inout RecordBatch) throws(LogFailure) -> PollResult {
    try log.poll(partition, into: &batch)
  }
  func position(_ partition: Int) -> Int64 { log.position(partition) }
  func freshEnd(_ partition: Int) -> FreshEnd? { log.freshEnd(partition) }
  func standing(_ partition: Int) -> PartitionStanding { log.standing(partition) }
  var layoutChange: LayoutChange? { log.layoutChange }
  var seenOwner: SeenOwner? { log.seenOwner }
  func askForEnds() { log.askForEnds() }
  func wait(atMostMillis: Int) { log.wait(atMostMillis: atMostMillis) }
  func wake() { log.wake() }
  var connection: Connection { log.connection }
  func clusterID() throws(LogFailure) -> String { try log.clusterID() }
  func fence() throws(LogFailure) { try log.fence() }
  func committed() throws(LogFailure) -> [CommittedOffset] { try log.committed() }
  func bounds() throws(LogFailure) -> [LogBounds] { try log.bounds() }
  func recordTimes(at offsets: [Int64?]) throws(LogFailure) -> [Int64?] { try log.recordTimes(at: offsets) }
  func offsets(atMicros micros: Int64) throws(LogFailure) -> [Int64] { try log.offsets(atMicros: micros) }
  func readState() throws(LogFailure) -> [StateRow] { try log.readState() }
  func commit(_ epoch: Epoch) -> CommitOutcome { log.commit(epoch) }
  func halveBatches() -> Bool { log.halveBatches() }
  func rehearse(_ epoch: Epoch) -> CommitOutcome { log.rehearse(epoch) }
  func close(withinMillis: Int) { log.close(withinMillis: withinMillis) }
}
