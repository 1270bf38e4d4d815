import ForewarnCore
import StreamRuntime
import Testing

@testable import KafkaTransport

/// What becomes of input topics while they are read, on a real Kafka.
@Suite(.serialized, .enabled(if: RealKafka.canStart, RealKafka.killReason))
struct InputChangeTests {
  private static func log(_ fixture: Fixture) throws -> KafkaLog {
    var settings = KafkaSettings.forTests(
      bootstrap: fixture.bootstrap, inputs: [fixture.input], outputs: [.cases: fixture.cases], state: fixture.state,
      application: fixture.name)
    settings.topicWatchMillis = 300
    let log = try KafkaLog(settings: settings)
    try log.open { _ in true }
    return log
  }

  private static func produce(_ fixture: Fixture, _ count: Int, at millis: Int64) throws {
    let producer = try fixture.producer()
    defer { producer.close() }
    for number in 0..<count {
      try producer.produce(
        topic: fixture.input, partition: Int32(number % fixture.partitions), key: nil, value: [65],
        timestampMicros: (millis + Int64(number)) * 1_000)
    }
    try producer.flush(withinMillis: 10_000)
  }

  /// Reads on until something is so; false after half a minute.
  private static func reads(_ log: KafkaLog, until isSo: () throws -> Bool) throws -> Bool {
    var reads: [[Read]] = log.partitions.map { _ in [] }
    return try readAll(log, into: &reads) { _ in (try? isSo()) ?? false }
  }

  private static func admin(_ fixture: Fixture) -> TopicMaker {
    TopicMaker(properties: [("bootstrap.servers", fixture.bootstrap)], onLog: quiet)
  }

  @Test func `Partitions that are added are told`() throws {
    let fixture = try Fixture("add")
    let log = try Self.log(fixture)
    defer { log.close(withinMillis: 5_000) }
    try log.start(at: [0, 0])
    _ = RealKafka.shell(
      "'\(RealKafka.script)' tool TopicCommand --bootstrap-server \(fixture.bootstrap) --alter --topic \(fixture.input) --partitions 5 2>&1"
    )
    #expect(try Self.reads(log) { log.layoutChange != nil })
    #expect(log.layoutChange == .added(topic: fixture.input, from: 2, to: 5))
  }

  @Test func `A topic that is deleted is unknown, partition by partition`() throws {
    let fixture = try Fixture("gone")
    try Self.produce(fixture, 10, at: 1_700_000_000_000)
    let log = try Self.log(fixture)
    defer { log.close(withinMillis: 5_000) }
    try log.start(at: [0, 0])
    #expect(try Self.reads(log) { log.freshEnd(0) != nil })
    _ = try Self.admin(fixture).delete([fixture.input])
    #expect(try Self.reads(log) { log.standing(0).trouble != nil && log.standing(1).trouble != nil })
    #expect(log.standing(0).trouble?.kind == .unknownTopic)
    #expect(log.freshEnd(0) == nil && log.connection == .connected)
  }

  /// One topic of two: the other one still has ends.
  @Test func `What does not answer does not silence the others`() throws {
    let gone = try Fixture("half")
    let there = try Fixture("other")
    var settings = KafkaSettings.forTests(
      bootstrap: gone.bootstrap, inputs: [gone.input, there.input], state: gone.state, application: gone.name)
    settings.topicWatchMillis = 300
    let log = try KafkaLog(settings: settings)
    try log.open { _ in true }
    defer { log.close(withinMillis: 5_000) }
    try log.start(at: log.partitions.map { _ in 0 })
    _ = try Self.admin(gone).delete([gone.input])
    func isGone(_ p: Int) -> Bool { log.partitions[p].topic == gone.input }
    #expect(
      try Self.reads(log) {
        log.partitions.indices.allSatisfy {
          isGone($0) == (log.standing($0).trouble != nil) && isGone($0) == (log.freshEnd($0) == nil)
        }
      })
  }

  @Test func `A topic that was made anew and has grown is known by its records`() throws {
    let fixture = try Fixture("anew")
    try Self.produce(fixture, 20, at: 1_700_000_000_000)
    let log = try Self.log(fixture)
    defer { log.close(withinMillis: 5_000) }
    #expect(try log.recordTimes(at: [9, nil]) == [1_700_000_000_018_000, nil])
    try log.start(at: [0, 0])
    #expect(try Self.reads(log) { log.position(0) == 10 && log.position(1) == 10 })
    _ = try Self.admin(fixture).delete([fixture.input])
    clock.pause(millis: 1_000)
    _ = try Self.admin(fixture).create([.init(fixture.input, partitions: 2)])
    try Self.produce(fixture, 200, at: 1_700_000_900_000)
    #expect(try log.recordTimes(at: [9, 50]) == [1_700_000_900_018_000, 1_700_000_900_101_000])
    var told: String?
    _ = try? Self.reads(log) {
      if case .replaced(_, let reason)? = log.layoutChange { told = reason }
      return told != nil
    }
    #expect(told?.contains("offset") == true)
  }

  @Test func `Records behind an open transaction are counted`() throws {
    let fixture = try Fixture("hidden", partitions: 1)
    let log = try Self.log(fixture)
    defer { log.close(withinMillis: 5_000) }
    let open = try OpenTransaction(id: fixture.name + "-other", topic: fixture.input, bootstrap: fixture.bootstrap)
    defer { open.close() }
    try Self.produce(fixture, 30, at: 1_700_000_000_000)
    try log.start(at: [0])
    #expect(try Self.reads(log) { log.standing(0).hidden?.count == 31 })
    #expect(log.freshEnd(0)?.offset == 0 && log.position(0) == 0)
    try open.commit()
    #expect(try Self.reads(log) { log.position(0) >= 31 && log.standing(0).hidden == nil })
  }

  @Test func `Offsets of a time, and the owner of a group`() throws {
    let fixture = try Fixture("time")
    try Self.produce(fixture, 20, at: 1_700_000_000_000)
    let log = try Self.log(fixture)
    defer { log.close(withinMillis: 5_000) }
    #expect(try log.offsets(atMicros: 1_700_000_000_010_000) == [5, 5])
    #expect(try log.offsets(atMicros: 1_800_000_000_000_000) == [10, 10])
    try log.fence()
    #expect(log.commit(epoch(1, offsets: fixture.offsets, metadata: "mine")) == .committed)
    try log.start(at: [10, 10])
    #expect(try Self.reads(log) { log.seenOwner?.metadata == "mine" })
  }
}
