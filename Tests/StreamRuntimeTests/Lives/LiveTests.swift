import Simulation
import StreamRuntime
import Testing

@testable import ForewarnCore

/// Records come while daemons live and die. What a consumer sees is judged from the topics alone: chains without gap or repeat,
/// every record accounted for once.
@Suite struct LiveTests {
  /// Appends a stream as its time comes, moving the wall clock with it; done when all is read and committed.
  final class Feed {
    let stream: EventStream
    let world: World
    private var next = 0
    private var random: SplitMix64
    private var quietRounds = 0
    /// How far the producers' clocks are ahead.
    private let aheadMicros: Int64

    init(_ stream: EventStream, _ world: World, aheadMicros: Int64 = 0) {
      self.stream = stream
      self.world = world
      self.aheadMicros = aheadMicros
      random = SplitMix64(seed: world.seed ^ 0xFEED)
    }

    /// One round of a daemon's loop. True when there is nothing left to wait for.
    func round() -> Bool {
      world.time.advance(micros: Int64.random(in: 0..<15_000_000, using: &random))
      let first = next
      while next < stream.items.count, stream.items[next].timestampMicros <= world.time.wallMicros + aheadMicros {
        next += 1
      }
      stream.append(to: world.broker, first..<next)
      guard next == stream.items.count else { return false }
      quietRounds += 1
      // A slow partition answers one poll in sixteen, and then with part of what it has.
      return quietRounds > 600
    }
  }

  private func check(_ world: World, _ stream: EventStream, _ accounting: Accounting, _ note: Comment) {
    let outputs = world.broker.committedOutputs
    var chains = CaseChains()
    chains.take(outputs)
    #expect(chains.problems.isEmpty, note)
    #expect(accounting.records == stream.items.count { !$0.isGap }, note)
    let sum =
      accounting.cells + accounting.duplicates + accounting.late + accounting.quarantined + accounting.rejected
    #expect(accounting.events == sum, note)
    #expect(accounting.caseEvents == chains.changes.values.reduce(0, +), note)
    #expect(accounting.casesOpened == chains.changes["opened", default: 0], note)
    // A record stands at most once in each of late and dead letters.
    let origins = outputs.filter { $0.role == .late || $0.role == .deadLetter }.map { output in
      output.headers.filter { ["topic", "partition", "offset"].map { "__dlq.errors." + $0 }.contains($0.name) }
        .map { String(decoding: $0.value ?? [], as: UTF8.self) }.joined(separator: "/") + output.role.rawValue
    }
    #expect(Set(origins).count == origins.count, note)
    // A record of two events, both late, goes out once.
    let lateEvents = outputs.filter { $0.role == .late }.map { $0.value?.first == UInt8(ascii: "[") ? 2 : 1 }
    #expect(accounting.late == lateEvents.reduce(0, +), note)
    // Kafka's offsets are those of the book that goes with them, not those of the reader, which is ahead.
    for epoch in world.broker.committedEpochs {
      for offset in epoch.offsets {
        let key = PartitionRows.key(offset.partition)
        guard let row = epoch.rows.first(where: { $0.key == key }), let value = row.value else { continue }
        let progress = try? RowReader.value(PartitionProgress.self, from: value)
        #expect(progress?.nextOffset == offset.offset, note)
      }
    }
    // What every partition has committed is its end.
    for offset in world.broker.committedOffsets {
      let items = stream.items.filter {
        $0.topic == offset.partition.topic && $0.partition == offset.partition.partition
      }
      #expect(offset.offset >= (items.lastIndex { !$0.isGap }.map { Int64($0) + 1 } ?? 0), note)
    }
  }

  /// What is told is committed, once, and in its order. A process that is killed in between tells nothing of that epoch.
  @Test(arguments: 0..<8 as Range<UInt64>)
  func onlyWhatIsCommittedIsTold(_ seed: UInt64) throws {
    let stream = EventStream(seed: seed, panes: 40)
    let world = World(seed: seed, faults: .rough(seed: seed), wallMicros: EventStream.begin)
    let feed = Feed(stream, world)
    let kills = seed % 2 == 0 ? 10 : 0
    _ = try world.liveUntilDone(
      kills: kills, World.Life(exitAtEnd: false, delaysCommits: seed % 4 < 2, shouldStop: feed.round))
    let committed = world.broker.committedOutputs.filter { $0.role == .cases }
    var at = 0
    for event in world.toldEvents {
      let next = committed[at...].firstIndex(of: event)
      guard let next else {
        Issue.record("seed \(seed): told out of its order, twice, or without being committed")
        return
      }
      at = next + 1
    }
    #expect(committed.count > 3 && world.toldEvents.count > 0)
    if kills == 0 { #expect(world.toldEvents == committed) }
  }

  @Test(arguments: 0..<8)
  func chainsAndAccountsHoldOverKillsAndFaults(_ block: UInt64) throws {
    for seed in block * 10..<(block + 1) * 10 {
      let stream = EventStream(seed: seed, panes: 40)
      var faults = FaultPlan.rough(seed: seed)
      if seed % 3 == 0 { faults.slowPartitions = [Int(seed / 3) % 4] }
      let world = World(seed: seed, faults: faults, wallMicros: EventStream.begin)
      let feed = Feed(stream, world)
      // One life in four has its disk replaced now and then.
      let accounting = try world.liveUntilDone(
        kills: 10, wipes: seed % 4 == 0 ? 0.3 : 0,
        World.Life(exitAtEnd: false, delaysCommits: seed % 2 == 0, roundMillis: 1, shouldStop: feed.round))
      let note: Comment = "seed \(seed) \(world.told.suffix(30))"
      check(world, stream, accounting, note)
      #expect(world.divergences == 0, note)
    }
  }

  /// C8: a producer's clock is ahead of ours, so that ours bounds it. What is taught again after a kill is bounded as it was then.
  @Test(arguments: 0..<4 as Range<UInt64>)
  func producersThatAreAheadMakeNoDivergence(_ block: UInt64) throws {
    for seed in block * 10..<(block + 1) * 10 {
      let stream = EventStream(seed: seed, panes: 40)
      let world = World(seed: seed, faults: .rough(seed: seed), wallMicros: EventStream.begin)
      let feed = Feed(stream, world, aheadMicros: Int64(10 + seed * 6) * 1_000_000)
      let accounting = try world.liveUntilDone(
        kills: 10, World.Life(exitAtEnd: false, delaysCommits: seed % 2 == 0, shouldStop: feed.round))
      let note: Comment = "seed \(seed) \(world.told.suffix(30))"
      check(world, stream, accounting, note)
      #expect(world.divergences == 0, note)
    }
  }
}
