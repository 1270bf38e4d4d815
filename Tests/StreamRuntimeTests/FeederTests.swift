import ForewarnCore
import Simulation
import StreamRuntime
import Testing

@Suite struct FeederTests {
  private static let partition = TopicPartition(topic: "transactions", partition: 0)

  /// A reader with one partition that does what it is told.
  private final class Script: EventReader {
    let partitions = [FeederTests.partition]
    var polls: [PollResult] = []
    var offsets: [Int64] = []
    var end: FreshEnd?
    var at: Int64 = 0
    var connection: Connection { .connected }
    var layoutChange: LayoutChange? { nil }
    var seenOwner: SeenOwner? { nil }
    func standing(_ partition: Int) -> PartitionStanding { PartitionStanding() }

    func start(at offsets: [Int64]) throws(LogFailure) {}
    func poll(_ partition: Int, into batch: inout RecordBatch) throws(LogFailure) -> PollResult {
      batch.removeAll()
      guard !polls.isEmpty else { return .nothing }
      let result = polls.removeFirst()
      if result == .records {
        for offset in offsets {
          batch.records.append(Record(offset: offset, timestampMicros: 0, value: nil, key: nil))
        }
        at = (offsets.last ?? -1) + 1
      }
      return result
    }
    func position(_ partition: Int) -> Int64 { at }
    func freshEnd(_ partition: Int) -> FreshEnd? { end }
    func askForEnds() {}
    func wait(atMostMillis: Int) {}
    func wake() {}
  }

  private static func engine() -> Engine {
    World.engine([partition], nowMicros: EventStream.begin)
  }

  @Test func aPartitionLagsUntilItIsLeftOutAndComesBack() throws {
    let script = Script()
    let time = SimulatedTime()
    var engine = Self.engine()
    var feeder = Feeder(reader: script, time: time, settings: TimeSettings(), targets: nil)
    let came1 = try feeder.refillAll(&engine)
    #expect(!came1)
    let supply1 = engine.supply(of: 0)
    #expect(supply1 == .lagging)
    let advance1 = engine.advance(maxRecords: 10)
    #expect(advance1 == .waiting)
    time.advance(micros: 29_999_999)
    _ = try feeder.refillAll(&engine)
    let supply2 = engine.supply(of: 0)
    #expect(supply2 == .lagging)
    time.advance(micros: 1)
    _ = try feeder.refillAll(&engine)
    let supply3 = engine.supply(of: 0)
    #expect(supply3 == .leftOut)
    // It speaks: and when it is silent again, the time begins anew.
    script.polls = [.records]
    script.offsets = [0]
    let came2 = try feeder.refillAll(&engine)
    #expect(came2)
    let advance2 = engine.advance(maxRecords: 10)
    #expect(advance2 == .exhausted(0))
    _ = try feeder.refillAll(&engine)
    let supply4 = engine.supply(of: 0)
    #expect(supply4 == .lagging)
  }

  @Test(arguments: [(age: Int64(3_000_000), isFresh: true), (3_000_001, false)])
  func anEndIsFreshForThreeSeconds(_ age: Int64, _ isFresh: Bool) throws {
    let script = Script()
    let time = SimulatedTime()
    script.end = FreshEnd(offset: 0, askedAtMicros: 0)
    var engine = Self.engine()
    var feeder = Feeder(reader: script, time: time, settings: TimeSettings(), targets: nil)
    time.advance(micros: age)
    _ = try feeder.refillAll(&engine)
    let supply5 = engine.supply(of: 0)
    #expect(supply5 == (isFresh ? .atEnd(quiet: false) : .lagging))
    let isAtEnd = feeder.isAtEnd(engine)
    #expect(isAtEnd == isFresh)
  }

  @Test func aPartitionAtItsEndBecomesQuiet() throws {
    let script = Script()
    let time = SimulatedTime()
    var engine = Self.engine()
    var feeder = Feeder(reader: script, time: time, settings: TimeSettings(), targets: nil)
    for (seconds, isQuiet) in [(29, false), (1, true)] as [(Int64, Bool)] {
      time.advance(micros: seconds * 1_000_000)
      script.end = FreshEnd(offset: 0, askedAtMicros: time.monotonicMicros)
      _ = try feeder.refillAll(&engine)
      let supply6 = engine.supply(of: 0)
      #expect(supply6 == .atEnd(quiet: isQuiet))
    }
    // Records end the quiet, also for the pane that is looked at before the partition is asked again.
    script.polls = [.records]
    script.offsets = [0]
    let came3 = try feeder.refillAll(&engine)
    #expect(came3)
    let supply7 = engine.supply(of: 0)
    #expect(supply7 != .atEnd(quiet: true))
  }

  @Test func targetsCutWhatIsBeyond() throws {
    let script = Script()
    var engine = Self.engine()
    var feeder = Feeder(reader: script, time: SimulatedTime(), settings: TimeSettings(), targets: [2])
    script.polls = [.records]
    script.offsets = [0, 1, 2, 3]
    let came4 = try feeder.refillAll(&engine)
    #expect(came4)
    let isFinished1 = feeder.isFinished(engine)
    #expect(!isFinished1)
    while !engine.isEmpty(0) { _ = engine.advance(maxRecords: 10) }
    let (next, records) = (engine.nextOffset(0), engine.accounting.records)
    #expect(next == 2 && records == 2)
    _ = try feeder.refillAll(&engine)
    let isFinished2 = feeder.isFinished(engine)
    let supply8 = engine.supply(of: 0)
    #expect(supply8 == .finished && isFinished2)
  }

  /// The offset before the target may be a marker: the position tells.
  @Test func markersBeforeTheTarget() throws {
    let script = Script()
    var engine = Self.engine()
    var feeder = Feeder(reader: script, time: SimulatedTime(), settings: TimeSettings(), targets: [5])
    _ = try feeder.refillAll(&engine)
    let isFinished3 = feeder.isFinished(engine)
    let supply9 = engine.supply(of: 0)
    #expect(supply9 == .lagging && !isFinished3)
    script.at = 5
    _ = try feeder.refillAll(&engine)
    let isFinished4 = feeder.isFinished(engine)
    let supply10 = engine.supply(of: 0)
    #expect(supply10 == .finished && isFinished4)
  }

  @Test func lostRecordsStop() throws {
    let script = Script()
    var engine = Self.engine()
    var feeder = Feeder(reader: script, time: SimulatedTime(), settings: TimeSettings(), targets: nil)
    script.polls = [.lost(logStart: 9)]
    var failure: RunFailure?
    do throws(RunFailure) { _ = try feeder.refillAll(&engine) } catch { failure = error }
    #expect(failure?.kind == .stop && failure?.message.contains("transactions/0 from offset 0 to 9") == true)
  }
}
