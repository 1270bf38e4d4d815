import AdminServer
import ForewarnCore
import Testing

@testable import StreamRuntime
@testable import forewarn

/// `forewarn status` and the summaries of the log.
@Suite struct StatusTests {
  /// 2026-11-24T10:15:00Z.
  static let now: Int64 = 1_795_515_300_000_000

  static var running: DaemonStatus {
    var status = DaemonStatus()
    status.phase = .running
    status.connection = .connected
    status.instances = 12
    status.openCases = 1
    status.decidedThroughMicros = now - 180_000_000
    status.commits = 7
    status.lastCommitMicros = now - 3_000_000
    status.lastCommitDurationMicros = 31_400
    status.partitions = [("alerts", 0, 0), ("transactions", 0, 1_200), ("transactions", 1, 34)].map {
      DaemonStatus.PartitionStatus(
        partition: TopicPartition(topic: $0.0, partition: Int32($0.1)), nextOffset: 5, lag: Int64($0.2))
    }
    status.learning.parts = [
      LearningProgress.Part(subject: "response_times", instances: 3, untilMicros: now + 2_700_000_000),
      LearningProgress.Part(subject: "usage", instances: 1, untilMicros: nil),
    ]
    status.learning.ready = 9
    return status
  }

  private static func page(_ status: DaemonStatus, problems: [String] = []) -> String {
    StatusText(status: status, problems: problems, nowMicros: now).lines.joined(separator: "\n")
  }

  @Test func aPageSaysAllThatIsAsked() {
    var status = Self.running
    status.timeHolder = TopicPartition(topic: "transactions", partition: 1)
    status.heldMicros = Self.now - 240_000_000
    let page = Self.page(status)
    for part in [
      ": running, ready", "alerts (1 partition), at the end; transactions (2 partitions), 1,234 records behind",
      "decided through 2026-11-24 10:12 UTC, 3 min behind the clock; held by transactions/1, which has come to 2026-11-24 10:11 UTC",
      "response times of 3 instances until 2026-11-24 11:00 UTC, usage of 1 instance; 9 of 12 instances have learned everything",
      "1 open case, 12 instances", "kept back nothing in 30 days", "7, the last 3 s ago, in 31 ms",
    ] {
      #expect(page.contains(part), "\(part): \(page)")
    }
    #expect(page.split(separator: "\n").count <= 10)
  }

  @Test func troubleComesFirst() {
    var status = Self.running
    status.partitions[0].lag = nil
    status.heldMicros = nil
    status.timeHolder = TopicPartition(topic: "transactions", partition: 1)
    let page = Self.page(status, problems: ["kafka: no broker"])
    #expect(page.contains("not ready\n  trouble   kafka: no broker\n"))
    #expect(page.contains("the end of 1 is not known") && page.contains("of which nothing is known yet"))
    #expect(Self.page(DaemonStatus()).contains("starting") && Self.page(DaemonStatus()).contains("nothing yet"))
  }

  @Test func oneLineForTheLog() {
    let line = StatusText(status: Self.running, problems: ["phase: stopping"], nowMicros: Self.now).summary
    #expect(line.hasPrefix("running: 1 open case") && line.hasSuffix("; not ready: phase: stopping"))
    #expect(!line.contains("\n") && line.contains("learning response times of 3 instances"))
    var clock = SummaryClock()
    let due = stride(from: Int64(0), through: 900, by: 1).filter { clock.isDue($0 * 1_000_000) }
    #expect(due == [300, 600, 900])
  }

  @Test func theSameAsJSON() {
    let text = StatusText(status: Self.running, nowMicros: Self.now)
    for part in [
      #""phase":"running","ready":true"#, #"{"topic":"transactions","partition":1,"next_offset":5,"lag":34,"#,
      #"{"subject":"response_times","instances":3,"until":"2026-11-24T11:00:00.000Z"}"#, #""open_cases":1"#,
    ] {
      #expect(text.json.contains(part), "\(text.json)")
    }
  }

  @Test func aDaemonIsAskedOverItsOwnPages() throws {
    let pages = DaemonPages()
    let server = try AdminServer.start(listen: "127.0.0.1:0", names: [], routes: pages.routes)
    defer { server.stop() }
    let starting = TestConsole.run("status", "--admin", "127.0.0.1:\(server.port)")
    #expect(starting.code == .found && starting.output.contains("starting, not ready"))
    pages.publish(Self.running)
    let told = TestConsole.run("status", "--admin", "127.0.0.1:\(server.port)")
    #expect(told.code == .done && told.output.contains("  cases     1 open case"), "\(told.output)\(told.errors)")
    let json = TestConsole.run("status", "--json", "--admin", ":\(server.port)")
    #expect(json.code == .done && json.output.hasPrefix("{\"version\":") && json.output.hasSuffix("}\n"))
  }

  @Test func whoDoesNotAnswerIsNamed() throws {
    for address in ["127.0.0.1:1", "nowhere", "127.0.0.1:x"] {
      let told = TestConsole.run("status", "--admin", address)
      #expect(told.code == .unavailable && told.errors.contains("forewarn: status: \(address)"))
    }
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "f.yaml",
      "version: 1\nkafka: {bootstrap.servers: x}\ntopics: [{name: a, kind: alerts}]\nstate: {path: /s}\nadmin: {listen: null}\n"
    )
    let told = TestConsole.run("status", "--config", file)
    #expect(told.code == .unavailable && told.errors.contains("admin.listen is null"))
  }

  @Test(
    arguments: [
      ("127.0.0.1:9464", "127.0.0.1:9464"), (":80", "127.0.0.1:80"), ("0.0.0.0:80", "127.0.0.1:80"),
      ("localhost:80", "127.0.0.1:80"), ("[::]:80", "[::1]:80"), ("[fe80::1]:80", "[fe80::1]:80"),
    ])
  func loopbackIsAskedWhereItListensEverywhere(address: String, asked: String) {
    #expect(LocalRequest.host(address).text == asked)
  }

  @Test(
    arguments: [
      ("HTTP/1.0 200 OK\r\nA: b\r\n\r\nbody", 200, "body"), ("HTTP/1.1 503 x\r\n\r\n", 503, ""),
      ("SSH-2.0\r\n\r\n", nil, ""), ("HTTP/1.1 200 OK\r\n", nil, ""), ("HTTP/1.1 x\r\n\r\n", nil, ""),
    ] as [(String, Int?, String)])
  func answers(text: String, status: Int?, body: String) {
    let answer = LocalRequest.answer(Array(text.utf8))
    #expect(answer?.status == status && answer.map { String(decoding: $0.body, as: UTF8.self) } ?? "" == body)
  }
}
