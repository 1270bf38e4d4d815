import ForewarnCore
import SQLiteStore
import StreamRuntime
import Synchronization

@testable import Simulation

/// The real daemon over a real state folder and a simulated Kafka, which can be copied as they are at a moment.
struct FolderLife {
  /// A moment: what Kafka had, and what stood in the folder.
  struct Moment: Sendable {
    var broker: BrokerState
    var files: [String: [UInt8]]
  }

  let broker: SimulatedBroker
  private let time = SimulatedTime(wallMicros: EventStream.begin + 86_400_000_000)
  private(set) var told: [String] = []

  /// Many small epochs.
  init(_ stream: EventStream) {
    var faults = FaultPlan(seed: 5)
    faults.shortBatch = 0.9
    faults.emptyPoll = 0.8
    broker = SimulatedBroker(topics: EventStream.topics, faults: faults)
    stream.append(to: broker, stream.items.indices)
  }

  init(at moment: Moment) {
    broker = SimulatedBroker(topics: EventStream.topics)
    broker.state.withLock { $0 = moment.broker }
    broker.setFaults(.none)
  }

  /// Reads to the end of the log, or is asked to leave after some commits. `onCommit` is called when an epoch is prepared and not sent yet.
  @discardableResult
  mutating func run(
    _ folder: String, group: String = "watchers", ids seed: UInt64, commits: Int = .max,
    onCommit: @escaping () -> Void = {}
  ) throws -> Accounting {
    let store = try SQLiteStore.open(path: folder)
    defer { store.close() }
    let log = CommitWatch(broker.open(time: time), onCommit)
    var lines: [String] = []
    defer { told = lines }
    let daemon = Daemon(
      log: log, store: store, time: time, ids: SimulatedIdentifiers(seed: seed), executor: AtOnce(),
      engine: World.engine(log.partitions, nowMicros: time.wallMicros),
      options: Daemon.Options(ApplicationSlice(group), exitAtEnd: true),
      around: Daemon.Surroundings(
        shouldStop: { [time, broker] in
          time.advance(micros: 300_000)
          return broker.committedEpochs.count >= commits
        }, report: { lines.append($0) }, notice: { _ in }, publish: { _ in }))
    return try daemon.run().accounting
  }

  private struct AtOnce: CommitExecutor {
    func submit(_ work: @escaping @Sendable () -> Void) { work() }
  }

  private final class CommitWatch: ForwardingLog, @unchecked Sendable {
    private let onCommit: () -> Void

    init(_ log: any EventLog, _ onCommit: @escaping () -> Void) {
      self.onCommit = onCommit
      super.init(log)
    }

    override func commit(_ epoch: Epoch) -> CommitOutcome {
      onCommit()
      return log.commit(epoch)
    }
  }
}
