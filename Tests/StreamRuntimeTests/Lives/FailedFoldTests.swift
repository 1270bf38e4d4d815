import ForewarnCore
import Simulation
import Testing

@testable import StreamRuntime

/// Kafka has an epoch, and the disk cannot fold it: harmless once, as the epoch is prepared; not for ever (bug C17).
@Suite struct FailedFoldTests {
  private static let stream = EventStream(seed: 5, panes: 240)

  /// Many small epochs.
  private static func world() -> World {
    var faults = FaultPlan(seed: 5)
    faults.shortBatch = 0.9
    faults.emptyPoll = 0.8
    let world = World(seed: 5, faults: faults)
    stream.append(to: world.broker, stream.items.indices)
    return world
  }

  private static var life: World.Life { World.Life(roundMillis: 2_000) }

  private static func outputs() throws -> [Output] {
    let calm = world()
    guard case .done = try calm.live(life) else { throw FinishedLogTests.Unfinished() }
    #expect(calm.broker.committedEpochs.count > Limits.failedFolds + 2)
    return calm.broker.committedOutputs
  }

  @Test(arguments: [1, 2, Limits.failedFolds - 1])
  func aLaterEpochFoldsWhatAnEarlierOneCouldNot(_ failures: Int) throws {
    let world = Self.world()
    world.disk.failNextFolds(failures)
    var counted: Int64 = 0
    var life = Self.life
    life.publish = { counted = $0.failedFolds }
    guard case .done = try world.live(life) else {
      Issue.record("it stopped: \(world.told)")
      return
    }
    #expect(counted == Int64(failures))
    // Said once, and that it is over.
    #expect(world.told.count { $0.contains("a row of the base cannot be read") } == 1)
    #expect(world.told.count { $0.contains("folds commits again") } == 1)
    #expect(try world.broker.committedOutputs == Self.outputs())
    let stored = try world.disk.open().load()
    #expect(stored.base?.bookID == world.broker.committedEpochs.last?.bookID && stored.prepared.isEmpty)
  }

  @Test func afterManyInARowItStopsWithTheStoresFailure() throws {
    let world = Self.world()
    world.disk.failNextFolds(.max)
    guard case .failed(let failure) = try world.live(Self.life) else {
      Issue.record("it went on")
      return
    }
    #expect(failure.kind == .stop && failure.message.contains("a row of the base cannot be read"))
    #expect(failure.message.contains("\(Limits.failedFolds) commits in a row"))
    #expect(failure.remedy == "Restore the folder.")
    #expect(world.broker.committedEpochs.count == Limits.failedFolds)
    // Mended, it goes on from what is prepared, though the other copy is gone.
    world.disk.failNextFolds(0)
    world.broker.deleteStateTopic()
    guard case .done = try world.live(Self.life) else {
      Issue.record("it does not start again: \(world.told)")
      return
    }
    #expect(try world.broker.committedOutputs == Self.outputs())
  }

  @Test func whatChangesIsToldAgain() {
    var folds = FoldTries()
    let first = StoreFailure(.io, "the disk is full", remedy: "Free space.")
    let other = StoreFailure(.damaged, "a page is torn", remedy: "Restore.")
    #expect(folds.succeeded() == nil)
    #expect(folds.failed(first)?.contains("the disk is full") == true)
    #expect(folds.failed(first) == nil)
    #expect(folds.failed(other)?.contains("a page is torn") == true)
    #expect(folds.failed(first)?.contains("the disk is full") == true)
    #expect(folds.failure == nil)
    #expect(folds.succeeded() != nil)
    #expect(folds.succeeded() == nil)
    for _ in 0..<Limits.failedFolds {
      #expect(folds.failure == nil)
      _ = folds.failed(first)
    }
    #expect(folds.failure?.kind == .disk)
  }
}
