import Simulation
import StreamRuntime
import Testing

@testable import ForewarnCore

/// The copy in the `state` topic is lost and written again, while something else happens too: what is on disk and what the commit
/// says of it must go on fitting together, or the next start takes its own state for damaged.
@Suite struct LostCopyTests {
  private static func expectDone(_ world: World, _ life: World.Life, _ what: String) throws {
    let end = try world.live(life)
    guard case .done = end else {
      Issue.record("\(what): \(end), \(world.told.suffix(5))")
      return
    }
  }

  /// The rows of its partitions are on disk, and of no use to this run.
  @Test func aTopicWasTakenOutOfTheConfiguration() throws {
    let world = World(seed: 5)
    let stream = EventStream(seed: 5, panes: 20)
    stream.append(to: world.broker, stream.items.indices)
    try Self.expectDone(world, World.Life(), "all topics")
    let fewer = World.Life(topics: ["transactions"])
    world.broker.deleteStateTopic()
    try Self.expectDone(world, fewer, "fewer topics, the copy is written again")
    try Self.expectDone(world, fewer, "from the disk")
    world.disk.wipe()
    try Self.expectDone(world, fewer, "from the copy")
    #expect(
      world.broker.stateRows.contains {
        $0.key == PartitionRows.key(TopicPartition(topic: "alerts", partition: 1))
      })
  }

  /// Learning anew names new statistics, and so drops the panes that the old ones had not seen: their rows have to go everywhere.
  @Test func theStatisticsAreLostToo() throws {
    let stream = EventStream(seed: 5, panes: 80)
    var mostPanes = 0
    for calls in stride(from: 20, through: 120, by: 4) {
      var faults = FaultPlan(seed: UInt64(calls))
      faults.shortBatch = 0.9
      faults.emptyPoll = 0.8
      let world = World(seed: 5, faults: faults)
      stream.append(to: world.broker, stream.items.indices)
      _ = try world.live(World.Life(calls: calls, roundMillis: 500))
      mostPanes = max(mostPanes, world.broker.stateRows.count { $0.key.starts(with: "pane/".utf8) })
      world.broker.deleteStateTopic()
      let store = try world.disk.open()
      let state = try store.load()
      if let base = state.base { try store.fold(bookID: base.bookID, keepingStatistics: []) }
      store.close()
      try Self.expectDone(world, World.Life(), "\(calls): the copy is written again")
      try Self.expectDone(world, World.Life(), "\(calls): from the disk")
      world.disk.wipe()
      try Self.expectDone(world, World.Life(), "\(calls): from the copy")
    }
    // More than evidence looks back on, so that some were dropped.
    #expect(mostPanes > 40)
  }
}
