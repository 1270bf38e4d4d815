import ForewarnCore
import Simulation
import StreamRuntime
import Testing

/// A finished log gives the same outputs, byte for byte and in the same order, whatever happens while it is read.
@Suite struct FinishedLogTests {
  private static let panes = 50

  private static func undisturbed(_ stream: EventStream) throws -> (outputs: [Output], accounting: Accounting) {
    let world = World(seed: 0)
    stream.append(to: world.broker, stream.items.indices)
    guard case .done(let accounting) = try world.live(World.Life()) else { throw Unfinished() }
    return (world.broker.committedOutputs, accounting)
  }

  struct Unfinished: Error {}

  /// What the other tests rest on: the streams show everything that there is to show.
  @Test func theStreamsHaveAllKindsOfOutputs() throws {
    var changes: Set<String> = []
    for seed in 0..<7 {
      let (outputs, accounting) = try Self.undisturbed(EventStream(seed: UInt64(seed), panes: Self.panes))
      var chains = CaseChains()
      chains.take(outputs)
      #expect(chains.problems.isEmpty)
      changes.formUnion(chains.changes.keys)
      #expect(Set(outputs.map(\.role)) == [.cases, .health, .late, .deadLetter])
      #expect(accounting.duplicates > 0 && accounting.late > 0)
      #expect(accounting.quarantined > 0 && accounting.rejected > 0)
    }
    #expect(changes == ["opened", "updated", "escalated", "resolved", "reopened"])
  }

  @Test(arguments: 0..<10)
  func killsAndFaultsChangeNothing(_ block: UInt64) throws {
    for seed in block * 12..<(block + 1) * 12 {
      let stream = EventStream(seed: seed % 7, panes: Self.panes)
      let expected = try Self.undisturbed(stream)
      var faults = FaultPlan.rough(seed: seed)
      faults.shortBatch = 0.9
      faults.emptyPoll = 0.8
      if seed % 3 == 0 { faults.slowPartitions = [Int(seed / 3) % 4] }
      let world = World(seed: seed, faults: faults)
      stream.append(to: world.broker, stream.items.indices)
      let accounting = try world.liveUntilDone(
        kills: 12, World.Life(delaysCommits: seed % 2 == 0, roundMillis: seed % 4 < 2 ? 3_000 : 60_000))
      #expect(accounting == expected.accounting, "seed \(seed)")
      #expect(world.divergences == 0, "seed \(seed)")
      let same = world.broker.committedOutputs == expected.outputs
      #expect(
        same, "seed \(seed): \(Difference(world.broker.committedOutputs, expected.outputs)) \(world.told.suffix(40))")
    }
  }
}
