import ForewarnCore
import Simulation
import Synchronization
import Testing

@testable import StreamRuntime

@Suite struct CommitterTests {
  private static let partition = TopicPartition(topic: "alerts", partition: 0)

  /// A committer with its broker, disk and clock; every epoch that it sends has to be on the disk before.
  private final class Desk: Sendable {
    let broker = SimulatedBroker(topics: [("alerts", 1)])
    let disk = SimulatedDisk()
    let time = SimulatedTime()
    let store: SimulatedStore
    let sent = Mutex<[Epoch]>([])
    let sentUnprepared = Mutex(0)

    init() throws { store = try disk.open() }

    func committer(application: String = "app", onFence: @escaping @Sendable () -> Void = {}) throws -> Committer {
      let fate = Fate(disk: disk, calls: .max, seed: 0)
      let log = MortalLog(broker.open(time: time), fate) { [self] call in
        switch call {
        case .commit(let epoch):
          sent.withLock { $0.append(epoch) }
          let isPrepared = (try? store.load().prepared.contains(epoch)) ?? false
          if !isPrepared { sentUnprepared.withLock { $0 += 1 } }
        case .fence: onFence()
        case .wait, .start: break
        }
      }
      try log.log.fence()
      return Committer(log: log, store: store, time: time, applicationUUID: application)
    }

    var sentCount: Int { sent.withLock(\.count) }
  }

  private static func output(_ name: String, bytes: Int, role: OutputRole = .cases) -> Output {
    Output(
      role: role, key: Array(name.utf8), value: [UInt8](repeating: 0x78, count: bytes),
      headers: [RecordHeader(name: "ce_id", value: Array(name.utf8))])
  }

  private static func epoch(
    _ book: String, after parent: String? = nil, application: String = "app",
    outputs: [Output] = [output("o", bytes: 3)]
  ) -> Epoch {
    Epoch(
      bookID: book, parentBookID: parent, number: 1, rows: [StateRow(key: "r", value: Array(book.utf8))],
      outputs: outputs, offsets: [PartitionOffset(partition: partition, offset: 4)], statisticsID: nil,
      metadata: CommitMetadata(
        slice: .whole, clusterID: "simulated", applicationUUID: application, bookID: book, statisticsID: nil, epoch: 1,
        digest: 0
      ).text)
  }

  private static func kind(_ result: Committer.Result) -> RunFailure.Kind? {
    if case .failed(let failure) = result { failure.kind } else { nil }
  }

  @Test(arguments: [
    [], [FaultPlan.CommitFault.refused], [.refused, .refused, .refused, .refused, .refused], [.unknownDone],
    [.unknownNotDone], [.unknownLate], [.refused, .unknownLate, .unknownNotDone, .refused, .unknownDone],
  ])
  func aFaultIsSettledAndTheEpochIsInOnce(_ faults: [FaultPlan.CommitFault]) throws {
    let desk = try Desk()
    desk.broker.scriptCommits(faults)
    let epoch = Self.epoch("b1")
    #expect(try desk.committer().commit(epoch, nil) == .committed)
    desk.broker.deliverLateCommit()
    #expect(desk.broker.committedEpochs == [epoch])
    #expect(desk.sentUnprepared.withLock(\.self) == 0)
    let stored = try desk.store.load()
    #expect(stored.base?.bookID == "b1" && stored.prepared.isEmpty)
  }

  /// After an unknown outcome the old producer is fenced before anything is asked or sent.
  @Test func aLateCommitThatArrivesBeforeTheFenceIsFound() throws {
    let desk = try Desk()
    desk.broker.scriptCommits([.unknownLate])
    let committer = try desk.committer(onFence: { [broker = desk.broker] in broker.deliverLateCommit() })
    #expect(committer.commit(Self.epoch("b1"), nil) == .committed)
    #expect(desk.broker.committedEpochs.count == 1 && desk.sentCount == 1)
  }

  @Test func statisticsAreSavedBeforeTheEpochThatNamesThem() throws {
    let desk = try Desk()
    var epoch = Self.epoch("b1")
    epoch.statisticsID = "s1"
    #expect(try desk.committer().commit(epoch, .init(id: "s1", bytes: [1, 2])) == .committed)
    #expect(try desk.store.loadStatistics(id: "s1") == [1, 2])
  }

  @Test(arguments: [1, 2])
  func aFailedSyncIsWrittenAgain(_ failures: Int) throws {
    let desk = try Desk()
    desk.disk.failNextSyncs(failures)
    #expect(try desk.committer().commit(Self.epoch("b1"), nil) == .committed)
    #expect(desk.broker.committedEpochs.count == 1)
  }

  @Test func threeFailedSyncsStopWithNothingSent() throws {
    let desk = try Desk()
    desk.disk.failNextSyncs(3)
    #expect(Self.kind(try desk.committer().commit(Self.epoch("b1"), nil)) == .disk)
    #expect(desk.sentCount == 0 && desk.broker.sentOutputs.isEmpty)
  }

  @Test func whatKafkaHasAndTheDiskDoesNotFoldIsSaid() throws {
    let desk = try Desk()
    desk.disk.failNextFolds(1)
    let result = try desk.committer().commit(Self.epoch("b1"), nil)
    guard case .unfolded(let failure) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(failure.kind == .damaged)
    #expect(desk.broker.committedEpochs.count == 1)
    #expect(try desk.committer().commit(Self.epoch("b2", after: "b1"), nil) == .committed)
    let stored = try desk.store.load()
    #expect(stored.base?.bookID == "b2" && stored.prepared.isEmpty)
  }

  // MARK: Poison

  private static let limit = 600

  @Test(arguments: [[0], [4], [2], [0, 1], [1, 3, 4], [0, 1, 2, 3, 4]])
  func whatIsTooLargeIsReducedAndTheRestGoesOn(_ large: [Int]) throws {
    let desk = try Desk()
    desk.broker.setLargestOutput(bytes: Self.limit)
    let outputs = (0..<5).map { Self.output("o\($0)", bytes: large.contains($0) ? 1_000 : 10) }
    let epoch = Self.epoch("b1", outputs: outputs)
    #expect(try desk.committer().commit(epoch, nil) == .committed)

    let committed = try #require(desk.broker.committedEpochs.first)
    #expect(desk.broker.committedEpochs.count == 1)
    #expect(committed.rows == epoch.rows && committed.offsets == epoch.offsets && committed.bookID == "b1")
    let cases = committed.outputs.filter { $0.role == .cases }
    #expect(cases.map(\.key) == outputs.map(\.key))
    for (index, output) in cases.enumerated() {
      #expect((output == outputs[index]) == !large.contains(index))
      #expect(output.headers.contains { $0.name == "ce_id" })
    }
    #expect(committed.outputs.filter { $0.role == .deadLetter }.map(\.key) == large.map { outputs[$0].key })
    // Reduced epochs too are on the disk before they are sent.
    #expect(desk.sentUnprepared.withLock(\.self) == 0)
  }

  /// A record that cannot be used may itself be too large for the dead letters.
  @Test(arguments: [OutputRole.deadLetter, .late], [10, 5_000])
  func aDeadLetterThatIsTooLargeIsReducedToo(_ role: OutputRole, _ keyBytes: Int) throws {
    let desk = try Desk()
    desk.broker.setLargestOutput(bytes: Self.limit)
    var output = Self.output("o", bytes: keyBytes == 10 ? 1_000 : 1, role: role)
    output.key = [UInt8](repeating: 0x6B, count: keyBytes)
    output.headers.append(RecordHeader(name: "__dlq.errors.offset", value: [0x37]))
    #expect(try desk.committer().commit(Self.epoch("b1", outputs: [output]), nil) == .committed)
    let committed = desk.broker.committedOutputs
    #expect(committed.count == 1 && committed.first?.role == role)
    #expect(committed.first?.headers.contains(RecordHeader(name: "__dlq.errors.offset", value: [0x37])) == true)
  }

  @Test func aCaseThatCannotBeReducedFurtherStops() throws {
    let desk = try Desk()
    desk.broker.setLargestOutput(bytes: 20)
    #expect(
      Self.kind(try desk.committer().commit(Self.epoch("b1", outputs: [Self.output("o", bytes: 90)]), nil)) == .stop)
    #expect(desk.broker.committedEpochs.isEmpty)
  }

  /// A topic that takes less than any case event has: found together, not one by one.
  @Test(.timeLimit(.minutes(10)))
  func manyThatAreTooLargeAreFoundTogether() throws {
    let desk = try Desk()
    desk.broker.setLargestOutput(bytes: Self.limit)
    let outputs = (0..<200).map { Self.output("o\($0)", bytes: 500 + $0 * 3) }
    #expect(try desk.committer().commit(Self.epoch("b1", outputs: outputs), nil) == .committed)
    let committed = try #require(desk.broker.committedEpochs.first)
    let cases = committed.outputs.filter { $0.role == .cases }
    #expect(cases.map(\.key) == outputs.map(\.key))
    for (index, output) in cases.enumerated() {
      #expect(
        (output == outputs[index])
          == ((outputs[index].key?.count ?? 0) + (outputs[index].value?.count ?? 0) <= Self.limit))
    }
    #expect(desk.sentCount <= 6, "sent \(desk.sentCount) times")
  }

  /// Every output fits, and a batch of them does not: nothing is reduced, and it comes to an end.
  @Test(.timeLimit(.minutes(10)), arguments: [1_000, 120, 40, 31])
  func whatIsTooLargeTogetherIsSentInSmallerBatches(_ largestBatch: Int) throws {
    let desk = try Desk()
    desk.broker.setLargestBatch(bytes: largestBatch)
    let epoch = Self.epoch("b1", outputs: (0..<50).map { Self.output("o\($0)", bytes: 20 + $0 % 8) })
    #expect(try desk.committer().commit(epoch, nil) == .committed)
    #expect(desk.broker.committedEpochs == [epoch])
  }

  @Test(.timeLimit(.minutes(10)))
  func whatIsTooLargeAloneIsFoundAmongWhatIsTooLargeTogether() throws {
    let desk = try Desk()
    desk.broker.setLargestBatch(bytes: 600)
    let outputs = (0..<20).map { Self.output("o\($0)", bytes: $0 == 13 ? 700 : 100) }
    #expect(try desk.committer().commit(Self.epoch("b1", outputs: outputs), nil) == .committed)
    let committed = try #require(desk.broker.committedEpochs.first)
    let cases = committed.outputs.filter { $0.role == .cases }
    #expect(cases.indices.filter { cases[$0] != outputs[$0] } == [13])
    #expect(committed.outputs.count { $0.role == .deadLetter } == 1)
  }

  /// A refusal that no part of the epoch explains comes to an end too.
  @Test(.timeLimit(.minutes(10)))
  func anEpochThatIsRefusedWithoutACulpritStops() throws {
    let desk = try Desk()
    desk.broker.refuseCommits(code: "POLICY_VIOLATION")
    let said = Mutex<[String]>([])
    var committer = try desk.committer()
    committer.onRefused = { line in said.withLock { $0.append(line) } }
    guard case .failed(let failure) = committer.commit(Self.epoch("b1"), nil) else {
      Issue.record("it was committed")
      return
    }
    #expect(failure.kind == .stop && failure.message.contains("POLICY_VIOLATION"))
    #expect(said.withLock { $0.contains { $0.contains("POLICY_VIOLATION") } })
    #expect(desk.broker.committedEpochs.isEmpty)
  }

  @Test func whereNothingIsAcceptedItStops() throws {
    let desk = try Desk()
    var epoch = Self.epoch("b1")
    epoch.metadata = String(repeating: "m", count: Limits.metadataBytes + 1)
    #expect(Self.kind(try desk.committer().commit(epoch, nil)) == .stop)
    #expect(desk.broker.committedEpochs.isEmpty)
  }

  @Test func whatIsForbiddenStops() throws {
    let desk = try Desk()
    desk.broker.setAuthorized(false)
    #expect(Self.kind(try desk.committer().commit(Self.epoch("b1"), nil)) == .stop)
  }

  // MARK: Fenced

  /// Another process of another disk commits on top of what is committed.
  private static func takeOver(_ broker: SimulatedBroker, _ time: SimulatedTime, after parent: String?) {
    let other = broker.open(time: time)
    do throws(LogFailure) { try other.fence() } catch { Issue.record(error) }
    #expect(other.commit(epoch("theirs", after: parent, application: "other")) == .committed)
  }

  @Test func anotherApplicationHasTakenOver() throws {
    let desk = try Desk()
    let committer = try desk.committer()
    #expect(committer.commit(Self.epoch("b1"), nil) == .committed)
    Self.takeOver(desk.broker, desk.time, after: "b1")
    #expect(Self.kind(committer.commit(Self.epoch("b2", after: "b1"), nil)) == .takenOver)
    #expect(desk.broker.committedEpochs.map(\.bookID) == ["b1", "theirs"])
  }

  @Test func takenOverWhileInDoubt() throws {
    let desk = try Desk()
    let isFirst = Mutex(true)
    let committer = try desk.committer(onFence: { [broker = desk.broker, time = desk.time] in
      let isDue = isFirst.withLock { first in
        defer { first = false }
        return first
      }
      if isDue { Self.takeOver(broker, time, after: nil) }
    })
    desk.broker.scriptCommits([.unknownNotDone])
    #expect(Self.kind(committer.commit(Self.epoch("b1"), nil)) == .takenOver)
    #expect(desk.broker.committedEpochs.map(\.bookID) == ["theirs"])
  }

  /// A timeout fences too; also before the first commit after a change of disk, when what is committed still names the old one.
  @Test(arguments: ["app", "the disk before"])
  func aTimeoutIsOurOwnDoubt(_ before: String) throws {
    let desk = try Desk()
    #expect(try desk.committer().commit(Self.epoch("b1", application: before), nil) == .committed)
    desk.broker.scriptCommits([.timedOut])
    #expect(Self.kind(try desk.committer().commit(Self.epoch("b2", after: "b1"), nil)) == .restart)
  }
}
