import ForewarnCore
import StreamRuntime
import Testing

@testable import forewarn

/// What may change while the daemon runs, and what may not.
@Suite struct OperatorFeedTests {
  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.kafkaProperties = [KafkaProperty(name: "bootstrap.servers", value: "a:1")]
    configuration.topics = [TopicConfiguration(name: "alerts")]
    return configuration
  }

  @Test func whatCannotChangeIsNamed() {
    var new = Self.configuration
    new.settings.cases.openAtRisk = 0.9
    new.settings.priority.tier = ["gold": -1]
    new.customersFile = "other.yaml"
    #expect(OperatorFeed.fixedChanges(from: Self.configuration, to: new) == [])
    new.kafkaProperties = [KafkaProperty(name: "bootstrap.servers", value: "b:1")]
    new.topics.append(TopicConfiguration(name: "more"))
    new.settings.time.delaySeconds = 1
    new.settings.limits.openCases = 5
    new.applicationID = "other"
    let fixed = OperatorFeed.fixedChanges(from: Self.configuration, to: new)
    #expect(
      Set(fixed) == ["application.id", "kafka", "topics", "time.delay_seconds", "limits.open_cases"], "\(fixed)")
  }

  /// It is not shown, and another one holds from the reload on, whose header and whether may not change.
  @Test func anotherTokenHolds() throws {
    var (old, new) = (Self.configuration, Self.configuration)
    (old.access.token, new.access.token) = ("correct-horse-battery", "correct-horse-staple")
    #expect(OperatorFeed.fixedChanges(from: old, to: new) == [])
    let request = ReloadRequest()
    var answer = new
    let feed = OperatorFeed(
      old, file: CustomerTable(), topic: nil, reload: OperatorFeed.Reload(request: request, read: { answer }),
      log: Logger(LoggingConfiguration()))
    let inForce = AccessInForce(old.access)
    var adopted = 0
    feed.onAccess = {
      inForce.adopt($0)
      adopted += 1
    }
    func reload() throws -> String? {
      request.ask()
      return try feed.poll()?.sentence
    }
    #expect(try reload()?.hasSuffix("they hold from here on, and another admin.token") == true)
    #expect(inForce.now.token == "correct-horse-staple" && adopted == 1)
    #expect(try reload()?.hasSuffix("they hold from here on") == true && adopted == 1)
    // All or nothing: with what needs a restart the token stays as it is.
    answer.access.token = "correct-horse-saddle"
    answer.access.userHeader = "X-User"
    #expect(try reload() == "reload refused, and nothing changed: admin.user_header can change by a restart only")
    #expect(inForce.now.token == "correct-horse-staple" && adopted == 1)
  }

  @Test func aReloadIsAllOrNothing() throws {
    let folder = try TemporaryFolder()
    let customers = folder.path + "/customers.yaml"
    var answer: Configuration?
    let request = ReloadRequest()
    var first = Self.configuration
    first.customersFile = customers
    let feed = OperatorFeed(
      first, file: CustomerTable(), topic: nil, reload: OperatorFeed.Reload(request: request, read: { answer }),
      log: Logger(LoggingConfiguration()))
    #expect(try feed.poll() == nil, "nobody asked")
    func reload() throws -> OperatorChange? {
      request.ask()
      return try feed.poll()
    }
    #expect(try reload()?.reload == .refused)
    var new = first
    new.settings.cases.openAtRisk = 0.9
    answer = new
    try folder.write("customers.yaml", "version: 1\ninstances:\n  - {id: x, environment: prod, accounts: [nobody]}\n")
    #expect(try reload()?.sentence == "reload refused, and nothing changed: the customers file has mistakes")
    #expect(feed.settings.cases.openAtRisk == first.settings.cases.openAtRisk)
    try folder.write("customers.yaml", "version: 1\ninstances:\n  - {id: x, environment: prod}\n")
    let change = try reload()
    #expect(change?.reload == .applied && change?.settings?.cases.openAtRisk == 0.9)
    #expect(change?.customers?.instanceCount == 1)
    #expect(try feed.poll() == nil, "once")
  }
}

/// What people said, and whose things are, stand in a dump beside the events.
@Suite struct ReferenceReplayTests {
  private static func line(_ topic: String, _ offset: Int, key: String? = nil, _ payload: String) -> String {
    let key = key.map { #""key":"\#($0)","# } ?? ""
    let quoted = payload.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return
      #"{"topic":"\#(topic)","partition":0,"offset":\#(offset),"tstype":"create","ts":1795132800000,\#(key)"payload":"\#(quoted)"}"#
      + "\n"
  }

  @Test(arguments: [true, false])
  func aDumpIsReplayedWithThem(isSilenced: Bool) throws {
    let folder = try TemporaryFolder()
    let config = try folder.write(
      "forewarn.yaml",
      """
      kafka: {bootstrap.servers: "a:1"}
      topics:
        - {name: alerts, kind: alerts}
        - {name: control, kind: control}
        - {name: base, kind: install-base}
      state: {path: /nowhere}

      """)
    var dump = Self.line(
      "base", 0, key: "k", #"{"kind":"instance","id":"acme-prod","environment":"prod","owner":"ann"}"#)
    let alert =
      #"{"time":"2026-11-20T00:00:05Z","instance":"acme-prod","alert":"disk_full","severity":"critical","fingerprint":"f"}"#
    dump += Self.line("alerts", 0, alert)
    let instance = isSilenced ? "acme-prod" : "other"
    dump += Self.line(
      "control", 0,
      #"{"kind":"silence","by":"anna","instance":"\#(instance)","from":"2026-11-19T00:00:00Z","until":"2026-11-21T00:00:00Z"}"#
    )
    dump += Self.line("control", 1, "{")
    let input = try folder.write("dump.jsonl", dump)
    let replay = TestConsole.run("replay", "--config", config, input)
    #expect(replay.code == .done)
    #expect(replay.output.isEmpty == isSilenced, "\(replay.output)")
    if !isSilenced { #expect(replay.output.contains(#""owner":"ann""#)) }
    #expect(replay.errors.contains("control control/0/1: record refused: control_not_an_object"))
  }
}
