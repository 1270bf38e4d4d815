import ForewarnCore
import Simulation
import StreamRuntime
import Testing

/// What readers of committed records saw of four hundred lives when the golden lines were written, they see today.
///
/// * 0..<250: a finished log, with kills and faults. What comes out depends on the log alone (`FinishedLogTests`), so that these hold
///   whatever becomes of the calls between the daemon, the log and the store.
/// * 250..<350: records come while daemons live and die. When panes are decided depends on when a daemon was dead: these hold as long as
///   it makes the same calls in the same order, too, as a kill is counted down by calls.
/// * 350..<400: the same, and some deaths take the disk with them, so that statistics are learned anew.
@Suite struct SameBytesLivesTests {
  private static let finished: Range<UInt64> = 0..<250
  private static let live: Range<UInt64> = 250..<400
  private static let wiped: Range<UInt64> = 350..<400
  private static let chunk: UInt64 = 10

  private static let goldenLines = golden.split(separator: "\n").map(String.init)

  static func outputs(seed: UInt64) throws -> [Output] {
    var faults = FaultPlan.rough(seed: seed)
    if seed % 3 == 0 { faults.slowPartitions = [Int(seed / 3) % 4] }
    guard live.contains(seed) else {
      faults.shortBatch = 0.9
      faults.emptyPoll = 0.8
      let stream = EventStream(seed: seed, panes: 50)
      let world = World(seed: seed, faults: faults)
      stream.append(to: world.broker, stream.items.indices)
      _ = try world.liveUntilDone(
        kills: 12, World.Life(delaysCommits: seed % 2 == 0, roundMillis: seed % 4 < 2 ? 3_000 : 60_000))
      return world.broker.committedOutputs
    }
    let world = World(seed: seed, faults: faults, wallMicros: EventStream.begin)
    let feed = LiveTests.Feed(EventStream(seed: seed, panes: 40), world)
    _ = try world.liveUntilDone(
      kills: 10, wipes: wiped.contains(seed) ? 0.3 : 0,
      World.Life(exitAtEnd: false, delaysCommits: seed % 2 == 0, roundMillis: 1, shouldStop: feed.round))
    return world.broker.committedOutputs
  }

  private static func line(_ seed: UInt64) throws -> String {
    let outputs = try outputs(seed: seed)
    try SameBytes.show(outputs, as: "life-\(seed)")
    return OutputDigests(outputs).line("life \(seed)")
  }

  @Test(.disabled(if: SameBytes.records), arguments: 0..<live.upperBound / chunk)
  func livesAreLivedAsEver(_ block: UInt64) throws {
    try #require(Self.goldenLines.count == Int(Self.live.upperBound))
    for seed in block * Self.chunk..<(block + 1) * Self.chunk {
      let line = try Self.line(seed)
      #expect(line == Self.goldenLines[Int(seed)], SameBytes.hint)
    }
  }

  /// No kill, no fault, another world: the golden lines of finished logs are those of their streams.
  @Test(.disabled(if: SameBytes.records), arguments: 0..<finished.upperBound / 50)
  func finishedLogsHoldNothingOfTheirWorld(_ block: UInt64) throws {
    for seed in stride(from: block * 50, to: (block + 1) * 50, by: 5) {
      let stream = EventStream(seed: seed, panes: 50)
      let world = World(seed: seed &+ 1_000)
      stream.append(to: world.broker, stream.items.indices)
      guard case .done = try world.live(World.Life()) else { throw FinishedLogTests.Unfinished() }
      let line = OutputDigests(world.broker.committedOutputs).line("life \(seed)")
      #expect(line == Self.goldenLines[Int(seed)])
    }
  }

  @Test(.enabled(if: SameBytes.records)) func goldenLinesAreWritten() throws {
    try SameBytes.record(
      (0..<Self.live.upperBound).map { try Self.line($0) }, of: "SameBytesLivesTests", beside: #filePath)
  }
}
