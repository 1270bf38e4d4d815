import ForewarnCore
import KafkaTransport
import StreamRuntime
import Synchronization
import Testing

/// The committer is a thread of its own: `close` comes whenever it comes.
@Suite(.serialized) struct ClosingTests {
  private func withBroker(_ body: (MockBroker) throws -> Void) throws {
    let broker = try MockBroker(onLog: quiet)
    defer { broker.close() }
    for topic in ["in", "cases", "state"] { try broker.createTopic(topic, partitions: 2) }
    try body(broker)
  }

  private static let offsets = (0..<2).map {
    PartitionOffset(partition: TopicPartition(topic: "in", partition: $0), offset: 7)
  }

  private static func fenced(_ broker: MockBroker) throws -> KafkaLog {
    let log = try KafkaLog.opened(.forTests(bootstrap: broker.bootstrapServers, outputs: [.cases: "cases"]))
    try log.fence()
    return log
  }

  @Test func `What comes after the close is answered and touches nothing`() throws {
    try withBroker { broker in
      let log = try Self.fenced(broker)
      let epoch = epoch(1, offsets: Self.offsets, outputs: [(.cases, "a", "one")])
      #expect(log.commit(epoch) == .committed)
      log.close(withinMillis: 3_000)

      for outcome in [log.commit(epoch), log.rehearse(epoch)] {
        guard case .stop(let failure) = outcome else {
          Issue.record("\(outcome)")
          continue
        }
        #expect(failure.message.contains("closed") && !failure.remedy.isEmpty)
      }
      let calls: [() throws -> Void] = [
        { try log.fence() }, { _ = try log.committed() }, { _ = try log.bounds() }, { _ = try log.clusterID() },
        { _ = try log.readState() },
      ]
      for call in calls {
        let failure = #expect(throws: LogFailure.self) { try call() }
        // Waiting would not help, and the committer waits for what is unavailable.
        #expect(failure?.kind == .broken)
      }
    }
  }

  @Test func `A committer that goes on while the log is closed is told to stop`() throws {
    try withBroker { broker in
      for round in 0..<25 {
        let log = try Self.fenced(broker)
        try log.start(at: [0, 0])
        // Before, within and between its transactions, which take some 10 ms.
        _ = try Zeal(log, Self.offsets).untilClosed(afterMillis: round * 3 % 40)
      }
    }
  }

  @Test(.enabled(if: RealKafka.isThere, RealKafka.reason))
  func `What a committer was told while the log is closed is what Kafka has`() throws {
    let fixture = try Fixture("closing")
    var committed = 0
    var inDoubt = 0
    for round in 0..<6 {
      let log = try fixture.log()
      try log.fence()
      let tally = try Zeal(log, fixture.offsets).untilClosed(afterMillis: round * 20)
      committed += tally.committed
      inDoubt += tally.inDoubt
    }
    // Settles what the last one left.
    let next = try fixture.log()
    defer { next.close(withinMillis: 3_000) }
    try next.fence()
    let seen = try fixture.seenCases().count
    #expect((committed...committed + inDoubt).contains(seen), "\(committed), \(inDoubt) in doubt, \(seen) seen")
  }
}

/// A committer that commits the same epoch until it is told to stop, and looks into what is in doubt.
private final class Zeal: Sendable {
  struct Tally {
    var committed = 0
    var inDoubt = 0
    var lastWord: LogFailure?
  }

  private let log: KafkaLog
  private let epoch: Epoch
  private let tally = Mutex(Tally())
  private let isDone = Mutex(false)

  init(_ log: KafkaLog, _ offsets: [PartitionOffset]) {
    self.log = log
    epoch = KafkaTransportTests.epoch(1, offsets: offsets, outputs: [(.cases, "a", "one")])
  }

  /// Closes the log under the committer's hands, and returns what that one had been told when it stopped.
  func untilClosed(afterMillis: Int) throws -> Tally {
    CommitQueue().submit { [self] in
      run()
      isDone.withLock { $0 = true }
    }
    clock.pause(millis: afterMillis)
    log.close(withinMillis: 3_000)
    let deadline = clock.monotonicMicros + 10_000_000
    while !isDone.withLock(\.self), clock.monotonicMicros < deadline { clock.pause(millis: 2) }
    let told = tally.withLock(\.self)
    try #require(told.lastWord?.message.contains("closed") == true, "after \(afterMillis) ms: \(told)")
    return told
  }

  private func run() {
    let deadline = clock.monotonicMicros + 10_000_000
    while clock.monotonicMicros < deadline {
      switch log.commit(epoch) {
      case .committed: tally.withLock { $0.committed += 1 }
      case .refused: break
      case .fenced, .unknown:
        tally.withLock { $0.inDoubt += 1 }
        do throws(LogFailure) {
          try log.fence()
          _ = try log.committed()
        } catch {
          if error.kind == .unavailable { continue }
          tally.withLock { $0.lastWord = error }
          return
        }
      case .stop(let failure):
        tally.withLock { $0.lastWord = failure }
        return
      }
    }
  }
}
