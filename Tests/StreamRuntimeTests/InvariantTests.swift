import ForewarnCore
import Glibc
import Synchronization
import Testing

@testable import StreamRuntime

/// What the runtime holds itself to; a violation ends the process before anything is written.
@Suite struct InvariantTests {
  private static let partitions = [
    TopicPartition(topic: "alerts", partition: 0), TopicPartition(topic: "alerts", partition: 1),
  ]

  private static func offsets(_ first: Int64, _ second: Int64) -> [PartitionOffset] {
    [
      PartitionOffset(partition: partitions[0], offset: first),
      PartitionOffset(partition: partitions[1], offset: second),
    ]
  }

  private static func epoch(
    _ id: String, after parent: String?, _ number: Int64, _ offsets: [PartitionOffset]
  ) -> Epoch {
    Epoch(
      bookID: id, parentBookID: parent, number: number, rows: [], outputs: [], offsets: offsets, statisticsID: nil,
      metadata: CommitMetadata(
        slice: .whole, clusterID: "c", applicationUUID: "a", bookID: id, statisticsID: nil, epoch: number, digest: 0
      ).text)
  }

  private static func chain() -> EpochChain {
    var chain = EpochChain(bookID: nil, number: 0, offsets: offsets(0, 5))
    chain.append(epoch("b1", after: nil, 1, offsets(3, 5)))
    return chain
  }

  @Test func aChainGrows() {
    var chain = Self.chain()
    chain.append(Self.epoch("b2", after: "b1", 2, Self.offsets(3, 6)))
    #expect(chain.bookID == "b2" && chain.number == 2 && chain.offsets == Self.offsets(3, 6))
  }

  @Test func whatDoesNotFollowIsSaid() {
    let chain = Self.chain()
    let good = Self.epoch("b2", after: "b1", 2, Self.offsets(3, 6))
    #expect(chain.fault(of: good) == nil)
    #expect(chain.fault(of: Self.epoch("b2", after: "b0", 2, Self.offsets(3, 6))) != nil)
    #expect(chain.fault(of: Self.epoch("b2", after: nil, 2, Self.offsets(3, 6))) != nil)
    #expect(chain.fault(of: Self.epoch("b1", after: "b1", 2, Self.offsets(3, 6))) != nil)
    #expect(chain.fault(of: Self.epoch("b2", after: "b1", 1, Self.offsets(3, 6))) != nil)
    #expect(chain.fault(of: Self.epoch("b2", after: "b1", 3, Self.offsets(3, 6))) != nil)
    #expect(chain.fault(of: Self.epoch("b2", after: "b1", 2, Self.offsets(2, 6))) != nil)
    #expect(chain.fault(of: Self.epoch("b2", after: "b1", 2, [Self.offsets(3, 6)[0]])) != nil)
    #expect(chain.fault(of: Self.epoch("b2", after: "b1", 2, Self.offsets(3, 6).reversed())) != nil)
  }

  @Test func anEpochIsNamedByItsMetadata() {
    let good = Self.epoch("b2", after: "b1", 2, Self.offsets(3, 6))
    #expect(good.isNamedByItsMetadata)
    for spoil in [{ $0.bookID = "b3" }, { $0.number = 3 }, { $0.statisticsID = "s" }, { $0.metadata = "" }]
      as [(inout Epoch) -> Void]
    {
      var epoch = good
      spoil(&epoch)
      #expect(!epoch.isNamedByItsMetadata)
    }
  }

  // MARK: Threads

  private static func onAnotherThread(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Work(body)).toOpaque()
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { box in
        box.map { Unmanaged<Work>.fromOpaque($0).takeRetainedValue().body() }
        return nil
      }, box)
    pthread_join(thread, nil)
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  @Test func theFirstCallersThreadIsTheOne() {
    let rule = OneThread("a test")
    for _ in 0..<3 { #expect(rule.isKept()) }
    let other = Mutex(true)
    Self.onAnotherThread { other.withLock { $0 = rule.isKept() } }
    #expect(!other.withLock(\.self) && rule.isKept())
  }

  @Test func turnsAreTakenByAnyThreadButOneAtATime() {
    let turns = OneAtATime("a test")
    let answers = Mutex<[Bool]>([])
    turns.call { Self.onAnotherThread { answers.withLock { $0.append(turns.enter()) } } }
    Self.onAnotherThread { turns.call { answers.withLock { $0.append(true) } } }
    #expect(answers.withLock(\.self) == [false, true])
    // Left by a throw, too.
    #expect(throws: FinishedLogTests.Unfinished.self) { try turns.call { throw FinishedLogTests.Unfinished() } }
    #expect(turns.enter())
  }
}
