import AdminServer
import ForewarnCore
import KafkaTransport
import SQLiteStore
import StreamRuntime
import Testing

@testable import forewarn

/// What is said on the pages goes to the control topic: only of whom it may come from, and said by them; and what became of it comes back.
@Suite struct ActingTests {
  private let folder: TemporaryFolder
  private let broker: MockBroker
  private var configuration = Configuration()

  init() throws {
    folder = try TemporaryFolder()
    broker = try MockBroker()
    configuration.kafkaProperties = [KafkaProperty(name: "bootstrap.servers", value: broker.bootstrapServers)]
    configuration.statePath = folder.path
    configuration.topics = [TopicConfiguration(name: "control", decoder: DecoderSettings(kind: .control))]
    configuration.outputs[.audit] = "audit"
    configuration.access.writing = .allowed
    configuration.access.token = Self.token
    configuration.access.userHeader = "X-Forwarded-User"
    configuration.adminNames = ["forewarn.example"]
    for topic in ["control", "audit"] { try broker.createTopic(topic, partitions: 1) }
  }

  private static let token = "correct-horse-battery"

  private func api(
    _ desk: ActingDesk?, access: AccessInForce? = nil, silences: [StandingSilence] = []
  ) throws -> DashboardAPI {
    let store = try DashboardStore.open(folder: folder.path, identity: "test", limits: DashboardLimits())
    var change = DashboardChange()
    let open = try #require(CaseEntry(reading: Array(DashboardAPITests.caseEvent.utf8)))
    var resolved = open
    (resolved.id, resolved.isOpen) = ("fw-2", false)
    change.caseEvents = [open, resolved]
    try store.write(change)
    return DashboardAPI(
      reader: try DashboardReader(path: store.path), configuration: configuration, acting: desk,
      access: access ?? AccessInForce(configuration.access),
      banner: nil, filling: { DashboardAPI.Filling() },
      daemon: {
        var status = DaemonStatus()
        status.silences = silences
        status.decidedThroughMicros = Self.decided
        return (status, [])
      })
  }

  private var desk: ActingDesk? { ActingDesk(configuration, log: Logger(level: .critical) { _ in }) }

  private static func request(_ body: String, _ headers: [(String, String)]) -> Request {
    var request = Request()
    request.body = Array(body.utf8)
    let usual = [("content-type", "application/json"), ("host", "127.0.0.1:9464")]
    for (name, value) in usual.filter({ one in !headers.contains { $0.0 == one.0 } }) + headers where value != "-" {
      request.headers[name, default: []].append(value)
    }
    return request
  }

  private static func route(_ api: DashboardAPI, _ name: String) throws -> Route {
    try #require(api.routes.first { $0.path == "/api/v1/" + name })
  }

  private func act(_ api: DashboardAPI, _ body: String, _ headers: [(String, String)]) throws -> (
    UInt32, [String: String]
  ) {
    let take = try #require(try Self.route(api, "act").take)
    let response = take(Self.request(body, headers))
    #expect(response.contentType == "application/json")
    return (response.status, try DashboardAPITests.members(response.body))
  }

  private static let acknowledge = #"{"kind":"acknowledge","case_id":"fw-1","by":"anna"}"#
  private static let bearer = ("authorization", "Bearer " + token)

  struct Case: Sendable {
    var status: UInt32
    var body = ActingTests.acknowledge
    var headers: [(String, String)]

    init(_ status: UInt32, _ headers: [(String, String)], _ body: String = ActingTests.acknowledge) {
      (self.status, self.headers, self.body) = (status, headers, body)
    }
  }

  @Test(arguments: [
    Case(202, [bearer]), Case(202, [("authorization", "bearer " + token)]), Case(202, [("x-forwarded-user", "bo")]),
    Case(202, [bearer, ("origin", "http://127.0.0.1:9464")]), Case(202, [bearer, ("sec-fetch-site", "same-origin")]),
    Case(202, [bearer, ("origin", "https://forewarn.example")]),
    Case(202, [bearer, ("origin", "https://FOREWARN.example:8443")]),
    // Nobody, somebody else, or two at once.
    Case(401, []), Case(401, [("authorization", "Bearer ")]), Case(401, [("authorization", "Bearer wrong")]),
    Case(401, [("authorization", "Bearer " + token + "x")]), Case(401, [("authorization", "Basic " + token)]),
    Case(401, [bearer, ("authorization", "Bearer " + token)]), Case(401, [("x-forwarded-user", "")]),
    Case(401, [("x-forwarded-user", "bo"), ("x-forwarded-user", "anna")]), Case(401, [("x-forwarded-user", "b\u{1}")]),
    Case(401, [("x-other-user", "bo")]), Case(401, [("x-forwarded-user", String(repeating: "b", count: 129))]),
    // A page of somebody else, in the browser of somebody who may.
    Case(403, [bearer, ("origin", "https://evil.example")]), Case(403, [bearer, ("origin", "null")]),
    Case(403, [bearer, ("origin", "http://10.0.0.1")]), Case(403, [bearer, ("sec-fetch-site", "cross-site")]),
    Case(403, [bearer, ("origin", "http://127.0.0.1:80")]),
    Case(403, [bearer, ("origin", "https://forewarn.example.evil")]),
    Case(415, [bearer, ("content-type", "text/plain")]), Case(415, [bearer, ("content-type", "-")]),
    // What makes no sense.
    Case(400, [bearer], ""), Case(400, [bearer], "{"), Case(400, [bearer], "[]"), Case(400, [bearer], "{} {}"),
    Case(400, [bearer], #"{"kind":"dance","by":"anna"}"#), Case(400, [bearer], #"{"kind":"acknowledge","by":"anna"}"#),
    Case(400, [bearer], #"{"kind":"acknowledge","case_id":"fw-1"}"#),
    Case(400, [bearer], #"{"kind":"acknowledge","case_id":1,"by":"anna"}"#),
    Case(400, [bearer], #"{"kind":"acknowledge","case_id":"fw-1","by":"anna","verdct":"x"}"#),
    Case(400, [bearer], #"{"kind":"feedback","case_id":"fw-1","by":"anna"}"#),
    Case(400, [bearer], #"{"kind":"feedback","case_id":"fw-1","verdict":"maybe","by":"anna"}"#),
    Case(400, [bearer], #"{"kind":"silence","for":"2h","by":"anna"}"#),
    Case(400, [bearer], #"{"kind":"silence","instance":"a","for":"soon","by":"anna"}"#),
    Case(400, [bearer], #"{"kind":"acknowledge","case_id":"fw-1","for":"2h","by":"anna"}"#),
    Case(202, [bearer], #"{"kind":"silence","instance":"a","for":"2h","by":"anna"}"#),
    Case(202, [bearer], #"{"kind":"feedback","case_id":"fw-1","comment":"called them","by":"anna"}"#),
    // What is not there, or over.
    Case(404, [bearer], #"{"kind":"acknowledge","case_id":"fw-9","by":"anna"}"#),
    Case(409, [bearer], #"{"kind":"close","case_id":"fw-2","by":"anna"}"#),
    Case(202, [bearer], #"{"kind":"feedback","case_id":"fw-2","verdict":"true","by":"anna"}"#),
  ])
  func onlyWhatMayBeSaidIsTaken(_ one: Case) throws {
    let (status, answer) = try act(try api(desk), one.body, one.headers)
    #expect(status == one.status, "\(answer)")
    #expect((answer["error"] == nil) == (status == 202), "\(answer)")
    #expect((answer["state"] == "pending") == (status == 202))
  }

  @Test func itIsOffUnlessItIsAllowed() throws {
    var off = self
    off.configuration.access.writing = .refused
    #expect(off.desk == nil)
    let api = try off.api(off.desk)
    #expect(try act(api, Self.acknowledge, [Self.bearer]).0 == 403)
    let may = try Self.route(api, "acting").handle(Self.request("", []))
    #expect(try DashboardAPITests.members(may.body)["by"] == "nobody")
  }

  @Test func anotherTokenHoldsAtOnce() throws {
    let inForce = AccessInForce(configuration.access)
    let api = try api(desk, access: inForce)
    #expect(try act(api, Self.acknowledge, [Self.bearer]).0 == 202)
    var new = configuration.access
    new.token = "correct-horse-staple"
    inForce.adopt(new)
    #expect(try act(api, Self.acknowledge, [Self.bearer]).0 == 401)
    #expect(try act(api, Self.acknowledge, [("authorization", "Bearer correct-horse-staple")]).0 == 202)
  }

  /// By the kind of what was said and how it ended, so that somebody who tries tokens is seen.
  @Test func whatIsSaidIsCounted() throws {
    let desk = try #require(desk)
    let api = try api(desk)
    let tries: [(String, [(String, String)])] = [
      (Self.acknowledge, []), (Self.acknowledge, [("authorization", "Bearer x")]), ("{", [Self.bearer]),
      (#"{"kind":"silence","for":"2h","by":"anna"}"#, [Self.bearer]), (Self.acknowledge, [Self.bearer]),
    ]
    for (body, headers) in tries { _ = try act(api, body, headers) }
    #expect(
      desk.endings == [
        .init(kind: "acknowledge", outcome: .denied): 2, .init(kind: "", outcome: .denied): 1,
        .init(kind: "silence", outcome: .denied): 1,
      ])
    var filling = DashboardAPI.Filling()
    filling.acts = desk.endings
    let family = DaemonMetrics.families(DaemonStatus(), filling).filter { $0.name == "forewarn_dashboard_acts_total" }
    let text = String(decoding: PrometheusText.render(family), as: UTF8.self)
    for line in [
      #"forewarn_dashboard_acts_total{kind="acknowledge",outcome="denied"} 2"#,
      #"forewarn_dashboard_acts_total{kind="none",outcome="denied"} 1"#,
      #"forewarn_dashboard_acts_total{kind="close",outcome="applied"} 0"#,
    ] { #expect(text.contains(line + "\n"), "\(text)") }
  }

  // MARK: Silences

  /// 2026-01-01T00:10:00Z.
  private static let decided: Int64 = 1_767_226_200_000_000

  private static func silence(
    _ id: String, _ span: Range<Int64>, kind: String = "silence", _ about: KeyValuePairs<String, Name>
  ) -> StandingSilence {
    StandingSilence(
      id: Name(id), kind: kind, by: "anna", comment: "c", fromMicros: decided + span.lowerBound,
      untilMicros: decided + span.upperBound,
      matchers: about.map { .init(field: $0.key, value: $0.value) })
  }

  @Test func whatIsSilencedIsListed() throws {
    let standing = [
      Self.silence("later", 60_000_000..<90_000_000, kind: "maintenance", ["account": "A", "alert": "disk_*"]),
      Self.silence("over", -60_000_000..<0, ["instance": "a"]),
      Self.silence("now", -60_000_000..<30_000_000, ["instance": "<b>x</b>"]),
    ]
    let api = try api(desk, silences: standing)
    func ask(_ arguments: [String: String]) throws -> [String: String] {
      var request = Request()
      request.arguments = arguments
      return try DashboardAPITests.members(try Self.route(api, "silences").handle(request).body)
    }
    let all = try ask([:])
    #expect(all["known"] == "true" && all["total"] == "2" && all["offset"] == "0")
    #expect(
      all["items"] == """
        [{"id":"now","kind":"silence","state":"active","by":"anna","comment":"c","from":"2026-01-01T00:09:00.000Z",\
        "until":"2026-01-01T00:10:30.000Z","about":{"instance":"<b>x</b>"}},\
        {"id":"later","kind":"maintenance","state":"later","by":"anna","comment":"c","from":"2026-01-01T00:11:00.000Z",\
        "until":"2026-01-01T00:11:30.000Z","about":{"account":"A","alert":"disk_*"}}]
        """)
    #expect(try ask(["limit": "1"])["items"]?.contains("later") == false)
    #expect(try ask(["limit": "1", "offset": "1"])["items"]?.hasPrefix(#"[{"id":"later""#) == true)
    #expect(try ask(["offset": "9"])["items"] == "[]")
  }

  // MARK: Who may

  @Test(arguments: [([("x-forwarded-user", "bo")], "user", "bo"), ([], "token", "null")])
  func thePageKnowsWhoMayAct(_ headers: [(String, String)], _ by: String, _ user: String) throws {
    let may = try Self.route(try api(desk), "acting").handle(Self.request("", headers))
    let members = try DashboardAPITests.members(may.body)
    #expect(members["by"] == by && members["user"] == user)
  }

  @Test func thereIsRoomForSoMuch() throws {
    let api = try api(desk)
    for _ in 0..<ActingDesk.waitingAtMost { #expect(try act(api, Self.acknowledge, [Self.bearer]).0 == 202) }
    #expect(try act(api, Self.acknowledge, [Self.bearer]).0 == 503)
    #expect(
      try act(try self.api(desk), #"{"kind":"acknowledge","case_id":"fw-1","by":"a","id":"x"}"#, [Self.bearer]).0 == 202
    )
  }

  @Test func oneIDIsUnderWayOnce() throws {
    let api = try api(desk)
    let body = #"{"kind":"acknowledge","case_id":"fw-1","by":"a","id":"x"}"#
    #expect(try act(api, body, [Self.bearer]).0 == 202)
    #expect(try act(api, body, [Self.bearer]).0 == 409)
  }

  // MARK: To the topic and back

  private func wait<Value>(_ find: () throws -> Value?) rethrows -> Value? {
    let time = SystemTime()
    let deadline = time.monotonicMicros + 30_000_000
    while time.monotonicMicros < deadline {
      if let value = try find() { return value }
      time.pause(millis: 20)
    }
    return nil
  }

  private func state(_ api: DashboardAPI, _ id: String) throws -> [String: String] {
    var request = Request()
    request.arguments["id"] = id
    return try DashboardAPITests.members(try Self.route(api, "act").handle(request).body)
  }

  /// The daemon's part: what stands on the topic is answered on the other.
  @Test(arguments: [
    (#""outcome":"applied""#, "applied", "applied"),
    (
      #""outcome":"refused","explanation":"the case is not open any more""#, "refused",
      "refused: the case is not open any more"
    ),
  ])
  func whatBecameOfItComesBack(_ outcome: String, _ state: String, _ text: String) throws {
    let desk = try #require(desk)
    desk.start()
    defer { desk.stop() }
    let api = try api(desk)
    // A proxy says who; what the body says counts nothing.
    let (status, answer) = try act(
      api, #"{"kind":"close","case_id":"fw-1","by":"mallory","comment":"x"}"#, [("x-forwarded-user", "bo")])
    #expect(status == 202)
    let id = try #require(answer["id"])

    let log = try KafkaReferenceLog(
      topics: ["control"], properties: configuration.clientProperties, groupID: "test", onLog: { _ in },
      stillWaiting: { _ in true })
    defer { log.close(withinMillis: 1_000) }
    try log.start(at: [nil])
    let record = try #require(try wait { try log.poll().first?.value })
    let members = try DashboardAPITests.members(record)
    #expect(members["by"] == "bo" && members["kind"] == "close" && members["id"] == id && members["comment"] == "x")

    let producer = try PlainProducer(properties: configuration.clientProperties, onLog: { _ in })
    defer { producer.close() }
    for (name, said) in [("other", #""outcome":"applied""#), (id, outcome)] {
      try producer.produce(
        topic: "audit", key: nil, value: Array(#"{"cause":"control","id":"\#(name)",\#(said)}"#.utf8))
    }
    try producer.flush(withinMillis: 5_000)
    let end = try #require(try wait { try self.state(api, id)["state"] == "pending" ? nil : try self.state(api, id) })
    #expect(end["state"] == state && end["text"] == text)
  }

  @Test func aBrokerThatIsAwayIsSaid() throws {
    var away = self
    away.configuration.kafkaProperties = [KafkaProperty(name: "bootstrap.servers", value: "127.0.0.1:1")]
    let desk = try #require(away.desk)
    desk.start()
    defer { desk.stop() }
    let api = try away.api(desk)
    let (status, answer) = try act(api, Self.acknowledge, [Self.bearer])
    #expect(status == 202)
    let id = try #require(answer["id"])
    let end = try #require(try wait { try self.state(api, id)["state"] == "pending" ? nil : try self.state(api, id) })
    #expect(end["state"] == "failed" && end["text"]?.hasPrefix("not written: ") == true)
    #expect(try act(api, Self.acknowledge, [Self.bearer]).0 == 503)
  }
}
