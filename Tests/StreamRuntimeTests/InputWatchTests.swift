import ForewarnCore
import Simulation
import StreamRuntime
import Testing

@testable import StreamRuntime

@Suite struct InputWatchTests {
  private static let second: Int64 = 1_000_000

  private static func watch(_ broker: SimulatedBroker) -> InputWatch {
    InputWatch(broker.partitions, maxWaitMicros: 30 * second)
  }

  private static func broker() -> SimulatedBroker { SimulatedBroker(topics: [("alerts", 1), ("transactions", 2)]) }

  @Test func aTopicThatIsGoneStopsAfterTenSeconds() throws {
    let broker = Self.broker()
    let log = broker.open(time: SimulatedTime())
    var watch = Self.watch(broker)
    broker.setStanding(
      "transactions", 1, PartitionStanding(trouble: .init(.unknownTopic, reason: "Unknown topic", sinceMicros: 5)))
    #expect(try watch.look(log, now: 10 * Self.second) == [])
    let failure = #expect(throws: RunFailure.self) { _ = try watch.look(log, now: 10 * Self.second + 5) }
    #expect(failure?.kind == .stop && failure?.message.contains("transactions") == true)
  }

  @Test func whatGivesNoAnswerIsToldAfterMaxWait() throws {
    let broker = Self.broker()
    let log = broker.open(time: SimulatedTime())
    var watch = Self.watch(broker)
    broker.setStanding(
      "transactions", 1, PartitionStanding(trouble: .init(.unanswered, reason: "no leader", sinceMicros: 0)))
    #expect(try watch.look(log, now: 0) == [])
    #expect(watch.told(2, log).trouble == nil)
    let told = try watch.look(log, now: 30 * Self.second)
    #expect(told.count == 1 && told[0].contains("transactions/1") && told[0].contains("no leader"))
    #expect(watch.told(2, log).trouble == "no leader")
    #expect(try watch.look(log, now: 40 * Self.second) == [])
    broker.setStanding("transactions", 1, PartitionStanding())
    #expect(try watch.look(log, now: 41 * Self.second).count == 1)
  }

  @Test func recordsBehindAnOpenTransactionAreTold() throws {
    let broker = Self.broker()
    let log = broker.open(time: SimulatedTime())
    var watch = Self.watch(broker)
    broker.setStanding("transactions", 0, PartitionStanding(hidden: .init(count: 601, sinceMicros: 0)))
    #expect(try watch.look(log, now: 0) == [])
    #expect(watch.told(1, log).hidden == 601)
    let told = try watch.look(log, now: 30 * Self.second)
    #expect(told.count == 1 && told[0].contains("601 offsets") && told[0].contains("transactions/0"))
  }

  @Test func aTopicThatWasMadeAnewStops() throws {
    let broker = Self.broker()
    let log = broker.open(time: SimulatedTime())
    var watch = Self.watch(broker)
    broker.setLayoutChange(.replaced(broker.partitions[1], reason: "another record"))
    let failure = #expect(throws: RunFailure.self) { _ = try watch.look(log, now: 0) }
    #expect(failure?.kind == .stop && failure?.message.contains("transactions/0") == true)
  }
}

/// Partitions without an answer, or with records that nobody can see, in a daemon that runs.
@Suite struct LiveInputTests {
  /// One of two transaction partitions gives no answer, or hides its records, from the beginning on.
  @Test(arguments: [
    PartitionStanding(trouble: .init(.unanswered, reason: "no leader", sinceMicros: 0)),
    PartitionStanding(hidden: .init(count: 5, sinceMicros: 0)),
  ])
  func timeGoesOnByTheOthers(_ standing: PartitionStanding) throws {
    let world = World(seed: 4)
    world.broker.setStanding("transactions", 1, standing)
    let instance = "acme-prod"
    for second in 0..<300 {
      let at = world.time.wallMicros - 600_000_000 + Int64(second) * 1_000_000
      let text = #"{"time":\#(at / 1_000),"instance":"\#(instance)","transaction":"t","duration_ms":5}"#
      world.broker.append("transactions", 0, Array(text.utf8), timestampMicros: at)
    }
    var newest = DaemonStatus()
    var life = World.Life()
    life.exitAtEnd = false
    life.roundMillis = 200
    let until = world.time.monotonicMicros + 400_000_000
    life.shouldStop = { [time = world.time] in time.monotonicMicros > until }
    life.publish = { newest = $0 }
    _ = try world.live(life)
    let decided = try #require(newest.decidedThroughMicros)
    // The wall clock minus the tick's delay of two minutes, and a pane.
    #expect(decided >= world.time.wallMicros - 240_000_000, "time stands still")
    let told = newest.partitions.first { $0.partition == TopicPartition(topic: "transactions", partition: 1) }
    #expect((told?.trouble == nil) == (standing.trouble == nil))
    #expect(told?.hidden == standing.hidden?.count ?? 0)
    if standing.trouble != nil { #expect(told?.lag == nil) }
  }

  /// Everything is committed when partitions were added, and the next life begins where this one ended.
  @Test func partitionsThatAreAddedAreTakenUp() throws {
    let world = World(seed: 5)
    for number in 0..<50 {
      for topic in ["alerts", "transactions"] {
        world.broker.append(topic, 0, Array("{}".utf8), timestampMicros: EventStream.begin + Int64(number) * 1_000_000)
      }
    }
    var phases: [DaemonStatus.Phase] = []
    var life = World.Life()
    life.exitAtEnd = false
    life.topics = ["alerts"]
    life.publish = { status in
      phases.append(status.phase)
      if status.accounting.records == 50 {
        world.broker.setLayoutChange(.added(topic: "transactions", from: 0, to: 2))
      }
    }
    guard case .done(let first) = try world.live(life) else {
      Issue.record("it failed")
      return
    }
    #expect(first.records == 50 && phases.last == .reopening && !phases.contains(.stopping))
    #expect(world.told.contains { $0.contains("2 partitions") })
    world.broker.setLayoutChange(nil)
    guard case .done(let second) = try world.live(World.Life()) else {
      Issue.record("it failed")
      return
    }
    #expect(second.records == 100)
    #expect(!world.told.contains { $0.contains("learned anew") })
  }

  /// On a quiet topic nothing is committed for minutes, and yet it is noticed.
  @Test func aTakeOverIsNoticedWithoutACommit() throws {
    let world = World(seed: 6)
    world.broker.append("transactions", 0, Array("{}".utf8), timestampMicros: EventStream.begin)
    let other = SimulatedDisk(faults: FaultPlan(seed: 99))
    var life = World.Life()
    life.exitAtEnd = false
    life.roundMillis = 100
    let began = world.time.monotonicMicros
    life.shouldStop = { [time = world.time] in time.monotonicMicros > began + 100_000_000 }
    var noticedAt: Int64?
    var takenAt: Int64?
    life.publish = { status in
      noticedAt = world.time.monotonicMicros
      guard takenAt == nil, status.commits > 1 else { return }
      takenAt = world.time.monotonicMicros
      guard case .done = try? world.live(World.Life(), on: other) else {
        Issue.record("the other one failed")
        return
      }
    }
    guard case .failed(let failure) = try world.live(life) else {
      Issue.record("it went on")
      return
    }
    #expect(failure.kind == .takenOver)
    #expect(try #require(noticedAt) - (try #require(takenAt)) < 15_000_000)
  }
}
