import ForewarnCore
import StreamRuntime
import Synchronization

@testable import Simulation

/// Something that begins, and ends, while daemons run.
struct SeededEvent {
  enum Phase { case before, during, over }

  var fault: SeededFault
  var fromMicros: Int64
  var toMicros: Int64
  var partition = TopicPartition(topic: "transactions", partition: 0)
  var phase = Phase.before
  /// Where a transaction began.
  var offset: Int64 = 0

  static func all(_ plan: SeededPlan, from begin: Int64, to end: Int64) -> [SeededEvent] {
    plan.faults.sorted { $0.rawValue < $1.rawValue }.compactMap { fault in
      guard let seconds = fault.seconds else { return nil }
      var random = plan.random(fault)
      let at = begin + Int64((0.15 + 0.6 * random.unit()) * Double(end - begin))
      var event = SeededEvent(
        fault: fault, fromMicros: at, toMicros: at + Int64.random(in: seconds, using: &random) * 1_000_000)
      // One transaction at a time in a partition.
      let (one, other): (Int32, Int32) = fault == .abortedTransaction ? (1, 0) : (0, 1)
      event.partition =
        random.happens(0.5)
        ? TopicPartition(topic: "alerts", partition: other) : TopicPartition(topic: "transactions", partition: one)
      return event
    }
  }
}

extension SeededLife {
  /// What is due by now begins or ends.
  func play() {
    for i in events.indices {
      if events[i].phase == .before, feed.nowMicros >= events[i].fromMicros { begin(i) }
      if events[i].phase == .during, feed.nowMicros >= events[i].toMicros { end(i) }
    }
    if plan.has(.retention) { expire() }
  }

  private func begin(_ i: Int) {
    // What nobody has read yet cannot be missed.
    guard awaited == nil, !world.broker.committedEpochs.isEmpty else { return }
    events[i].phase = .during
    let (fault, topic, number) = (events[i].fault, events[i].partition.topic, events[i].partition.partition)
    let broker = world.broker
    reach(fault)
    world.note("-- \(fault) begins")
    if fault.stop != nil { excuses.insert(fault) }
    switch fault {
    case .outage: broker.setReachable(false)
    case .unauthorised: broker.setAuthorized(false)
    case .refusedCommits: broker.refuseCommits(code: "INVALID_TXN_STATE")
    case .outputLimit: broker.setLargestOutput(bytes: 1_900)
    case .batchLimit: broker.setLargestBatch(bytes: 20_000)
    case .addedPartition: add()
    case .openTransaction, .abortedTransaction:
      events[i].offset = next(events[i].partition)
      broker.openTransaction(topic, number, nowMicros: world.time.monotonicMicros)
    case .unanswered: broker.setStanding(topic, number, trouble(.unanswered, "no leader"))
    case .unknownTopic: broker.setStanding(topic, number, trouble(.unknownTopic, "Unknown topic"))
    case .inputLost: lose(events[i].partition)
    case .clockForward: world.time.jumpWall(micros: 7_200_000_000)
    case .clockBackward: world.time.jumpWall(micros: -7_200_000_000)
    case .lateFlush: feed.holdsBack = true
    default: break
    }
  }

  func end(_ i: Int) {
    guard events[i].phase == .during else { return }
    events[i].phase = .over
    let (fault, topic, number) = (events[i].fault, events[i].partition.topic, events[i].partition.partition)
    let broker = world.broker
    world.note("-- \(fault) ends")
    switch fault {
    case .outage: broker.setReachable(true)
    case .unauthorised: broker.setAuthorized(true)
    case .refusedCommits: broker.refuseCommits(code: nil)
    case .outputLimit: broker.setLargestOutput(bytes: 1 << 20)
    case .batchLimit: broker.setLargestBatch(bytes: .max)
    case .openTransaction: broker.endTransaction(topic, number, isCommitted: true)
    case .abortedTransaction:
      broker.endTransaction(topic, number, isCommitted: false)
      feed.forget(events[i].partition, from: events[i].offset)
    case .unanswered, .unknownTopic: broker.setStanding(topic, number, PartitionStanding())
    case .clockForward: world.time.jumpWall(micros: -7_200_000_000)
    case .clockBackward: world.time.jumpWall(micros: 7_200_000_000)
    case .lateFlush: feed.holdsBack = false
    default: break
    }
  }

  private func trouble(_ kind: PartitionTrouble.Kind, _ reason: String) -> PartitionStanding {
    PartitionStanding(trouble: .init(kind, reason: reason, sinceMicros: world.time.monotonicMicros))
  }

  /// Offset of the next record of a partition.
  private func next(_ partition: TopicPartition) -> Int64 {
    world.broker.state.withLock { state in
      state.partitions.firstIndex(of: partition).map { state.logs[$0].next } ?? 0
    }
  }

  /// Each topic gets one more partition, which gets records from now on.
  private func add() {
    for (topic, count) in EventStream.topics {
      let number = count + (plan.has(.emptyPartition) ? 1 : 0)
      world.broker.add(topic, number)
      feed.partitions[topic, default: []].append(number)
    }
  }

  /// Retention passes all that was read.
  private func expire() {
    var random = plan.random(.retention)
    guard world.time.monotonicMicros / 1_000_000 % 7 == 0 else { return }
    reach(.retention)
    for committed in world.broker.committedOffsets where !committed.metadata.isEmpty {
      let keep = Int64.random(in: 0..<20, using: &random)
      world.broker.removeRecords(
        committed.partition.topic, committed.partition.partition, before: committed.offset - keep)
    }
  }

  /// Retention passes what was not read.
  private func lose(_ partition: TopicPartition) {
    guard world.broker.committedOffsets.contains(where: { $0.partition == partition }) else { return }
    world.broker.appendGap(partition.topic, partition.partition, count: 6)
    world.broker.removeRecords(partition.topic, partition.partition, before: next(partition) - 2)
  }
}
