import ForewarnCore
import StreamRuntime
import Synchronization
import Testing

@testable import KafkaTransport

/// What the caller and the log owe each other. Who breaks it is stopped at the place, not where the damage shows.
@Suite(.serialized) struct LogContractTests {
  /// A log over a mock broker that lives to the end of the process.
  private static func log() throws -> KafkaLog {
    let broker = try MockBroker(onLog: quiet)
    for topic in ["in", "state"] { try broker.createTopic(topic, partitions: 2) }
    return try .opened(.forTests(bootstrap: broker.bootstrapServers))
  }

  private func said(_ result: ExitTest.Result) -> String {
    String(decoding: result.standardErrorContent, as: UTF8.self)
  }

  /// On a thread of its own, waited for.
  private static func elsewhere(_ body: @escaping @Sendable () -> Void) {
    let isDone = Mutex(false)
    CommitQueue().submit {
      body()
      isDone.withLock { $0 = true }
    }
    while !isDone.withLock(\.self) { clock.pause(millis: 1) }
  }

  @Test func `Two committing calls at once`() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let gate = CommittingGate(batch: BatchSize(user: []))
      try gate.pass { () throws(LogFailure) in try gate.pass { () throws(LogFailure) in } }
    }
    #expect(said(result).contains("called by one thread at a time"))
  }

  @Test func `Committing calls from two threads, one after the other, are fine`() throws {
    let log = try Self.log()
    defer { log.close(withinMillis: 3_000) }
    try log.fence()
    Self.elsewhere {
      _ = log.commit(epoch(1, offsets: [PartitionOffset(partition: log.partitions[0], offset: 1)]))
    }
    #expect(try log.bounds().count == 2)
  }

  @Test func `A reading call from another thread`() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let log = try LogContractTests.log()
      try log.start(at: [0, 0])
      LogContractTests.elsewhere { _ = log.position(0) }
    }
    #expect(said(result).contains("belongs to the thread that started it"))
  }

  @Test func `The end from another thread than the reader's`() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let log = try LogContractTests.log()
      try log.start(at: [0, 0])
      LogContractTests.elsewhere { log.close(withinMillis: 3_000) }
    }
    #expect(said(result).contains("belongs to the thread that started it"))
  }

  @Test func `A second start`() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let log = try LogContractTests.log()
      try log.start(at: [0, 0])
      try? log.start(at: [0, 0])
    }
    #expect(said(result).contains("start is called once, and before close"))
  }

  /// librdkafka would take it for the end of the log.
  @Test func `A start at a negative offset`() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      try LogContractTests.log().start(at: [0, -1])
    }
    #expect(said(result).contains("takes a negative offset for a place"))
  }

  @Test func `Reading after the end`() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let log = try LogContractTests.log()
      try log.start(at: [0, 0])
      log.close(withinMillis: 3_000)
      log.askForEnds()
    }
    #expect(said(result).contains("reading is between start and close"))
  }

  /// librdkafka would leave it out of the transaction without a word.
  @Test func `A commit of a negative offset`() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let log = try LogContractTests.log()
      try log.fence()
      _ = log.commit(epoch(1, offsets: [PartitionOffset(partition: log.partitions[0], offset: -1)]))
    }
    #expect(said(result).contains("leaves a negative offset out"))
  }

  @Test func `A producer that commits before it is initialised`() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let broker = try MockBroker(onLog: quiet)
      let properties = ClientProperties(
        .producer, user: [("bootstrap.servers", broker.bootstrapServers)], transactionalID: "a-0/1")
      let producer = try TransactionalProducer(
        properties: properties, groupID: "a", onLog: quiet, isClosing: { false })
      _ = producer.commit([], offsets: [], metadata: "")
    }
    #expect(said(result).contains("between its initialisation and its end"))
  }

  @Test func `A client after its end`() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let client = try KafkaClient(.plainProducer, ClientProperties(.plainProducer, user: []), onLog: quiet)
      client.destroy(withinMillis: 1_000)
      client.serve()
    }
    #expect(said(result).contains("not used after its end"))
  }
}
