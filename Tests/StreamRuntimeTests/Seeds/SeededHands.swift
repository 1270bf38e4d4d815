import ForewarnCore
import Synchronization

@testable import Simulation
@testable import StreamRuntime

// What people do: to Kafka and to the state folder while nobody runs, and after a stop.
extension SeededLife {
  static func hands(_ plan: SeededPlan, from begin: Int64, to end: Int64) -> [(fault: SeededFault, atMicros: Int64)] {
    plan.faults.filter(\.isByHand).sorted { $0.rawValue < $1.rawValue }.map { fault in
      var random = plan.random(fault)
      return (fault, begin + Int64((0.15 + 0.6 * random.unit()) * Double(end - begin)))
    }
  }

  /// One at a time, between two lives.
  func meddle() {
    guard awaited == nil, world.broker.committedEpochs.count > 3,
      let due = hands.firstIndex(where: { $0.atMicros <= feed.nowMicros && hasWitness(of: $0.fault) })
    else { return }
    let fault = hands.remove(at: due).fault
    world.broker.deliverLateCommit()
    reach(fault)
    world.note("-- by hand: \(fault)")
    saved.committed = world.broker.committedOffsets
    change(fault)
    if fault.stop != nil {
      awaited = fault
      excuses.insert(fault)
    }
  }

  /// Of a commit in doubt Kafka's offsets tell, or the state topic: nobody goes on right when both are taken away at once.
  private func hasWitness(of fault: SeededFault) -> Bool { !fault.mendedByMoving || !world.broker.stateRows.isEmpty }

  private func change(_ fault: SeededFault) {
    let broker = world.broker
    switch fault {
    case .groupExpired: for p in broker.partitions { broker.overwriteCommitted(p, offset: nil) }
    case .offsetsReset: for offset in saved.committed { broker.overwriteCommitted(offset.partition, offset: 0) }
    case .partitionsDisagree: broker.overwriteCommitted(saved.committed[0].partition, offset: nil)
    case .topicOffsetsDropped:
      for offset in saved.committed where offset.partition.topic == "alerts" {
        broker.overwriteCommitted(offset.partition, offset: nil)
      }
    case .otherCluster: broker.changeCluster(id: "mirror")
    case .otherApplication: replaceDisk(by: Self.foreignDisk(plan.seed, broker))
    case .otherSlice:
      rename { metadata in
        var other = CommitMetadata(metadata)
        other?.slice = SliceID(index: 0, of: 2)
        return other?.text ?? ""
      }
    case .unreleasedOffsets: rename { _ in "fw1;simulated;a;b;-;7;9" }
    case .stateTopicLost: broker.deleteStateTopic()
    case .bookLost:
      saved.stateTopic = broker.state.withLock(\.stateTopic)
      broker.deleteStateTopic()
      replaceDisk(by: SimulatedDisk(faults: FaultPlan(seed: plan.seed ^ 0xB00C)))
    case .topicAnew: makeAnew()
    default: preconditionFailure("\(fault) is done by nobody's hand")
    }
  }

  private func rename(_ text: (String) -> String) {
    for offset in saved.committed {
      world.broker.overwriteCommitted(offset.partition, offset: offset.offset, metadata: text(offset.metadata))
    }
  }

  private func replaceDisk(by other: SimulatedDisk) {
    saved.disk = disks[host]
    disks[host] = other
  }

  /// The alerts are others, fewer or more of them.
  private func makeAnew() {
    var random = plan.random(.topicAnew)
    // A transaction ends with the log that it was in.
    for i in events.indices where [.openTransaction, .abortedTransaction].contains(events[i].fault) { end(i) }
    for offset in saved.committed where offset.partition.topic == "alerts" {
      let partition = offset.partition
      let records = random.happens(0.5) ? 2 : Int(offset.offset) + 20
      reading.former[partition] = feed.written[partition]
      feed.replace(partition, records: records)
      world.broker.replace(
        partition.topic, partition.partition, withRecords: records, timestampMicros: feed.nowMicros - 5_000_000)
    }
  }

  /// A state folder that another application has used.
  private static func foreignDisk(_ seed: UInt64, _ broker: SimulatedBroker) -> SimulatedDisk {
    let disk = SimulatedDisk(faults: FaultPlan(seed: seed ^ 0xF0E))
    var engine = World.engine(broker.partitions, nowMicros: EventStream.begin)
    engine.identify(clusterID: "simulated", applicationUUID: "other", group: "strangers")
    let offsets = broker.partitions.map { PartitionOffset(partition: $0, offset: 0) }
    let epoch = Epoch(
      closing: &engine, after: EpochChain(bookID: nil, number: 0, offsets: offsets), of: broker.partitions,
      EpochNames(slice: .whole, applicationUUID: "other", bookID: "theirs"))
    guard let store = try? disk.open() else { return disk }
    defer { store.close() }
    try? store.prepare(epoch)
    try? store.fold(bookID: epoch.bookID, keepingStatistics: [])
    return disk
  }

  // MARK: After a stop

  private static let illnesses: Set<SeededFault> = [
    .outage, .unauthorised, .refusedCommits, .outputLimit, .batchLimit, .unknownTopic, .unanswered,
  ]

  /// Why it may have stopped.
  @discardableResult
  func expectExcuse(_ failure: RunFailure) -> SeededFault? {
    let fault = excuses.sorted { $0.rawValue < $1.rawValue }.first { $0.explains(failure.message) }
    if fault == nil { problems.append("unfounded stop: \(failure.message)") }
    return fault
  }

  /// A person reads why it stopped, and does what it says.
  func mend(_ failure: RunFailure) throws {
    guard let fault = expectExcuse(failure) else { return }
    // A disk that never folds, or Kafka's refusals, may end it before it sees what was done to it.
    if let awaited, awaited != fault, fault != .failedFold, !Self.illnesses.contains(fault) {
      return problems.append("it stopped for \(fault), and not for \(awaited)")
    }
    reach("stop for \(fault)")
    excuses.remove(fault)
    if awaited == fault { awaited = nil }
    let broker = world.broker
    switch fault {
    case .unauthorised, .refusedCommits, .unknownTopic:
      for i in events.indices where events[i].fault == fault { end(i) }
    case .failedFold: for disk in disks { disk.failNextFolds(0) }
    case .otherCluster: broker.changeCluster(id: "simulated")
    case .topicOffsetsDropped, .otherSlice, .unreleasedOffsets: rename(\.self)
    case .otherApplication: putDiskBack()
    case .bookLost:
      putDiskBack()
      broker.state.withLock { [saved] in $0.stateTopic = saved.stateTopic }
    case .topicAnew: try restart()
    default: try adopt(after: fault)
    }
  }

  private func putDiskBack() {
    guard let disk = saved.disk else { return }
    disks[host] = disk
    saved.disk = nil
  }

  /// What is committed of each partition, once nothing is under way any more.
  private func settled() -> [TopicPartition: Int64] {
    world.broker.deliverLateCommit()
    return Dictionary(
      world.broker.committedOffsets.map { ($0.partition, $0.offset) }, uniquingKeysWith: { a, _ in a })
  }

  /// `forewarn state adopt --at-committed`.
  private func adopt(after fault: SeededFault) throws {
    let committed = settled()
    let starts = world.broker.state.withLock { state in zip(state.partitions, state.logs.map(\.start)).map { $0 } }
    for (partition, start) in starts {
      let book = fault.isByHand ? saved.committed.first { $0.partition == partition }?.offset ?? 0 : 0
      let read = max(committed[partition] ?? 0, book)
      if start > read { reading.lost += feed.count(partition, read..<start) }
    }
    try reposition(.atCommitted)
  }

  /// `forewarn state restart --from earliest`.
  private func restart() throws {
    let committed = settled()
    for partition in world.broker.partitions {
      let read = (reading.bases[partition] ?? 0)..<max(reading.bases[partition] ?? 0, committed[partition] ?? 0)
      if let former = reading.former[partition] {
        reading.settled += Int64(former.count { read.contains($0.offset) })
      } else {
        reading.settled += feed.count(partition, read)
      }
    }
    reading.former = [:]
    reading.wasRestarted = true
    world.broker.allowRewinding()
    for move in try reposition(.from(.earliest)) { reading.bases[move.partition] = move.to }
  }

  @discardableResult
  private func reposition(_ way: Repositioning.Way) throws -> [Repositioning.Move] {
    reading.wasMoved = true
    // Nobody moves a state while Kafka is ill.
    for i in events.indices where Self.illnesses.contains(events[i].fault) { end(i) }
    world.broker.setFaults(.none)
    disks[host].setFaults(.none)
    disks[host].failNextFolds(0)
    defer {
      if !feed.isOver {
        world.broker.setFaults(plan.faultPlan)
        disks[host].setFaults(plan.faultPlan)
      }
    }
    let log = world.broker.open(time: world.time)
    let store = try disks[host].open()
    defer { store.close() }
    let ports = wrapped(
      World.Ports(log: log, store: store, time: world.time, fate: Fate(disk: disks[host], calls: .max, seed: 0)))
    var engine = World.engine(log.partitions, nowMicros: world.time.wallMicros)
    return try Repositioning(
      log: ports.log, store: ports.store, ids: world.ids, options: Daemon.Options(ApplicationSlice("watchers")),
      report: { self.world.note($0) }
    ).run(way, &engine)
  }
}
