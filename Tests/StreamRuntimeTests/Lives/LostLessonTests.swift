import ForewarnCore
import Simulation
import StreamRuntime
import Testing

/// Retention takes the records that statistics are to be taught from, in the moment between the look at the logs' bounds and the reading.
/// They were read and counted before: nothing is lost, and nobody is asked for anything.
@Suite struct LostLessonTests {
  @Test(arguments: [false, true]) func itStartsAgainAndLearnsAnew(_ skipsLostInput: Bool) throws {
    var faults = FaultPlan(seed: 5)
    faults.shortBatch = 0.9
    faults.emptyPoll = 0.8
    let world = World(seed: 5, faults: faults)
    let stream = EventStream(seed: 5, panes: 60)
    stream.append(to: world.broker, stream.items.indices)
    // Dead before the statistics of the end are saved.
    #expect(try world.live(World.Life(calls: 90, roundMillis: 500)) == .died)
    var life = World.Life(skipsLostInput: skipsLostInput)
    let broker = world.broker
    life.onCall = { call in
      guard case .start = call else { return }
      for offset in broker.committedOffsets {
        broker.removeRecords(offset.partition.topic, offset.partition.partition, before: offset.offset)
      }
    }
    guard case .failed(let failure) = try world.live(life) else {
      Issue.record("nothing was to be taught")
      return
    }
    #expect(failure.kind == .restart, "\(failure.message)")
    guard case .done(let accounting) = try world.live(World.Life()) else {
      Issue.record("it does not start again: \(world.told)")
      return
    }
    #expect(accounting.records == stream.items.count { !$0.isGap })
    #expect(world.told.contains { $0.hasPrefix("statistics are learned anew") })
  }
}
