import ForewarnCore
import Simulation
import StreamRuntime
import Testing

/// Records that cannot be used are handed on whole, and may be large.
@Suite struct LargeRecordTests {
  @Test(arguments: [false, true])
  func anEpochIsBoundedByBytes(_ delaysCommits: Bool) throws {
    let world = World(seed: 9)
    let junk = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    let count = 100
    let partition = world.broker.partitions[0]
    for number in 0..<count {
      world.broker.append(
        partition.topic, partition.partition, junk, timestampMicros: EventStream.begin + Int64(number) * 1_000_000)
    }
    world.broker.setLargestOutput(bytes: 2 << 20)
    var life = World.Life()
    life.delaysCommits = delaysCommits
    guard case .done(let accounting) = try world.live(life) else {
      Issue.record("it did not come to its end")
      return
    }
    #expect(accounting.records == Int64(count) && accounting.rejected == Int64(count))
    let epochs = world.broker.committedEpochs.map { $0.outputs.reduce(0) { $0 + $1.byteCount } }
    #expect(epochs.reduce(0, +) >= count << 20)
    #expect(epochs.max() ?? 0 < Limits.epochBytes + 2 << 20, "\(epochs)")
  }
}
