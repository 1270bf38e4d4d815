import CRdKafka
import ForewarnCore
import StreamRuntime
import Testing

@testable import KafkaTransport

/// The reading half against librdkafka's own broker.
@Suite(.serialized) struct MockBrokerTests {
  private func withLog<T>(
    partitions: Int, _ body: (MockBroker, KafkaLog, PlainProducer) throws -> T
  ) throws -> T {
    let broker = try MockBroker(onLog: quiet)
    defer { broker.close() }
    for (topic, count) in [("in", partitions), ("state", 1)] { try broker.createTopic(topic, partitions: count) }
    let producer = try PlainProducer(properties: [("bootstrap.servers", broker.bootstrapServers)], onLog: quiet)
    defer { producer.close() }
    let log = try KafkaLog.opened(.forTests(bootstrap: broker.bootstrapServers))
    defer { log.close(withinMillis: 3_000) }
    return try body(broker, log, producer)
  }

  @Test func `Every record of every partition arrives, in order, whole`() throws {
    try withLog(partitions: 3) { _, log, producer in
      for number in 0..<3_000 {
        try producer.produce(
          topic: "in", partition: Int32(number % 3), key: number % 2 == 0 ? nil : Array("k\(number)".utf8),
          value: number % 5 == 0 ? nil : Array("v\(number)".utf8), timestampMicros: 1_700_000_000_000_000,
          headers: number % 7 == 0 ? [RecordHeader(name: "h", value: [1]), RecordHeader(name: "n", value: nil)] : [])
      }
      try producer.flush(withinMillis: 10_000)
      try log.start(at: [0, 0, 0])
      var reads = [[Read]](repeating: [], count: 3)
      #expect(try readAll(log, into: &reads) { $0.map(\.count) == [1_000, 1_000, 1_000] })
      for partition in 0..<3 {
        for (offset, read) in reads[partition].enumerated() {
          let number = offset * 3 + partition
          let expected = Read(
            offset: Int64(offset), key: number % 2 == 0 ? nil : "k\(number)",
            value: number % 5 == 0 ? nil : "v\(number)",
            headers: number % 7 == 0 ? [RecordHeader(name: "h", value: [1]), RecordHeader(name: "n", value: nil)] : [])
          #expect(read == expected)
        }
      }
    }
  }

  @Test func `A start in the middle hands over nothing from before`() throws {
    try withLog(partitions: 1) { _, log, producer in
      for number in 0..<100 { try producer.produce(topic: "in", partition: 0, key: nil, value: [UInt8(number)]) }
      try producer.flush(withinMillis: 10_000)
      try log.start(at: [37])
      var reads: [[Read]] = [[]]
      #expect(try readAll(log, into: &reads) { $0[0].count == 63 })
      #expect(reads[0].first?.offset == 37)
      #expect(log.position(0) == 100)
    }
  }

  @Test func `A record wakes a wait, and so does another thread`() throws {
    try withLog(partitions: 2) { _, log, producer in
      try log.start(at: [0, 0])
      var batch = RecordBatch()
      // Until the first ends are known: their arrival wakes too.
      while log.freshEnd(0) == nil {
        log.askForEnds()
        log.wait(atMostMillis: 1_000)
      }
      while try log.poll(0, into: &batch) == .records {}
      try producer.produce(topic: "in", partition: 1, key: nil, value: [1])
      try producer.flush(withinMillis: 10_000)
      let began = clock.monotonicMicros
      while try log.poll(1, into: &batch) != .records { log.wait(atMostMillis: 20_000) }
      CommitQueue().submit { log.wake() }
      log.wait(atMostMillis: 20_000)
      #expect(clock.monotonicMicros - began < 15_000_000)
    }
  }

  @Test func `Ends are told although the mock answers them by watermarks only`() throws {
    try withLog(partitions: 2) { _, log, producer in
      try producer.produce(topic: "in", partition: 1, key: nil, value: [1])
      try producer.flush(withinMillis: 10_000)
      let began = clock.monotonicMicros
      try log.start(at: [0, 0])
      #expect(log.freshEnd(0) == nil)
      var reads: [[Read]] = [[], []]
      #expect(try readAll(log, into: &reads) { _ in isAtEnd(log, since: began) })
      #expect([log.freshEnd(0)?.offset, log.freshEnd(1)?.offset] == [0, 1])
      #expect(try log.bounds() == [LogBounds(start: 0, end: 0), LogBounds(start: 0, end: 1)])
      #expect(log.connection == .connected)
    }
  }

  /// The mock keeps 5 MB of a partition.
  @Test func `Input that retention took is reported, and reading can go on`() throws {
    try withLog(partitions: 1) { _, log, producer in
      let value = [UInt8](repeating: 65, count: 10_000)
      for _ in 0..<2_000 { try producer.produce(topic: "in", partition: 0, key: nil, value: value) }
      try producer.flush(withinMillis: 30_000)
      let start = try log.bounds()[0].start
      try #require(start > 0)
      try log.start(at: [0])
      var batch = RecordBatch()
      var result = PollResult.nothing
      let deadline = clock.monotonicMicros + 20_000_000
      while result == .nothing, clock.monotonicMicros < deadline {
        result = try log.poll(0, into: &batch)
        log.wait(atMostMillis: 50)
      }
      #expect(result == .lost(logStart: start))
      var reads: [[Read]] = [[]]
      #expect(try readAll(log, into: &reads) { $0[0].count == 2_000 - Int(start) })
      #expect(reads[0].first?.offset == start)
    }
  }

  @Test func `A broker that is down is waited for, and shows`() throws {
    try withLog(partitions: 1) { broker, log, producer in
      try log.start(at: [0])
      var reads: [[Read]] = [[]]
      #expect(try readAll(log, into: &reads) { _ in log.connection == .connected })
      broker.setDown(true)
      #expect(try readAll(log, into: &reads) { _ in log.connection != .connected })
      #expect(log.freshEnd(0) == nil)
      broker.setDown(false)
      try producer.produce(topic: "in", partition: 0, key: nil, value: [1])
      try producer.flush(withinMillis: 20_000)
      #expect(try readAll(log, into: &reads) { $0[0].count == 1 && log.connection == .connected })
    }
  }

  @Test func `Opening waits for brokers as long as it is told to`() throws {
    let log = try KafkaLog(settings: .forTests(bootstrap: "127.0.0.1:1"))
    defer { log.close(withinMillis: 1_000) }
    var said: [String] = []
    let failure = #expect(throws: LogFailure.self) {
      try log.open {
        said.append($0)
        return said.count < 2
      }
    }
    #expect(failure?.kind == .unavailable)
    #expect(said.count == 2)
  }

  @Test func `The baseline counts every record`() throws {
    try withLog(partitions: 4) { broker, _, producer in
      for number in 0..<500 { try producer.produce(topic: "in", key: Array("\(number)".utf8), value: [1, 2]) }
      try producer.flush(withinMillis: 10_000)
      let consumer = try CommonQueueConsumer(
        properties: [("bootstrap.servers", broker.bootstrapServers)], topics: ["in"], onLog: quiet)
      defer { consumer.close() }
      var bytes = 0
      #expect(try consumer.readToEnd { bytes += $0 } == 500)
      #expect(bytes == 1_000)
    }
  }
}

extension MockBroker {
  /// Its only broker has the id 1.
  func setDown(_ isDown: Bool) {
    _ = isDown ? rd_kafka_mock_broker_set_down(cluster, 1) : rd_kafka_mock_broker_set_up(cluster, 1)
  }
}
