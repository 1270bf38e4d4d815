public import ForewarnCore
public import StreamRuntime
import Synchronization

/// A Kafka cluster in memory, with one transactional id. It outlives the processes that talk to it: each opens a `SimulatedLog`.
///
/// The same seed and the same calls give the same answers.
public final class SimulatedBroker: Sendable {
  let state: Mutex<BrokerState>
  /// Sorted; those that are added later too.
  public let partitions: [TopicPartition]

  /// `later`: partitions that are not there until `add`.
  public init(
    topics: [(name: String, partitions: Int32)], later: Set<TopicPartition> = [], clusterID: String = "simulated",
    faults: FaultPlan = .none
  ) {
    partitions = topics.flatMap { topic in
      (0..<topic.partitions).map { TopicPartition(topic: topic.name, partition: $0) }
    }.sorted()
    var broker = BrokerState(partitions: partitions, clusterID: clusterID, faults: faults)
    for (index, partition) in partitions.enumerated() { broker.logs[index].isBorn = !later.contains(partition) }
    state = Mutex(broker)
  }

  /// A process connects. `time` stamps what is known of the ends, and is moved by waiting when `waiting` says so. `topics` are those
  /// of its configuration; nil = all.
  public func open(
    time: SimulatedTime, topics: Set<String>? = nil, waiting: SimulatedLog.Waiting = .advancesClock
  ) -> SimulatedLog {
    let born = state.withLock { $0.logs.map(\.isBorn) }
    let places = partitions.indices.filter { born[$0] && topics?.contains(partitions[$0].topic) ?? true }
    return SimulatedLog(broker: self, places: places, time: time, waiting: waiting)
  }

  /// The reference topics of a process.
  public func openReference(topics: Set<String>) -> SimulatedReferenceLog {
    SimulatedReferenceLog(broker: self, places: partitions.indices.filter { topics.contains(partitions[$0].topic) })
  }

  // MARK: What producers and operators do

  /// Answers the record's offset.
  @discardableResult
  public func append(
    _ topic: String, _ partition: Int32, _ value: [UInt8]?, key: [UInt8]? = nil, headers: [RecordHeader] = [],
    timestampMicros: Int64
  ) -> Int64 {
    change(topic, partition) { log in
      let offset = log.next
      log.records.append(
        .init(offset: offset, timestampMicros: timestampMicros, key: key, value: value, headers: headers))
      log.next += 1
      return offset
    }
  }

  /// Offsets that no reader ever sees: transaction markers, compacted or aborted records.
  public func appendGap(_ topic: String, _ partition: Int32, count: Int64 = 1) {
    precondition(count >= 0, "offsets only rise")
    change(topic, partition) { $0.next += count }
  }

  /// Retention takes what is before `offset`.
  public func removeRecords(_ topic: String, _ partition: Int32, before offset: Int64) {
    change(topic, partition) { log in
      log.start = max(log.start, min(offset, log.next))
      log.records.removeAll { $0.offset < log.start }
    }
  }

  /// What the brokers say of a partition from now on. One with trouble tells no end.
  public func setStanding(_ topic: String, _ partition: Int32, _ standing: PartitionStanding) {
    change(topic, partition) { $0.standing = standing }
  }

  /// A producer begins a transaction: what is appended from now on nobody sees before its end.
  public func openTransaction(_ topic: String, _ partition: Int32, nowMicros: Int64) {
    change(topic, partition) { $0.openTransaction = ($0.next, nowMicros) }
  }

  /// Its records can be read, or they are gone for ever; a marker takes an offset either way.
  public func endTransaction(_ topic: String, _ partition: Int32, isCommitted: Bool) {
    change(topic, partition) { log in
      guard let open = log.openTransaction else { return }
      log.openTransaction = nil
      if !isCommitted { log.records.removeAll { $0.offset >= open.from } }
      log.next += 1
    }
  }

  /// A partition that was to come later is there now.
  public func add(_ topic: String, _ partition: Int32) {
    change(topic, partition) { $0.isBorn = true }
  }

  /// The first topic of a log that has more partitions by now than the log.
  func added(to known: [TopicPartition]) -> LayoutChange? {
    let born = state.withLock { $0.logs.map(\.isBorn) }
    let now = zip(partitions, born).filter(\.1).map(\.0.topic)
    let before = known.map(\.topic)
    for topic in Set(before).sorted() {
      let (old, new) = (before.count { $0 == topic }, now.count { $0 == topic })
      if new > old { return .added(topic: topic, from: old, to: new) }
    }
    return nil
  }

  /// Offsets may be committed that lie before those that are: a person moves them.
  public func allowRewinding() {
    state.withLock { $0.mayRewind = true }
  }

  public func setLayoutChange(_ change: LayoutChange?) {
    state.withLock { $0.layoutChange = change }
  }

  /// A topic is made anew: other records stand under the same offsets, later ones.
  public func replace(_ topic: String, _ partition: Int32, withRecords count: Int, timestampMicros: Int64) {
    change(topic, partition) { log in
      log = .init()
      for offset in 0..<Int64(count) {
        log.records.append(
          .init(offset: offset, timestampMicros: timestampMicros + offset * 1_000, key: nil, value: nil, headers: []))
      }
      log.next = Int64(count)
    }
  }

  /// The group expires, or somebody resets it: nil removes the commit of a partition.
  public func overwriteCommitted(_ partition: TopicPartition, offset: Int64?, metadata: String = "") {
    state.withLock { $0.committed[partition] = offset.map { ($0, metadata) } }
  }

  public func deleteStateTopic() {
    state.withLock { $0.stateTopic.removeAll() }
  }

  public func changeCluster(id: String) {
    state.withLock { $0.clusterID = id }
  }

  public func setReachable(_ isReachable: Bool) {
    state.withLock { $0.isReachable = isReachable }
  }

  public func setAuthorized(_ isAuthorized: Bool) {
    state.withLock { $0.isAuthorized = isAuthorized }
  }

  /// From now on commits, and only they, are refused for good; nil = no more.
  public func refuseCommits(code: String?) {
    state.withLock { $0.refusalOfCommits = code }
  }

  /// Key and value of an output together.
  public func setLargestOutput(bytes: Int) {
    state.withLock { $0.largestOutputBytes = bytes }
  }

  /// Keys and values of the outputs of a batch together.
  public func setLargestBatch(bytes: Int) {
    state.withLock { $0.largestBatchBytes = bytes }
  }

  public func setFaults(_ faults: FaultPlan) {
    state.withLock { $0.faults = faults }
  }

  /// What happens to the next commits, one each; nil = success.
  public func scriptCommits(_ faults: [FaultPlan.CommitFault?]) {
    state.withLock { $0.script += faults }
  }

  /// A commit that was under way arrives now. It counts only if nobody has fenced its producer.
  public func deliverLateCommit() {
    state.withLock { $0.settleLate() }
  }

  // MARK: What a consumer sees

  /// All outputs of committed epochs, in order, as a `read_committed` reader sees them.
  public var committedOutputs: [Output] { state.withLock { $0.epochs.flatMap(\.outputs) } }
  /// Every output that was ever sent, committed or not, as a `read_uncommitted` reader sees them.
  public var sentOutputs: [Output] { state.withLock { $0.sent } }
  /// What happened to commits so far.
  public var commitFaults: [FaultPlan.CommitFault: Int] { state.withLock(\.commitFaults) }
  public var committedEpochs: [Epoch] { state.withLock { $0.epochs } }
  public var committedOffsets: [CommittedOffset] { state.withLock { $0.committedOffsets } }
  public var stateRows: [StateRow] { state.withLock { $0.compactedState } }

  @discardableResult
  private func change<Result: Sendable>(
    _ topic: String, _ partition: Int32, _ body: @Sendable (inout BrokerState.PartitionLog) -> Result
  ) -> Result {
    guard let index = partitions.firstIndex(of: TopicPartition(topic: topic, partition: partition)) else {
      preconditionFailure("the simulated broker has no partition \(topic)/\(partition)")
    }
    return state.withLock { body(&$0.logs[index]) }
  }
}
