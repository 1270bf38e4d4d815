import ForewarnCore
import Simulation
import StreamRuntime
import Synchronization
import Testing

/// What a start finds after people and machines have been at Kafka and the disk.
@Suite struct RestartTests {
  /// A world whose finished log was read to its end once.
  private static func settled() throws -> World {
    let world = World(seed: 5)
    let stream = EventStream(seed: 5, panes: 20)
    stream.append(to: world.broker, stream.items.indices)
    guard case .done = try world.live(World.Life()) else { throw RunFailure(.stop, "not read", remedy: "") }
    return world
  }

  enum Meddling: CaseIterable, Sendable {
    case groupExpired, offsetsReset, onePartitionReset, otherCluster, otherClusterAndNoOffsets, diskAndTopicLost
    case retention, unreleasedVersion, otherSlice
    case topicMadeAnew, topicMadeAnewAndLonger, topicMadeAnewWithoutItsOffsets

    func happen(_ world: World) {
      let broker = world.broker
      switch self {
      case .groupExpired: for p in broker.partitions { broker.overwriteCommitted(p, offset: nil) }
      case .offsetsReset: for p in broker.partitions { broker.overwriteCommitted(p, offset: 0) }
      case .onePartitionReset: broker.overwriteCommitted(broker.partitions[1], offset: 0)
      case .otherCluster: broker.changeCluster(id: "mirror")
      case .otherClusterAndNoOffsets:
        broker.changeCluster(id: "mirror")
        for p in broker.partitions { broker.overwriteCommitted(p, offset: nil) }
      case .diskAndTopicLost:
        broker.deleteStateTopic()
        world.disk.wipe()
      case .unreleasedVersion:
        for p in broker.partitions { broker.overwriteCommitted(p, offset: 0, metadata: "fw1;simulated;a;b;-;7;9") }
      case .otherSlice:
        for offset in broker.committedOffsets {
          var metadata = CommitMetadata(offset.metadata)
          metadata?.slice = SliceID(index: 0, of: 2)
          broker.overwriteCommitted(offset.partition, offset: offset.offset, metadata: metadata?.text ?? "")
        }
      case .topicMadeAnew: RestartTests.anew(world, records: 2)
      case .topicMadeAnewAndLonger: RestartTests.anew(world, records: 5_000)
      case .topicMadeAnewWithoutItsOffsets:
        RestartTests.anew(world, records: 5_000)
        for p in broker.partitions where p.topic == "transactions" { broker.overwriteCommitted(p, offset: nil) }
      case .retention:
        for committed in broker.committedOffsets.prefix(1) {
          let p = committed.partition
          broker.appendGap(p.topic, p.partition, count: 5)
          broker.removeRecords(p.topic, p.partition, before: committed.offset + 3)
        }
      }
    }
  }

  /// Other records, from now on.
  private static func anew(_ world: World, records: Int) {
    for p in world.broker.partitions where p.topic == "transactions" {
      world.broker.replace(p.topic, p.partition, withRecords: records, timestampMicros: world.time.wallMicros)
    }
  }

  @Test(arguments: Meddling.allCases)
  func itStopsAndWritesNothing(_ meddling: Meddling) throws {
    let world = try Self.settled()
    let epochs = world.broker.committedEpochs
    let sent = world.broker.sentOutputs.count
    meddling.happen(world)
    let offsets = world.broker.committedOffsets
    for _ in 0..<2 {
      guard case .failed(let failure) = try world.live(World.Life()) else {
        Issue.record("it went on")
        return
      }
      #expect(failure.kind == .stop && !failure.remedy.isEmpty)
    }
    #expect(world.broker.committedEpochs == epochs && world.broker.sentOutputs.count == sent)
    #expect(world.broker.committedOffsets == offsets)
  }

  /// The `state` topic is enough, and so is the disk.
  @Test(arguments: [true, false])
  func oneCopyOfTheBookIsEnough(_ losesDisk: Bool) throws {
    let world = try Self.settled()
    if losesDisk { world.disk.wipe() } else { world.broker.deleteStateTopic() }
    let before = world.broker.committedOutputs
    guard case .done(let accounting) = try world.live(World.Life()) else {
      Issue.record("it did not go on: \(world.told)")
      return
    }
    #expect(accounting.records == EventStream(seed: 5, panes: 20).items.count { !$0.isGap })
    #expect(world.broker.committedOutputs == before)
    // The other copy is whole again.
    if losesDisk { world.broker.deleteStateTopic() } else { world.disk.wipe() }
    guard case .done = try world.live(World.Life()) else {
      Issue.record("the lost copy was not written again: \(world.told)")
      return
    }
  }

  /// Every place where a kill may fall, with an outcome that the dead process was in doubt about.
  @Test(arguments: [nil, .refused, .unknownDone, .unknownNotDone, .unknownLate] as [FaultPlan.CommitFault?])
  func aKillAtAnyPointLosesAndRepeatsNothing(_ fault: FaultPlan.CommitFault?) throws {
    let stream = EventStream(seed: 3, panes: 8)
    let calm = World(seed: 1)
    stream.append(to: calm.broker, stream.items.indices)
    guard case .done(let accounting) = try calm.live(World.Life()) else { throw FinishedLogTests.Unfinished() }
    for calls in 1...48 {
      // What is under way arrives before or after the next process asks: by chance.
      for seed in 0..<4 as Range<UInt64> {
        let world = World(seed: seed, faults: FaultPlan(seed: seed &+ UInt64(calls) * 8))
        stream.append(to: world.broker, stream.items.indices)
        world.broker.scriptCommits([nil, fault])
        if case .failed(let failure) = try world.live(World.Life(calls: calls)) { throw failure }
        let end = try world.live(World.Life())
        #expect(end == .done(accounting), "killed at \(calls), seed \(seed)")
        #expect(world.broker.committedOutputs == calm.broker.committedOutputs, "killed at \(calls), seed \(seed)")
        let books = world.broker.committedEpochs.map(\.bookID)
        #expect(Set(books).count == books.count, "killed at \(calls), seed \(seed)")
      }
    }
  }

  /// A process is paused; another one takes over from another disk; the first one wakes up.
  @Test(arguments: 0..<20)
  func aZombieLeavesAndIsNotSeen(_ seed: UInt64) throws {
    let stream = EventStream(seed: seed, panes: 20)
    let world = World(seed: seed)
    stream.append(to: world.broker, stream.items.indices)
    let otherDisk = SimulatedDisk(faults: FaultPlan(seed: seed + 100))
    let commits = Mutex(0)
    let sentByOther = Mutex<(outputs: [Output], accounting: Accounting?)>(([], nil))
    let pauseAt = Int(seed % 4) + 1
    var life = World.Life(delaysCommits: seed % 2 == 0, roundMillis: 3_000)
    nonisolated(unsafe) let shared = world  // One thread: the other process runs inside this one's pause.
    life.onCall = { call in
      guard case .commit = call else { return }
      let number = commits.withLock { count in
        count += 1
        return count
      }
      guard number == pauseAt else { return }
      guard case .done(let accounting)? = try? shared.live(World.Life(), on: otherDisk) else { return }
      sentByOther.withLock { $0 = (shared.broker.committedOutputs, accounting) }
    }
    let end = try world.live(life)
    guard let accounting = sentByOther.withLock(\.accounting) else {
      // It was done before its pause.
      #expect(commits.withLock(\.self) < pauseAt)
      return
    }
    guard case .failed(let failure) = end else {
      Issue.record("it went on")
      return
    }
    #expect(failure.kind == .takenOver)
    #expect(world.broker.committedOutputs == sentByOther.withLock(\.outputs))
    #expect(accounting.records == stream.items.count { !$0.isGap })
    var chains = CaseChains()
    chains.take(world.broker.committedOutputs)
    #expect(chains.problems.isEmpty)
  }
}
