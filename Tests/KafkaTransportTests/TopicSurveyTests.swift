import ForewarnCore
import StreamRuntime
import Testing

@testable import KafkaTransport

@Suite struct TopicSurveyTests {
  private static let good = TopicFacts(
    partitions: 1, settings: ["cleanup.policy": "compact", "max.message.bytes": "1048588"])

  @Test(arguments: [
    ("state", TopicFacts(partitions: 4, settings: good.settings), "has 4 partitions"),
    ("state", TopicFacts(partitions: 1, settings: ["cleanup.policy": "delete"]), "cleanup.policy=delete"),
    (
      "state", TopicFacts(partitions: 1, settings: ["cleanup.policy": "compact,delete"]),
      "cleanup.policy=compact,delete"
    ),
    (
      "state", TopicFacts(partitions: 1, settings: ["cleanup.policy": "compact", "max.message.bytes": "1500"]),
      "at most 1500"
    ),
    (
      "cases", TopicFacts(partitions: 2, settings: ["cleanup.policy": "delete", "retention.ms": "3600000"]),
      "after 60 minutes"
    ),
    (
      "cases", TopicFacts(partitions: 2, settings: ["cleanup.policy": "compact", "max.message.bytes": "12000"]),
      "at most 12000"
    ),
  ])
  func whatWillBiteIsNamed(_ topic: String, _ facts: TopicFacts, _ words: String) {
    var all = ["state": Self.good, "cases": Self.good]
    all[topic] = facts
    let findings = TopicSurvey.findings(outputs: [.cases: "cases"], stateTopic: "state", all)
    #expect(findings.map(\.topic) == [topic])
    #expect(findings.first?.what.contains(words) == true, "\(findings)")
  }

  @Test(arguments: [
    good, TopicFacts(partitions: 1, settings: nil), TopicFacts(partitions: nil, settings: nil),
  ])
  func whatIsGoodOrUnknownIsNotNamed(_ facts: TopicFacts) {
    #expect(
      TopicSurvey.findings(outputs: [.cases: "cases"], stateTopic: "state", ["state": facts, "cases": facts]).isEmpty)
  }

  @Test func aCompactedCaseTopicWithLongRetentionIsGood() {
    let facts = TopicFacts(
      partitions: 12,
      settings: ["cleanup.policy": "compact,delete", "retention.ms": "86400000", "max.message.bytes": "1048588"])
    #expect(TopicSurvey.findings(outputs: [.cases: "cases"], stateTopic: "state", ["cases": facts]).isEmpty)
  }

  @Test func batchesFitTheTopicThatTakesTheLeast() {
    var batch = BatchSize(user: [("batch.size", "500000")])
    #expect(batch.bytes == 500_000)
    batch.fit(maxMessageBytes: 1_048_588)
    #expect(batch.bytes == 500_000)
    batch.fit(maxMessageBytes: 12_000)
    #expect(batch.bytes < 12_000 && batch.bytes > 11_000)
    var halvings = 0
    while batch.halve() { halvings += 1 }
    #expect(batch.bytes == 1 && halvings < 20)
  }
}

@Suite(.serialized, .enabled(if: RealKafka.isThere, RealKafka.reason))
struct SmallTopicTests {
  private static func settings(_ name: String) -> KafkaSettings {
    var settings = KafkaSettings.forTests(
      bootstrap: RealKafka.bootstrap, inputs: [name + "-in"], outputs: [.cases: name + "-cases"],
      state: name + "-state", application: name)
    settings.asksTopicSettings = true
    return settings
  }

  private static func make(_ name: String, limit: Int?) throws {
    let cases = limit.map { [("max.message.bytes", String($0))] } ?? []
    _ = try TopicMaker(properties: [("bootstrap.servers", RealKafka.bootstrap)], onLog: quiet).create([
      .init(name + "-in", partitions: 1), .init(name + "-cases", partitions: 1, configuration: cases),
      .init(name + "-state", partitions: 1, configuration: [("cleanup.policy", "delete")]),
    ])
  }

  private static func epoch(_ name: String, bytes: Int, count: Int) -> Epoch {
    KafkaTransportTests.epoch(
      1, offsets: [PartitionOffset(partition: TopicPartition(topic: name + "-in", partition: 0), offset: 0)],
      outputs: (0..<count).map { (.cases, "k", "\($0) " + String(repeating: "x", count: bytes)) })
  }

  /// Each record fits, and twenty together do not.
  @Test func `Batches are fitted to the topics as they are at the start`() throws {
    let name = "fit-\(clock.monotonicMicros)"
    try Self.make(name, limit: 12_000)
    let log = try KafkaLog(settings: Self.settings(name))
    defer { log.close(withinMillis: 5_000) }
    var findings: [TopicFinding] = []
    try log.open(onFinding: { findings.append($0) }, stillWaiting: { _ in true })
    #expect(findings.contains { $0.topic == name + "-state" && $0.what.contains("cleanup.policy=delete") })
    #expect(findings.contains { $0.topic == name + "-cases" && $0.what.contains("12000") })
    try log.fence()
    #expect(log.commit(Self.epoch(name, bytes: 4_000, count: 20)) == .committed)
  }

  /// The limit was lowered while the daemon ran.
  @Test func `Batches are halved until they fit`() throws {
    let name = "halve-\(clock.monotonicMicros)"
    try Self.make(name, limit: 12_000)
    var settings = Self.settings(name)
    settings.outputs = [:]
    let log = try KafkaLog(settings: settings)
    defer { log.close(withinMillis: 5_000) }
    try log.open { _ in true }
    // What the start knows nothing of: another log with the output that it did not look at.
    let late = try KafkaLog(settings: Self.settings(name))
    defer { late.close(withinMillis: 5_000) }
    try late.fence()
    let epoch = Self.epoch(name, bytes: 4_000, count: 20)
    var halvings = 0
    while case .refused(let code, _, let permanent) = late.commit(epoch), halvings < 20 {
      #expect(code == "MSG_SIZE_TOO_LARGE" || !permanent)
      if permanent {
        #expect(late.halveBatches())
        halvings += 1
        try late.fence()
      }
    }
    #expect((5...10).contains(halvings))
    #expect(try late.committed().isEmpty, "the partitions of a log that was not opened are none")
  }

  @Test func `Topics that do not exist are named together`() throws {
    let log = try KafkaLog(settings: Self.settings("none-\(clock.monotonicMicros)"))
    defer { log.close(withinMillis: 5_000) }
    let failure = #expect(throws: LogFailure.self) { try log.open { _ in true } }
    #expect(failure?.kind == .missingTopic)
    for part in ["-in", "-cases", "-state"] { #expect(failure?.message.contains(part) == true) }
  }
}
