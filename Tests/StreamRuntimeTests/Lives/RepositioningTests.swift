import ForewarnCore
import Simulation
import StreamRuntime
import Testing

/// The ways on after a stop.
@Suite struct RepositioningTests {
  private static func reposition(_ world: World, _ way: Repositioning.Way) throws -> [Repositioning.Move] {
    let log = world.broker.open(time: world.time)
    let store = try world.disk.open()
    defer { store.close() }
    var engine = World.engine(log.partitions, nowMicros: world.time.wallMicros)
    return try Repositioning(
      log: log, store: store, ids: world.ids, options: Daemon.Options(ApplicationSlice("watchers")), report: { _ in }
    ).run(way, &engine)
  }

  private static func settled() throws -> (World, Accounting) {
    let world = World(seed: 5)
    let stream = EventStream(seed: 5, panes: 20)
    stream.append(to: world.broker, stream.items.indices)
    guard case .done(let accounting) = try world.live(World.Life()) else { throw FinishedLogTests.Unfinished() }
    return (world, accounting)
  }

  private static func append(_ world: World, _ count: Int, _ topic: String = "transactions") {
    for number in 0..<count {
      let at = world.time.wallMicros + Int64(number) * 1_000
      let text = #"{"time":\#(at / 1_000),"instance":"acme-prod","transaction":"t","duration_ms":5}"#
      world.broker.append(topic, 0, Array(text.utf8), timestampMicros: at)
    }
  }

  private static func records(_ end: World.End) -> Int64? {
    if case .done(let accounting) = end { accounting.records } else { nil }
  }

  /// Retention took what was not read: adopting passes over it, and loses nothing else.
  @Test(arguments: [false, true])
  func adoptPassesOverWhatIsGone(_ losesDisk: Bool) throws {
    let (world, before) = try Self.settled()
    Self.append(world, 10)
    let partition = TopicPartition(topic: "transactions", partition: 0)
    let committed = try #require(world.broker.committedOffsets.first { $0.partition == partition }).offset
    world.broker.removeRecords("transactions", 0, before: committed + 4)
    guard case .failed(let failure) = try world.live(World.Life()) else {
      Issue.record("it went on")
      return
    }
    #expect(failure.remedy.contains("forewarn state adopt --at-committed"))
    if losesDisk { world.disk.wipe() }
    let moves = try Self.reposition(world, .atCommitted)
    #expect(
      moves.first { $0.partition == partition } == .init(partition: partition, from: committed, to: committed + 4))
    let outputs = world.broker.committedOutputs.count
    #expect(Self.records(try world.live(World.Life())) == before.records + 6)
    #expect(world.broker.committedOutputs.prefix(outputs).count == outputs)
  }

  /// The same without a person, where the configuration says so: before a start, and under a daemon that runs.
  @Test(arguments: [false, true])
  func lostInputIsSkippedOnRequest(_ isRunning: Bool) throws {
    let (world, before) = try Self.settled()
    Self.append(world, 10)
    let committed = before.records
    let start = try #require(world.broker.committedOffsets.first { $0.partition.topic == "transactions" }).offset
    var life = World.Life()
    life.skipsLostInput = true
    var newest = DaemonStatus()
    if isRunning {
      // Behind what it has read by then.
      life.exitAtEnd = false
      var isGone = false
      let until = world.time.monotonicMicros + 60_000_000
      life.publish = { [broker = world.broker] status in
        newest = status
        guard !isGone, status.accounting.records == committed + 10 else { return }
        isGone = true
        broker.appendGap("transactions", 0, count: 8)
        Self.append(world, 3)
        broker.removeRecords("transactions", 0, before: start + 14)
      }
      life.roundMillis = 100
      life.shouldStop = { [time = world.time] in time.monotonicMicros > until }
    } else {
      world.broker.removeRecords("transactions", 0, before: start + 4)
      life.publish = { newest = $0 }
    }
    #expect(Self.records(try world.live(life)) == committed + (isRunning ? 13 : 6))
    #expect(newest.counters.lost == 4)
    let gaps = world.broker.committedOutputs.filter { $0.role == .audit }.compactMap(\.value)
    #expect(gaps.count == 1 && gaps.first.map { String(decoding: $0, as: UTF8.self).contains("input_lost") } == true)
    #expect(world.told.contains { $0.contains("on_lost_input") })
  }

  @Test func aGroupThatExpiredGoesOnWhereTheBookIs() throws {
    let (world, before) = try Self.settled()
    for partition in world.broker.partitions { world.broker.overwriteCommitted(partition, offset: nil) }
    Self.append(world, 7)
    let moves = try Self.reposition(world, .atCommitted)
    #expect(moves.allSatisfy { $0.from == $0.to })
    #expect(Self.records(try world.live(World.Life())) == before.records + 7)
  }

  /// A topic was made anew: its records count from the first one on, and the cases stay.
  @Test(arguments: [2, 5_000])
  func restartReadsATopicThatWasMadeAnew(_ records: Int) throws {
    let (world, before) = try Self.settled()
    for partition in world.broker.partitions {
      world.broker.replace(
        partition.topic, partition.partition, withRecords: records, timestampMicros: world.time.wallMicros)
      world.broker.overwriteCommitted(partition, offset: nil)
    }
    world.broker.allowRewinding()
    let moves = try Self.reposition(world, .from(.earliest))
    #expect(moves.allSatisfy { $0.to == 0 && $0.from != nil })
    let end = try world.live(World.Life())
    #expect(Self.records(end) == before.records + Int64(records * world.broker.partitions.count))
    if case .done(let after) = end { #expect(after.casesOpened >= before.casesOpened) }
  }

  @Test func adoptRefusesALogThatIsShorterThanTheBook() throws {
    let (world, _) = try Self.settled()
    world.broker.replace("transactions", 0, withRecords: 1, timestampMicros: world.time.wallMicros)
    let failure = #expect(throws: RunFailure.self) { _ = try Self.reposition(world, .atCommitted) }
    #expect(failure?.remedy.contains("forewarn state restart --from earliest") == true)
  }

  @Test func restartFromATimeAndFromTheEnd() throws {
    let (world, before) = try Self.settled()
    Self.append(world, 9)
    let moves = try Self.reposition(world, .from(.time(world.time.wallMicros + 3_000)))
    let ends = try world.broker.open(time: world.time).bounds().map(\.end)
    for (p, move) in moves.enumerated() {
      let isWritten = move.partition == TopicPartition(topic: "transactions", partition: 0)
      #expect(move.to == ends[p] - (isWritten ? 6 : 0))
    }
    #expect(Self.records(try world.live(World.Life())) == before.records + 6)
    world.broker.allowRewinding()
    Self.append(world, 9)
    _ = try Self.reposition(world, .from(.latest))
    #expect(Self.records(try world.live(World.Life())) == before.records + 6)
  }

  @Test func withoutAnyBookThereIsNothingToGoOnWith() throws {
    let world = World(seed: 1)
    let failure = #expect(throws: RunFailure.self) { _ = try Self.reposition(world, .from(.earliest)) }
    #expect(failure?.kind == .stop)
  }
}
