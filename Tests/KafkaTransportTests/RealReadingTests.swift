import ForewarnCore
import KafkaTransport
import StreamRuntime
import Synchronization
import Testing

@Suite(.serialized, .enabled(if: RealKafka.isThere, RealKafka.reason))
struct RealReadingTests {
  @Test func `The position passes markers and aborted records at the end of the input`() throws {
    let fixture = try Fixture("markers")
    let writer = try fixture.log()
    try writer.fence()
    #expect(writer.commit(epoch(1, offsets: fixture.offsets, outputs: [(.cases, "a", "one")])) == .committed)
    let reader = try KafkaLog.opened(
      .forTests(bootstrap: fixture.bootstrap, inputs: [fixture.cases], state: fixture.state))
    defer { reader.close(withinMillis: 5_000) }
    var began = clock.monotonicMicros
    try reader.start(at: [0, 0])
    var reads: [[Read]] = [[], []]
    // One record and one marker, which the broker may write after it has told the writer of the commit.
    #expect(
      try readAll(reader, into: &reads) { _ in
        isAtEnd(reader, since: began) && reader.position(0) + reader.position(1) == 2
      })
    #expect(reads.flatMap { $0 }.compactMap(\.value) == ["one"])

    // An aborted tail, then one that commits only later.
    let poison = epoch(
      2, offsets: fixture.offsets,
      outputs: [(.cases, "a", "lost"), (.cases, "b", "lost"), (.cases, "a", String(repeating: "x", count: 1_500_000))])
    guard case .refused = writer.commit(poison) else {
      Issue.record("not refused")
      return
    }
    began = clock.monotonicMicros
    #expect(try readAll(reader, into: &reads) { _ in isAtEnd(reader, since: began) })
    #expect(reads.flatMap { $0 }.compactMap(\.value) == ["one"])
    writer.close(withinMillis: 5_000)
  }

  @Test func `The end is where the first open transaction begins`() throws {
    let fixture = try Fixture("open-end", partitions: 1)
    let other = try OpenTransaction(
      id: "\(fixture.name)-other", topic: fixture.input, bootstrap: fixture.bootstrap)
    defer { other.close() }
    let log = try fixture.log()
    defer { log.close(withinMillis: 5_000) }
    var began = clock.monotonicMicros
    try log.start(at: [0])
    var reads: [[Read]] = [[]]
    #expect(try readAll(log, into: &reads) { _ in isAtEnd(log, since: began) })
    #expect(log.freshEnd(0)?.offset == 0)
    try other.commit()
    began = clock.monotonicMicros
    #expect(try readAll(log, into: &reads) { $0[0].count == 1 && isAtEnd(log, since: began) })
    #expect(log.position(0) == 2)
  }

  @Test func `Records of one MiB come through small queues`() throws {
    let fixture = try Fixture("large", partitions: 1)
    let producer = try PlainProducer(
      properties: [("bootstrap.servers", fixture.bootstrap), ("message.max.bytes", "2000000")], onLog: quiet)
    defer { producer.close() }
    // The broker's own limit, for the batch with its head, is 1,048,588.
    for number in 0..<8 {
      try producer.produce(
        topic: fixture.input, partition: 0, key: nil, value: [UInt8](repeating: UInt8(65 + number), count: 1_048_480))
      try producer.produce(topic: fixture.input, partition: 0, key: nil, value: [UInt8(97 + number)])
    }
    try producer.flush(withinMillis: 20_000)
    let log = try fixture.log()
    defer { log.close(withinMillis: 5_000) }
    try log.start(at: [0])
    var reads: [[Read]] = [[]]
    #expect(try readAll(log, into: &reads) { $0[0].count == 16 })
    #expect(reads[0].map { $0.value?.utf8.count } == Array(repeating: [1_048_480, 1], count: 8).flatMap { $0 })
  }

  @Test(arguments: ["none", "gzip", "snappy", "lz4", "zstd"])
  func `Headers are found behind values of every kind`(compression: String) throws {
    let fixture = try Fixture("headers", partitions: 1)
    let producer = try PlainProducer(
      properties: [
        ("bootstrap.servers", fixture.bootstrap), ("compression.type", compression), ("linger.ms", "50"),
      ], onLog: quiet)
    defer { producer.close() }
    let values: [String?] = [nil, "", "{}", "\0", String(repeating: "a", count: 300)]
    let headers = [[], [RecordHeader(name: "h", value: [0])], [RecordHeader(name: "", value: nil)]]
    var expected: [Read] = []
    for number in 0..<300 {
      let read = Read(
        offset: Int64(number), key: number % 2 == 0 ? nil : "key", value: values[number % 5],
        headers: headers[number % 3])
      try producer.produce(
        topic: fixture.input, partition: 0, key: read.key.map { Array($0.utf8) },
        value: read.value.map { Array($0.utf8) }, headers: read.headers)
      expected.append(read)
    }
    try producer.flush(withinMillis: 10_000)
    let complaints = Mutex<[String]>([])
    var settings = KafkaSettings.forTests(
      bootstrap: fixture.bootstrap, inputs: [fixture.input], state: fixture.state, application: fixture.name)
    settings.onLog = { line in if line.facility == "HEADERS" { complaints.withLock { $0.append(line.text) } } }
    let log = try KafkaLog.opened(settings)
    defer { log.close(withinMillis: 5_000) }
    try log.start(at: [0])
    var reads: [[Read]] = [[]]
    #expect(try readAll(log, into: &reads) { $0[0].count == 300 })
    #expect(reads[0] == expected)
    #expect(complaints.withLock(\.self) == [])
  }

  @Test func `A topic that is not there is named`() throws {
    let failure = #expect(throws: LogFailure.self) {
      try KafkaLog.opened(.forTests(bootstrap: RealKafka.bootstrap, inputs: ["not-there"]))
    }
    #expect(failure?.kind == .missingTopic)
    #expect(failure?.message.contains("not-there") == true)
  }

  @Test func `Topics are made once`() throws {
    let maker = TopicMaker(properties: [("bootstrap.servers", RealKafka.bootstrap)], onLog: quiet)
    let name = "made-\(clock.monotonicMicros)"
    #expect(try maker.create([.init(name, partitions: 1)]) == [name])
    #expect(try maker.create([.init(name, partitions: 1)]).isEmpty)
    #expect(throws: LogFailure.self) {
      try maker.create([.init(name + "x", partitions: 1, configuration: [("no.such.setting", "1")])])
    }
  }
}
