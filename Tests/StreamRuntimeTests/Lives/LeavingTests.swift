import ForewarnCore
import Simulation
import StreamRuntime
import Synchronization
import Testing

/// The reading half fails while an epoch is in flight.
@Suite struct LeavingTests {
  /// Keeps the committer's work until it is released.
  private final class HeldCommits: CommitExecutor {
    private let held = Mutex<[@Sendable () -> Void]>([])

    var isHolding: Bool { held.withLock { !$0.isEmpty } }
    func submit(_ work: @escaping @Sendable () -> Void) { held.withLock { $0.append(work) } }

    func release() {
      let work = held.withLock { held in
        defer { held = [] }
        return held
      }
      for item in work { item() }
    }
  }

  private struct Departure {
    var failure: RunFailure?
    var told: [String] = []
    /// The committer had not come to its end.
    var isCommitting = false
    var micros: Int64 = 0
  }

  /// Runs a daemon whose input is gone as soon as its first epoch is in flight. The committer goes on in the first wait after
  /// that, or never.
  private func depart(_ world: World, commitComesHome: Bool = true) throws -> Departure {
    let commits = HeldCommits()
    let fate = Fate(disk: world.disk, calls: .max, seed: 0)
    let log = MortalLog(world.broker.open(time: world.time), fate) { call in
      if case .wait = call, commitComesHome { commits.release() }
    }
    var departure = Departure()
    let daemon = Daemon(
      log: log, store: try world.disk.open(), time: world.time, ids: world.ids, executor: commits,
      engine: World.engine(log.partitions, nowMicros: world.time.wallMicros),
      options: Daemon.Options(ApplicationSlice("watchers")),
      around: Daemon.Surroundings(
        shouldStop: {
          if commits.isHolding {
            let lost = world.broker.partitions[0]
            world.broker.appendGap(lost.topic, lost.partition, count: 5)
            world.broker.removeRecords(lost.topic, lost.partition, before: 3)
          }
          return false
        },
        report: { departure.told.append($0) }, notice: { _ in }, publish: { _ in }))
    let began = world.time.monotonicMicros
    departure.failure = #expect(throws: RunFailure.self) { try daemon.run() }
    departure.micros = world.time.monotonicMicros - began
    departure.isCommitting = commits.isHolding
    return departure
  }

  @Test func theEpochInFlightIsWaitedFor() throws {
    let world = World(seed: 1)
    let departure = try depart(world)
    #expect(departure.failure?.message.contains("retention has taken them") == true)
    #expect(!departure.isCommitting, "the committer is left alone with a log that is about to be closed")
    #expect(world.broker.committedEpochs.count == 1)
  }

  @Test func aCommitterThatHangsCostsSeconds() throws {
    let departure = try depart(World(seed: 2), commitComesHome: false)
    #expect(departure.failure?.message.contains("retention has taken them") == true)
    #expect(departure.isCommitting)
    #expect((4_000_000...6_000_000).contains(departure.micros))
    #expect(departure.told.contains { $0.contains("an epoch in flight") })
  }

  @Test func theFirstFailureIsTheOneThatIsThrown() throws {
    let world = World(seed: 3)
    world.broker.setAuthorized(false)
    let departure = try depart(world)
    #expect(departure.failure?.message.contains("retention has taken them") == true)
    #expect(!departure.isCommitting && world.broker.committedEpochs.isEmpty)
    #expect(departure.told.contains { $0.contains("not authorised") })
  }

  /// The brokers were away for longer than a transaction may last: the producer is fenced by their own timeout.
  private final class FencedLog: ForwardingLog, @unchecked Sendable {
    override func commit(_ epoch: Epoch) -> CommitOutcome { .fenced(reason: "the transaction timed out") }
  }

  @Test(arguments: [(true, false), (false, false), (true, true)])
  func aDoubtIsNoFailureOfOneWhoWasToldToLeave(toldToLeave: Bool, exitAtEnd: Bool) throws {
    var life = World.Life(exitAtEnd: exitAtEnd)
    life.shouldStop = { toldToLeave }
    life.wrap = { ports in
      var ports = ports
      ports.log = FencedLog(ports.log)
      return ports
    }
    let world = World(seed: 4)
    let end = try world.live(life)
    guard toldToLeave, !exitAtEnd else {
      guard case .failed(let failure) = end else {
        Issue.record("ended as \(end)")
        return
      }
      #expect(failure.kind == .restart)
      return
    }
    guard case .done = end else {
      Issue.record("ended as \(end)")
      return
    }
    #expect(world.told.contains { $0.hasPrefix("leaving without the last commit: ") })
    #expect(world.broker.committedEpochs.isEmpty)
    // What was left is settled by the next one.
    guard case .done = try world.live(World.Life()) else {
      Issue.record("the next life does not come to its end")
      return
    }
  }
}
