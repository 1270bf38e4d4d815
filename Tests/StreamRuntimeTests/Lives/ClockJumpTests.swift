import ForewarnCore
import Simulation
import StreamRuntime
import Testing

/// A wall clock that jumps carries no time away, and nobody is blind afterwards.
@Suite struct ClockJumpTests {
  private static let minute: Int64 = 60_000_000

  private struct Seen {
    var outputs: [Output] = []
    var accounting = Accounting()
    /// How far what is decided was ahead of the true time at most, and behind it at the end; µs.
    var ahead = Int64.min
    var behind: Int64 = 0
    var jumps: Set<Int64> = []
    var told: [String] = []
  }

  /// A feed of an hour, whose wall clock is off between the minutes 20 and 30.
  private static func live(jump: Int64) throws -> Seen {
    let stream = EventStream(seed: 21, panes: 60)
    let world = World(seed: 21, wallMicros: EventStream.begin)
    var seen = Seen()
    var next = 0
    var isOff = false
    var now: Int64 { EventStream.begin + world.time.monotonicMicros }
    let end = try world.live(
      World.Life(
        exitAtEnd: false,
        shouldStop: {
          world.time.advance(micros: 2_000_000)
          let first = next
          while next < stream.items.count, stream.items[next].timestampMicros <= now { next += 1 }
          stream.append(to: world.broker, first..<next)
          let shouldBeOff = (20..<30).contains((now - EventStream.begin) / minute)
          if shouldBeOff != isOff { world.time.jumpWall(micros: shouldBeOff ? jump : -jump) }
          isOff = shouldBeOff
          return now > EventStream.begin + 70 * minute
        },
        publish: { status in
          if let decided = status.decidedThroughMicros {
            seen.ahead = max(seen.ahead, decided - now)
            seen.behind = now - decided
          }
          if let jump = status.clockJumpMicros { seen.jumps.insert(jump) }
        }))
    guard case .done(let accounting) = end else { throw FinishedLogTests.Unfinished() }
    seen.accounting = accounting
    seen.outputs = world.broker.committedOutputs
    seen.told = world.told
    return seen
  }

  @Test(arguments: [7_200, -7_200, 86_400] as [Int64]) func timeIsNotCarriedAway(_ seconds: Int64) throws {
    let calm = try Self.live(jump: 0)
    #expect(calm.jumps.isEmpty && calm.ahead <= -90_000_000 && calm.behind < 200_000_000)
    let seen = try Self.live(jump: seconds * 1_000_000)
    #expect(seen.jumps == [seconds * 1_000_000])
    #expect(seen.told.count { $0.contains("the wall clock is not followed: it jumped by \(seconds) s") } == 1)
    #expect(seen.told.count { $0.contains("the wall clock is believed again") } == 1)
    #expect(seen.ahead <= -90_000_000 && seen.behind < 200_000_000)
    #expect(seen.accounting == calm.accounting)
    let same = seen.outputs == calm.outputs
    #expect(same, "\(Difference(seen.outputs, calm.outputs))")
  }
}
