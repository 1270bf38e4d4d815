import ForewarnCore
import Simulation
import StreamRuntime
import Testing

/// Who always dies within the minute would otherwise leave each next life more to be taught than the last one had.
@Suite struct ShortLifeTests {
  @Test func aLifeSavesWhatItWasTaughtWithItsFirstEpoch() throws {
    var faults = FaultPlan(seed: 5)
    faults.shortBatch = 0.9
    faults.emptyPoll = 0.8
    let world = World(seed: 5, faults: faults)
    let stream = EventStream(seed: 5, panes: 60)
    stream.append(to: world.broker, stream.items.indices)
    // Dead before the statistics of the end are saved.
    #expect(try world.live(World.Life(calls: 90, roundMillis: 500)) == .died)
    let before = world.broker.committedEpochs
    #expect(!before.isEmpty)
    var life = World.Life(exitAtEnd: false)
    var fate: Fate?
    life.wrap = { ports in
      fate = ports.fate
      return ports
    }
    let broker = world.broker
    life.shouldStop = {
      if broker.committedEpochs.count > before.count { fate?.kill() }
      return false
    }
    #expect(try world.live(life) == .died)
    let next = try #require(broker.committedEpochs.dropFirst(before.count).first)
    #expect(!before.map(\.statisticsID).contains(next.statisticsID), "the next life is taught all of it again")
    #expect(world.divergences == 0)
  }
}
