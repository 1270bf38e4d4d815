import ForewarnCore
import Synchronization
import Testing

@testable import StreamRuntime
@testable import forewarn

/// What the daemon's log says of what it does: the start, and cases that are committed.
@Suite struct VoiceTests {
  private static let minute: Int64 = 60_000_000

  private static func event(
    _ change: String = "opened", id: String = "fw-af7d", sequence: Int = 1, episode: Int = 1,
    headline: String = "acme-prod: incident.list takes 870 ms, usually 321 ms", resolution: String = "null"
  ) -> Output {
    let type = "dev.forewarn.case.\(change).v1"
    let json = """
      {"specversion":"1.0","id":"\(id).\(sequence)","type":"\(type)","data":{"case_id":"\(id)","sequence":\(sequence),\
      "state":"open","kind":"performance","instance":"acme-prod","title":"t","headline":"\(headline)","severity":"critical",\
      "priority":1,"resolution":\(resolution),"episode":{"number":\(episode),"reopened":false}}}
      """
    return Output(
      role: .cases, key: nil, value: Array(json.utf8),
      headers: [("ce_id", "\(id).\(sequence)"), ("ce_type", type)].map {
        RecordHeader(name: $0.0, value: Array($0.1.utf8))
      })
  }

  private static func text(_ line: LogLine) -> String {
    var entry = LogEntry(
      timeMicros: 1_700_000_000_123_456, level: line.level, message: line.message, fields: line.fields)
    entry.isWhole = true
    return String(decoding: entry.text(isColored: false), as: UTF8.self)
  }

  @Test(arguments: [
    (
      event(),
      "22:13:20.123 INFO case opened, P1 critical: acme-prod: incident.list takes 870 ms, usually 321 ms (fw-af7d, event 1)\n"
    ),
    (
      event("reopened", sequence: 9, episode: 3),
      "22:13:20.123 INFO case reopened, P1 critical: acme-prod: incident.list takes 870 ms, usually 321 ms (fw-af7d, episode 3, event 9)\n"
    ),
    (
      event("resolved", sequence: 4, headline: "acme-prod: back at 437 ms", resolution: "\"new_normal\""),
      "22:13:20.123 INFO case resolved as new normal, P1 critical: acme-prod: back at 437 ms (fw-af7d, event 4)\n"
    ),
    (
      event(headline: "a\\u001b[31m\\nb"),
      "22:13:20.123 INFO case opened, P1 critical: a\\u{1B}[31m\\nb (fw-af7d, event 1)\n"
    ),
  ])
  func aCaseIsALine(_ event: Output, _ text: String) throws {
    var log = CaseLog()
    let lines = log.tell([event], nowMicros: 0)
    #expect(lines.map(Self.text) == [text])
    // Programs read the fields.
    let fields = Dictionary(lines[0].fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    #expect(fields["case_id"] == "fw-af7d" && fields["instance"] == "acme-prod" && fields["priority"] == 1)
    #expect(fields["severity"] == "critical" && fields["sequence"] != nil && fields["episode"] != nil)
    #expect((fields["resolution"] == nil) == (fields["case_event"] != "resolved"))
  }

  /// An event that cannot be read is told by its headers; it is committed all the same.
  @Test func whatCannotBeReadIsTold() {
    var log = CaseLog()
    var event = Self.event("escalated")
    event.value = nil
    #expect(log.tell([event], nowMicros: 0).map(\.message) == ["case escalated: fw-af7d.1"])
  }

  @Test func ofManyTwentyAMinuteAndThenTheirNumber() {
    var log = CaseLog()
    let many = (0..<30).map { Self.event($0 % 3 == 0 ? "updated" : "opened", sequence: $0 + 1) }
    let first = log.tell(many, nowMicros: 5)
    #expect(first.count == 20 && first[19].message.hasSuffix("event 20)"))
    #expect(log.rest(nowMicros: Self.minute + 4) == nil)
    let rest = log.rest(nowMicros: Self.minute + 5)
    #expect(rest?.message == "10 more case events in this minute: 7 opened, 3 updated")
    #expect(rest?.fields.map(\.name) == ["case_events", "case_events_opened", "case_events_updated"])
    #expect(log.rest(nowMicros: 2 * Self.minute) == nil && log.rest() == nil, "once")
    // A minute begins with its first event.
    #expect(log.tell([Self.event()], nowMicros: 10 * Self.minute).count == 1)
    #expect(log.tell(many, nowMicros: 10 * Self.minute + 1).count == 19)
    // What comes after it has room again, behind the number of what had none; a process that leaves tells the rest.
    let next = log.tell(many, nowMicros: 11 * Self.minute)
    #expect(next.count == 21 && next[0].message == "11 more case events in this minute: 8 opened, 3 updated")
    #expect(log.rest()?.message == "10 more case events in this minute: 7 opened, 3 updated")
  }

  /// The log's own limit on repeats would cut a burst before the minute's.
  @Test func theLogPassesThemAll() {
    let entries = Mutex<[LogEntry]>([])
    let logger = Logger(limit: RepeatLimit(perPeriod: 3)) { entry in entries.withLock { $0.append(entry) } }
    for number in 0..<20 { logger.write(LogLine(message: "\(number)", fields: [("case_id", "x")])) }
    let quiet = Logger(level: .warning) { entry in entries.withLock { $0.append(entry) } }
    quiet.write(LogLine(message: "not said"))
    entries.withLock { entries in
      #expect(entries.map(\.message) == (0..<20).map { "\($0)" })
      #expect(String(decoding: entries[0].json, as: UTF8.self).contains(#""msg":"0","case_id":"x"}"#))
      #expect(String(decoding: entries[0].journal, as: UTF8.self).contains("FOREWARN_CASE_ID=x\n"))
    }
  }

  // MARK: The start

  private static func start(_ change: (inout Configuration, inout DaemonStatus) -> Void = { _, _ in }) -> LogLine {
    var configuration = Configuration()
    configuration.applicationID = "prod-eu"
    configuration.adminListen = "127.0.0.1:0"
    configuration.kafkaProperties = [KafkaProperty(name: "bootstrap.servers", value: "kafka-1:9092,kafka-2:9092")]
    configuration.topics = ["alerts", "transactions"].map { TopicConfiguration(name: $0) }
    configuration.topics.append(TopicConfiguration(name: "control", decoder: DecoderSettings(kind: .control)))
    var status = StatusTests.running
    status.partitions[2].nextOffset = 9
    change(&configuration, &status)
    return StartLine(
      configuration: configuration, text: StatusText(status: status, nowMicros: StatusTests.now), known: (5, 12),
      port: 9464
    ).line
  }

  @Test func aStartSaysWhereItBegins() {
    let line = Self.start()
    #expect(
      line.message == """
        running: forewarn \(Version.forewarn), application prod-eu, on kafka-1:9092,kafka-2:9092; \
        reads alerts (1 partition, from offset 5), transactions (2 partitions, from offsets 5, 9), beside them control; \
        decided through 2026-11-24 10:12 UTC, 3 min behind the clock; the customer model has 12 instances of 5 accounts; \
        learning response times of 3 instances until 2026-11-24 11:00 UTC, usage of 1 instance; 9 of 12 instances have learned everything; \
        pages at http://127.0.0.1:9464/
        """)
    #expect(line.fields.contains { $0.name == "application" && $0.value == "prod-eu" })
  }

  /// Whoever waits for a case reads once that none can open, and again when that comes back; the summary has it as long as it is so.
  @Test func whatHoldsCasesBackIsSaid() {
    let lines = Mutex<[String]>([])
    let log = Logger(level: .warning) { entry in lines.withLock { $0.append(entry.message) } }
    let pages = DaemonPages()
    let voice = DaemonVoice(log, of: [], pages) { StartLine(configuration: Configuration(), text: $0, known: (0, 0)) }
    var status = StatusTests.running
    status.openCases = 2_000
    let said = "open cases: 2000, as many as limits.open_cases allows; no further one opens until one is resolved"
    for (isFull, count) in [(false, 0), (true, 1), (true, 1), (false, 1), (true, 2)] {
      status.isFullOfCases = isFull
      pages.publish(status)
      _ = voice.look(status)
      #expect(lines.withLock { $0 } == Array(repeating: said, count: count))
      #expect(pages.text.summary.hasSuffix(said) == isFull)
      #expect(pages.text.problems.isEmpty, "it is ready for everything else")
    }
  }

  @Test func aFirstStartSaysThatNothingIsKnown() {
    let line = Self.start { configuration, status in
      status.decidedThroughMicros = nil
      status.instances = 0
      status.learning = LearningProgress()
      configuration.kafkaProperties[0].isSecret = true
      status.partitions = (0..<9).map {
        DaemonStatus.PartitionStatus(
          partition: TopicPartition(topic: "alerts", partition: $0), nextOffset: Int64($0) * 7)
      }
    }
    for part in [
      "on its brokers", "alerts (9 partitions, from offsets 0 to 56)", "nothing is decided yet;",
      "learning nothing yet: no instance is known;",
    ] { #expect(line.message.contains(part), "\(part): \(line.message)") }
    #expect(!line.message.contains("kafka-1"), "what came from a secret is not shown")
  }
}
