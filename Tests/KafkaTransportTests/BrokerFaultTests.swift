import ForewarnCore
import StreamRuntime
import Synchronization
import Testing

@testable import KafkaTransport

/// What happens when a broker dies, on a broker of its own.
@Suite(.serialized, .enabled(if: RealKafka.canStart, RealKafka.killReason))
struct BrokerFaultTests {
  /// A broker that does not answer has not said that it committed, nor that it never will.
  private func expectDoubt(_ outcome: CommitOutcome) {
    switch outcome {
    case .unknown, .refused(_, _, false): break
    default: Issue.record("a broker that does not answer gave \(outcome)")
    }
  }

  /// A new producer ends the doubt about the second epoch, which is sent again when it is not in.
  private func settle(_ second: Epoch, _ log: KafkaLog, _ fixture: Fixture) throws {
    try log.fence()
    if try log.committed().first?.metadata != "second" { #expect(log.commit(second) == .committed) }
    #expect(try log.committed().map(\.offset) == [8, 8])
    #expect(try fixture.seenCases() == ["one", "two"])
  }

  @Test func `A broker that dies before a commit costs nothing but time`() throws {
    let folder = "/tmp/forewarn-kafka-fault-\(clock.monotonicMicros)"
    let fixture = try Fixture("kill", bootstrap: RealKafka.start(in: folder))
    defer { RealKafka.tell("wipe", folder) }
    let log = try fixture.log(extra: [("transaction.timeout.ms", "4000")])
    defer { log.close(withinMillis: 5_000) }
    try log.fence()
    #expect(log.commit(epoch(1, offsets: fixture.offsets, outputs: [(.cases, "a", "one")])) == .committed)
    try log.start(at: [0, 0])
    var reads: [[Read]] = [[], []]
    #expect(try readAll(log, into: &reads) { _ in log.connection == .connected })

    RealKafka.tell("kill", folder)
    let second = epoch(2, offsets: fixture.offsets(8), outputs: [(.cases, "a", "two")], metadata: "second")
    let began = clock.monotonicMicros
    let outcome = log.commit(second)
    #expect(clock.monotonicMicros - began < 30_000_000)
    expectDoubt(outcome)
    #expect(try readAll(log, into: &reads) { _ in log.connection != .connected })
    let failure = #expect(throws: LogFailure.self) { try log.fence() }
    #expect(failure?.kind == .unavailable)

    RealKafka.tell("start", folder)
    try settle(second, log, fixture)
    let producer = try fixture.producer()
    defer { producer.close() }
    try producer.produce(topic: fixture.input, partition: 1, key: nil, value: [65])
    try producer.flush(withinMillis: 20_000)
    #expect(try readAll(log, into: &reads) { $0[1].count == 1 && log.connection == .connected })
  }

  /// Its coordinator took the transaction up, and then says nothing more: neither the end of the transaction nor its abort is answered.
  @Test(.timeLimit(.minutes(10)))
  func `A broker that hangs keeps a commit no longer than the transaction may take`() throws {
    let folder = "/tmp/forewarn-kafka-mute-\(clock.monotonicMicros)"
    let fixture = try Fixture("mute", bootstrap: RealKafka.start(in: folder))
    defer { RealKafka.tell("wipe", folder) }
    let log = try fixture.log(extra: [("transaction.timeout.ms", "4000")])
    defer { log.close(withinMillis: 5_000) }
    try log.fence()
    #expect(log.commit(epoch(1, offsets: fixture.offsets, outputs: [(.cases, "a", "one")])) == .committed)
    RealKafka.tell("pause", folder)
    let hasCommitted = try Waker()
    let second = epoch(2, offsets: fixture.offsets(8), outputs: [(.cases, "a", "two")], metadata: "second")
    let outcome = Mutex<CommitOutcome?>(nil)
    startSideThread("committer") {
      let end = log.commit(second)
      outcome.withLock { $0 = end }
      hasCommitted.wake()
    }
    let isBack = hasCommitted.wait(atMostMillis: 25_000)
    RealKafka.tell("resume", folder)
    #expect(isBack)
    try #require(isBack || hasCommitted.wait(atMostMillis: 60_000))
    expectDoubt(try #require(outcome.withLock { $0 }))
    try settle(second, log, fixture)
  }

  /// That it comes back at all is the point: what waits for the broker would wait for five minutes.
  @Test(.timeLimit(.minutes(10)))
  func `A broker that hangs does not keep the process from leaving`() throws {
    let folder = "/tmp/forewarn-kafka-hang-\(clock.monotonicMicros)"
    let fixture = try Fixture("hang", bootstrap: RealKafka.start(in: folder))
    defer { RealKafka.tell("wipe", folder) }
    // What would wait for the broker would wait for this long.
    let log = try fixture.log(extra: [("transaction.timeout.ms", "300000")])
    try log.fence()
    try log.start(at: [0, 0])
    RealKafka.tell("pause", folder)
    let isCommitting = try Waker()
    let hasCommitted = try Waker()
    startSideThread("committer") {
      isCommitting.wake()
      _ = log.commit(epoch(1, offsets: fixture.offsets, outputs: [(.cases, "a", "one")]))
      hasCommitted.wake()
    }
    #expect(isCommitting.wait(atMostMillis: 60_000))
    // The reading half, to which `close` belongs, is this thread's.
    log.close(withinMillis: 1_500)
    RealKafka.tell("resume", folder)
    // Nothing of the log is used by another thread when its test is over.
    #expect(hasCommitted.wait(atMostMillis: 60_000))
  }

  @Test func `Credentials that are refused end the waiting`() throws {
    let folder = "/tmp/forewarn-kafka-login-\(clock.monotonicMicros)"
    let jaas =
      #"org.apache.kafka.common.security.plain.PlainLoginModule required username="a" password="a" user_a="a";"#
    let bootstrap = RealKafka.start(
      in: folder,
      settings: """
        listener.security.protocol.map=PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT
        sasl.enabled.mechanisms=PLAIN
        sasl.mechanism.inter.broker.protocol=PLAIN
        listener.name.plaintext.plain.sasl.jaas.config=\(jaas)
        """)
    defer { RealKafka.tell("wipe", folder) }
    func login(_ password: String) -> [(name: String, value: String)] {
      [
        ("security.protocol", "SASL_PLAINTEXT"), ("sasl.mechanism", "PLAIN"), ("sasl.username", "a"),
        ("sasl.password", password),
      ]
    }
    func failure(_ password: String) -> LogFailure? {
      #expect(throws: LogFailure.self) {
        try KafkaLog.opened(.forTests(bootstrap: bootstrap, inputs: ["none"], extra: login(password)))
      }
    }
    #expect(failure("wrong")?.kind == .unauthorized)
    #expect(failure("a")?.kind == .missingTopic)
  }

  @Test func `Input that was deleted is reported, and reading can go on`() throws {
    let fixture = try Fixture("deleted", partitions: 1)
    let producer = try fixture.producer()
    defer { producer.close() }
    for number in 0..<100 { try producer.produce(topic: fixture.input, partition: 0, key: nil, value: [UInt8(number)]) }
    try producer.flush(withinMillis: 10_000)
    let json = "/tmp/\(fixture.name).json"
    let said = RealKafka.shell(
      """
      echo '{"partitions":[{"topic":"\(fixture.input)","partition":0,"offset":60}],"version":1}' >\(json)
      '\(RealKafka.script)' tool DeleteRecordsCommand --bootstrap-server \(fixture.bootstrap) --offset-json-file \(json) 2>&1
      rm \(json)
      """)
    let log = try fixture.log()
    defer { log.close(withinMillis: 5_000) }
    try #require(try log.bounds() == [LogBounds(start: 60, end: 100)], "\(said)")
    try log.start(at: [10])
    var batch = RecordBatch()
    var result = PollResult.nothing
    let deadline = clock.monotonicMicros + 20_000_000
    while result == .nothing, clock.monotonicMicros < deadline {
      result = try log.poll(0, into: &batch)
      log.wait(atMostMillis: 50)
    }
    #expect(result == .lost(logStart: 60))
    var reads: [[Read]] = [[]]
    #expect(try readAll(log, into: &reads) { $0[0].count == 40 })
    #expect(reads[0].first?.offset == 60)
  }

  @Test func `A log that is shorter than the position is not read from elsewhere`() throws {
    let fixture = try Fixture("short", partitions: 1)
    let log = try fixture.log()
    defer { log.close(withinMillis: 5_000) }
    try log.start(at: [10])
    var reads: [[Read]] = [[]]
    let failure = #expect(throws: LogFailure.self) { try readAll(log, into: &reads) { _ in false } }
    #expect(failure?.kind == .broken)
    #expect(failure?.message.contains("ends at offset 0") == true)
  }
}
