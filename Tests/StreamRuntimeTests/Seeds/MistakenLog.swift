import ForewarnCore
import Synchronization

@testable import Simulation
@testable import StreamRuntime

/// A log in which one mistake is made.
final class MistakenLog: ForwardingLog, @unchecked Sendable {
  private let mistake: PlantedMistake
  private let beside: Planting.Beside
  private var before: [CommittedOffset]?
  private var isFenced = false
  private var expected: [Int: Int64] = [:]
  /// Up to where records of an open transaction are taken for read.
  private var passed: [Int: Int64] = [:]

  init(_ log: any EventLog, _ mistake: PlantedMistake, _ beside: Planting.Beside) {
    self.mistake = mistake
    self.beside = beside
    super.init(log)
  }

  // MARK: Reading

  override func start(at offsets: [Int64]) throws(LogFailure) {
    for (p, offset) in offsets.enumerated() { expected[p] = offset }
    try log.start(at: offsets)
  }

  override func poll(_ partition: Int, into batch: inout RecordBatch) throws(LogFailure) -> PollResult {
    let result = try log.poll(partition, into: &batch)
    switch mistake {
    case .lostIsPassedOver: if case .lost = result { return .nothing }
    case .offsetNotEqual:
      batch.records.removeAll { record in
        guard record.offset == expected[partition] else { return true }
        expected[partition] = record.offset + 1
        return false
      }
    case .arrivalForTimestamp:
      for i in batch.records.indices { batch.records[i].timestampMicros = beside.time.wallMicros }
    case .openTransactionIsPassed:
      if let hidden = log.standing(partition).hidden {
        passed[partition] = max(passed[partition] ?? 0, log.position(partition) + hidden.count)
      }
      if let end = passed[partition] { batch.records.removeAll { $0.offset < end } }
    default: break
    }
    return result == .records && batch.records.isEmpty ? .nothing : result
  }

  override func freshEnd(_ partition: Int) -> FreshEnd? {
    guard mistake == .tickWhileLagging, let end = log.freshEnd(partition) else { return log.freshEnd(partition) }
    return FreshEnd(offset: min(end.offset, log.position(partition)), askedAtMicros: beside.time.monotonicMicros)
  }

  override var layoutChange: LayoutChange? {
    switch (mistake, log.layoutChange) {
    case (.addedAreNotSeen, .added), (.anewIsNotSeen, .replaced): nil
    case (_, let change): change
    }
  }

  // MARK: The start

  override func clusterID() throws(LogFailure) -> String {
    if mistake == .committedBeforeInit, before == nil {
      before = beside.broker.committedOffsets.filter { partitions.contains($0.partition) }
    }
    do throws(LogFailure) {
      let id = try log.clusterID()
      return mistake == .clusterIgnored ? "simulated" : id
    } catch {
      guard mistake == .outageAtStartIsFinal, error.kind == .unavailable else { throw error }
      throw LogFailure(.broken, error.message, remedy: error.remedy)
    }
  }

  override func fence() throws(LogFailure) {
    try log.fence()
    isFenced = true
  }

  override func committed() throws(LogFailure) -> [CommittedOffset] {
    var committed = try log.committed()
    switch mistake {
    case .committedBeforeInit:
      if let before { committed = before }
      before = []
    case .emptyIsNew: if committed.contains(where: { $0.metadata.isEmpty }) { return [] }
    case .metadataOnOnePartition: for i in committed.indices.dropFirst() { committed[i].metadata = "" }
    case .newestLocalBook:
      guard let newest = beside.store.loaded?.prepared.last else { break }
      committed = newest.offsets.map {
        CommittedOffset(partition: $0.partition, offset: $0.offset, metadata: newest.metadata)
      }
    case .paneNotInBook, .replayBeyond, .replayWithoutVectors:
      for i in committed.indices {
        guard var metadata = CommitMetadata(committed[i].metadata),
          let digest = beside.store.digests[metadata.bookID]
        else { continue }
        metadata.digest = digest
        committed[i].metadata = metadata.text
      }
    default: break
    }
    return committed
  }

  override func bounds() throws(LogFailure) -> [LogBounds] {
    var bounds = try log.bounds()
    guard mistake == .addedFromTheirEnd else { return bounds }
    let known = Set(beside.broker.committedOffsets.map(\.partition))
    guard !known.isEmpty else { return bounds }
    for (p, partition) in partitions.enumerated() where !known.contains(partition) { bounds[p].start = bounds[p].end }
    return bounds
  }

  override func recordTimes(at offsets: [Int64?]) throws(LogFailure) -> [Int64?] {
    mistake == .anewIsNotSeen ? offsets.map { _ in nil } : try log.recordTimes(at: offsets)
  }

  override func readState() throws(LogFailure) -> [StateRow] {
    switch mistake {
    case .newIgnoresTopic where beside.store.loaded?.base == nil,
      .adoptLocalBook where beside.store.loaded?.base != nil,
      .emptyIsNew where beside.broker.committedOffsets.contains { $0.metadata.isEmpty }:
      return []
    case .staleStateTopic:
      let last = Set(beside.broker.committedEpochs.last?.rows.map(\.key) ?? [])
      return try log.readState().filter { !last.contains($0.key) || $0.key.first != UInt8(ascii: "p") }
    default: return try log.readState()
    }
  }

  // MARK: Committing

  override func commit(_ epoch: Epoch) -> CommitOutcome {
    var sent = epoch
    switch mistake {
    case .bookOutsideTransaction:
      beside.broker.state.withLock { $0.stateTopic += epoch.rows }
      sent.rows = []
    case .offsetsPolled:
      for i in sent.offsets.indices { sent.offsets[i].offset = max(sent.offsets[i].offset, log.position(i)) }
    case .randomIDs:
      for i in sent.outputs.indices where sent.outputs[i].role == .cases { salt(&sent.outputs[i]) }
    default: break
    }
    let outcome = log.commit(sent)
    switch (mistake, outcome) {
    case (.refusedForEver, .refused(let code, let reason, true)):
      beside.time.pause(millis: 20)
      return .refused(code: code, reason: reason, permanent: false)
    case (.fencedIsFinal, .fenced(let reason)): return .stop(LogFailure(.fenced, reason, remedy: ""))
    case (.unknownIsFailure, .unknown(let reason)):
      return (try? log.fence()) == nil ? outcome : .refused(code: "_TIMED_OUT", reason: reason, permanent: false)
    case (.unknownIsSuccess, .unknown): return (try? log.fence()) == nil ? outcome : .committed
    default: return outcome
    }
  }

  private func salt(_ output: inout Output) {
    for i in output.headers.indices where output.headers[i].name == "ce_subject" {
      let header = output.headers[i]
      output.headers[i] = RecordHeader(name: header.name, value: (header.value ?? []) + Array(String(beside.salt).utf8))
    }
  }

  override func halveBatches() -> Bool { mistake == .batchesStayLarge ? false : log.halveBatches() }
}
