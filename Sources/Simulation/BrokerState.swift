import ForewarnCore
import StreamRuntime

/// The broker behind its lock: partitions, committed offsets, the state topic, outputs, and one transactional id.
struct BrokerState: Sendable {
  struct StoredRecord: Sendable {
    var offset: Int64
    var timestampMicros: Int64
    var key: [UInt8]?
    var value: [UInt8]?
    var headers: [RecordHeader]
  }

  struct PartitionLog: Sendable {
    var start: Int64 = 0
    /// Where the next record or gap goes.
    var next: Int64 = 0
    /// Ascending offsets, with gaps.
    var records: [StoredRecord] = []
    /// What the brokers say of it.
    var standing = PartitionStanding()
    /// Where a producer's open transaction begins, and since when, monotonic µs: from there on nobody sees anything.
    var openTransaction: (from: Int64, sinceMicros: Int64)?
    /// A partition that is added later is there from the beginning of the simulation, unborn.
    var isBorn = true

    /// What a `read_committed` reader can see.
    var visible: ArraySlice<StoredRecord> {
      guard let open = openTransaction else { return records[...] }
      return records[..<records.partitioningIndex { $0.offset >= open.from }]
    }

    /// As a `read_committed` reader sees it: gaps at the end (markers) do not count.
    var end: Int64 { visible.last.map { $0.offset + 1 } ?? start }

    var told: PartitionStanding {
      var told = standing
      if let open = openTransaction, next > open.from {
        told.hidden = HiddenRecords(count: next - open.from, sinceMicros: open.sinceMicros)
      }
      return told
    }
  }

  let partitions: [TopicPartition]
  var logs: [PartitionLog]
  var clusterID: String
  var committed: [TopicPartition: (offset: Int64, metadata: String)] = [:]
  /// Committed rows in their order; compaction is done when it is read.
  var stateTopic: [StateRow] = []
  var epochs: [Epoch] = []
  /// Everything that was ever sent, as a `read_uncommitted` reader sees it.
  var sent: [Output] = []

  /// Rises with every new producer; only the newest may commit.
  var generation = 0
  /// A commit whose end is still under way.
  var late: (generation: Int, epoch: Epoch)?

  var layoutChange: LayoutChange?
  var mayRewind = false
  var isReachable = true
  var isAuthorized = true
  /// Commits are refused for good, rehearsals are not: of what Kafka looks at only then.
  var refusalOfCommits: String?
  var largestOutputBytes = 1 << 20
  /// Of outputs that travel together.
  var largestBatchBytes = Int.max
  var faults: FaultPlan
  /// Faults of the next commits, before any that are drawn; nil = this one succeeds.
  var script: [FaultPlan.CommitFault?] = []
  /// How often each of them happened.
  var commitFaults: [FaultPlan.CommitFault: Int] = [:]
  /// Drawn apart, so that the schedule of reading does not change what happens to commits.
  private var commitRandom: SplitMix64
  private var readRandom: SplitMix64

  init(partitions: [TopicPartition], clusterID: String, faults: FaultPlan) {
    self.partitions = partitions
    logs = partitions.map { _ in PartitionLog() }
    self.clusterID = clusterID
    self.faults = faults
    commitRandom = SplitMix64(seed: faults.seed)
    readRandom = SplitMix64(seed: ~faults.seed)
  }

  // MARK: Reading

  /// Up to `limit` records from `position` on. Whether there were fewer on purpose nobody can tell.
  mutating func read(_ partition: Int, from position: Int64, limit: Int) -> [StoredRecord] {
    guard isReachable, logs[partition].standing.trouble == nil else { return [] }
    let slow = faults.slowPartitions.contains(partition) ? 15.0 / 16 : 0
    if readRandom.happens(max(slow, faults.emptyPoll)) { return [] }
    let records = logs[partition].visible
    let first = records.partitioningIndex { $0.offset >= position }
    var count = min(limit, records.count - first)
    if count > 1, readRandom.happens(faults.shortBatch) { count = Int.random(in: 1...count, using: &readRandom) }
    return Array(records[first..<first + count])
  }

  mutating func answersEnds() -> Bool {
    isReachable && !readRandom.happens(faults.unansweredEnds)
  }

  // MARK: Producing

  mutating func answer() throws(LogFailure) {
    if !isReachable || commitRandom.happens(faults.unavailable) {
      throw LogFailure(.unavailable, "no broker of \(clusterID) answers", remedy: "Wait.")
    }
    if late != nil, commitRandom.happens(0.5) { settleLate() }
  }

  /// Makes a producer that fences all others, and answers its generation.
  mutating func fence() throws(LogFailure) -> Int {
    try answer()
    // What is still under way now comes too late.
    late = nil
    generation += 1
    return generation
  }

  /// A rehearsal ends in an abort, and has no faults of its own.
  mutating func commit(
    _ epoch: Epoch, by producer: Int, batchBytes: Int, rehearsing: Bool = false
  ) -> CommitOutcome {
    guard producer == generation else { return .fenced(reason: "a newer producer has the transactional id") }
    guard isAuthorized else {
      return .stop(LogFailure(.unauthorized, "not authorised to write", remedy: "Give the principal the ACLs."))
    }
    guard isReachable else { return .refused(code: "_TRANSPORT", reason: "no broker answers", permanent: false) }
    if !rehearsing, let code = refusalOfCommits { return .refused(code: code, reason: "simulated", permanent: true) }
    let fault = rehearsing ? nil : script.isEmpty ? faults.commitFault(&commitRandom) : script.removeFirst()
    if let fault { commitFaults[fault, default: 0] += 1 }
    if fault == .refused { return .refused(code: "COORDINATOR_NOT_AVAILABLE", reason: "simulated", permanent: false) }
    for output in epoch.outputs {
      guard (output.key?.count ?? 0) + (output.value?.count ?? 0) <= largestOutputBytes else {
        return .refused(code: "MSG_SIZE_TOO_LARGE", reason: "an output is larger than the topic takes", permanent: true)
      }
      sent.append(output)
    }
    if let refusal = refusal(ofBatchesIn: epoch, of: batchBytes) { return refusal }
    guard epoch.metadata.utf8.count <= Limits.metadataBytes else {
      return .refused(code: "OFFSET_METADATA_TOO_LARGE", reason: "\(epoch.metadata.utf8.count) bytes", permanent: true)
    }
    switch fault {
    case nil, .refused:
      if !rehearsing { apply(epoch) }
      return .committed
    case .unknownDone:
      apply(epoch)
      return .unknown(reason: "the answer is lost")
    case .unknownNotDone:
      return .unknown(reason: "the question is lost")
    case .unknownLate:
      late = (producer, epoch)
      return .unknown(reason: "it takes long")
    case .timedOut:
      generation += 1
      return .fenced(reason: "the transaction timed out")
    }
  }

  /// A producer puts as many outputs into a batch as fit, and always one.
  private func refusal(ofBatchesIn epoch: Epoch, of batchBytes: Int) -> CommitOutcome? {
    var batch = 0
    for output in epoch.outputs {
      let size = (output.key?.count ?? 0) + (output.value?.count ?? 0)
      batch = batch + size > batchBytes ? size : batch + size
      guard batch > largestBatchBytes else { continue }
      return .refused(code: "MSG_SIZE_TOO_LARGE", reason: "a batch is larger than the topic takes", permanent: true)
    }
    return nil
  }

  mutating func settleLate() {
    guard let (producer, epoch) = late else { return }
    late = nil
    if producer == generation { apply(epoch) }
  }

  private mutating func apply(_ epoch: Epoch) {
    epochs.append(epoch)
    stateTopic += epoch.rows
    for offset in epoch.offsets {
      // Kafka would take it, but nobody who counts each record once sends it, unless a person has said so.
      precondition(
        mayRewind || offset.offset >= committed[offset.partition]?.offset ?? 0,
        "a committed offset never falls")
      committed[offset.partition] = (offset.offset, epoch.metadata)
    }
  }

  // MARK: Views

  /// The newest value of each key, sorted by key.
  var compactedState: [StateRow] {
    var newest: [[UInt8]: [UInt8]?] = [:]
    for row in stateTopic { newest[row.key] = .some(row.value) }
    return newest.compactMap { key, value in value.map { StateRow(key: key, value: $0) } }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
  }

  var committedOffsets: [CommittedOffset] {
    partitions.compactMap { partition in
      committed[partition].map { CommittedOffset(partition: partition, offset: $0.offset, metadata: $0.metadata) }
    }
  }
}

extension RandomAccessCollection where Index == Int {
  /// The first index whose element satisfies a condition that, once true, stays true.
  func partitioningIndex(_ isPast: (Element) -> Bool) -> Int {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = (low + high) / 2
      if isPast(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
