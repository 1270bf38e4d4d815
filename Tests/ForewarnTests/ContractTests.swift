import Testing

@testable import forewarn

/// The published schemas, held against what they describe.
@Suite struct ContractTests {
  private static func file(_ name: String) throws -> String {
    String(decoding: try FileBytes.read("\(ConfigurationTextTests.root)/\(name)", limit: 1 << 20), as: UTF8.self)
  }

  private func caseEventSchema() throws -> JSONSchema {
    JSONSchema(try #require(JSONText(parsing: try Self.file("deploy/contracts/case-event.v1.schema.json"))))
  }

  private func configurationSchema() throws -> JSONSchema {
    JSONSchema(try #require(JSONText(parsing: ConfigurationSchema.text)))
  }

  private static let caseEvent = """
    {"specversion":"1.0","id":"c-1.1","source":"/forewarn/prod-eu","type":"dev.forewarn.case.opened.v1",
     "time":"2026-11-21T10:15:30.000Z","subject":"c-1","datacontenttype":"application/json",
     "dataschema":"urn:forewarn:case-event:1.0","data":{
      "case_id":"c-1","sequence":1,"state":"open","kind":"performance","previous_case_id":null,"instance":"acme-prod",
      "title":"t","summary":"s","severity":"major","priority":2,"priority_reasons":["r"],"risk":0.87,"confidence":"high",
      "opened_at":"2026-11-21T10:15:30.000Z","updated_at":"2026-11-21T10:15:30.000Z","resolved_at":null,"resolution":null,
      "models":["predictive-performance-alerting"],
      "reasons":[{"code":"indicator_burst","model":"predictive-performance-alerting","text":"x","score":4.1}],
      "customer":{"accounts":[{"id":"a","name":"b"}],"tier":null,"environment":"prod"},
      "affected":{"count":1,"items":[{"install_base_item":null,"ci":"db","sold_product":null,"account":null,"health":"major"}]},
      "major_case":{"proposed":false,"accounts":1,"threshold":2},
      "evidence":{"window":{"start":"2026-11-21T10:00:00.000Z","end":"2026-11-21T10:15:00.000Z"},
       "series":[],"alerts":[],"trend":null,"inputs":[{"topic":"transactions","partition":3,"from":120034,"to":120446}]},
      "action":{"text":"x","runbook":null,"owner":"perf-support","respond_within":"PT4H"},
      "known_error":null,"ticket":null,"completeness":{"score":1.0,"missing":[]},
      "something_new":[1]}}
    """

  @Test func anEventOfTheContractIsGood() throws {
    let event = try #require(JSONText(parsing: Self.caseEvent))
    #expect(try caseEventSchema().violations(of: event) == [])
  }

  @Test(
    arguments: [
      ("data.risk", .number(1.5)), ("data.risk", nil), ("data.severity", .string("bad")),
      ("data.sequence", .integer(0)),
      ("data.opened_at", .string("2026-11-21T10:15:30Z")), ("data.resolved_at", .string("2026-11-21T10:15:30.000Z")),
      ("data.state", .string("resolved")), ("type", .string("dev.forewarn.case.resolved.v1")), ("id", .string("c-1")),
      ("type", .string("dev.forewarn.case.closed.v1")), ("dataschema", .string("urn:forewarn:case-event:2.0")),
      ("data.action.respond_within", .string("4h")), ("data.action.respond_by", .string("soon")),
      ("data.impact", .integer(0)), ("data.urgency", .integer(4)), ("data.evidence.trend", .array([])),
      ("data.affected.count", .number(0.5)),
      ("data.priority", .string("2")), ("data.completeness.missing", nil), ("data.customer.tier", .integer(1)),
    ] as [(String, JSONText?)])
  func aBrokenEventIsFound(path: String, value: JSONText?) throws {
    let event = try #require(JSONText(parsing: Self.caseEvent)).setting(path, value)
    #expect(try !caseEventSchema().violations(of: event).isEmpty)
  }

  // MARK: Control

  /// `forewarn ctl schema --of control > deploy/contracts/control.v1.schema.json` makes it so again.
  @Test(arguments: ["control", "install-base"])
  func theSchemaIsThatOfTheKinds(topic: String) throws {
    let text = TestConsole.run("ctl", "schema", "--of", topic).output
    #expect(try Self.file("deploy/contracts/\(topic).v1.schema.json") == text)
    #expect(JSONText(parsing: text) != nil)
  }

  // MARK: Health

  private func healthSchema() throws -> JSONSchema {
    JSONSchema(try #require(JSONText(parsing: try Self.file("deploy/contracts/instance-health.v2.schema.json"))))
  }

  private static let health = """
    {"version":2,"instance":"acme-prod","time":"2026-11-21T10:15:00.000Z","risk":0.87,"health":13.0,
     "contributions":[{"domain":"base","risk":0.018},{"domain":"response","risk":0.852}],
     "kinds":[{"kind":"performance","risk":0.87,"state":"open","severity":"major","case_id":"fw-1"},
      {"kind":"usage","risk":0.018,"state":"quiet","severity":null,"case_id":null}],
     "alerts":{"network":0,"capacity":1,"database":0,"application":0,"other":0},
     "firing":{"network":0,"capacity":1,"database":0,"application":0,"other":0},
     "top_transactions":[{"transaction":"checkout","share":0.6,"level_ms":800.5,"usual_ms":400.0,
      "band":{"low_ms":350.0,"high_ms":460.0},"slope_ms_per_hour":0,"time_to_limit_hours":null}],
     "items_count":1,"items":[{"install_base_item":"ib-1","ci":"app-01","health":"major"}],"open_cases":["fw-1"],
     "learning":[{"what":"new_alert_types","until":"2026-11-22T10:15:00.000Z"},{"what":"usage","until":null}],
     "something_new":[1]}
    """

  @Test func aHealthRecordOfTheContractIsGood() throws {
    let record = try #require(JSONText(parsing: Self.health))
    #expect(try healthSchema().violations(of: record) == [])
  }

  @Test(
    arguments: [
      ("version", .integer(1)), ("instance", nil), ("time", .string("2026-11-21T10:15:00Z")), ("risk", .number(1.5)),
      ("health", .integer(101)), ("kinds", .array([])), ("alerts.capacity", nil), ("firing", nil),
      ("firing.network", .integer(-1)), ("items_count", .number(0.5)), ("open_cases", .string("fw-1")),
      ("learning", .array([.object([("what", .string("usage"))])])),
      ("items", .array([.object([("install_base_item", .string("a")), ("ci", .string("b")), ("health", .null)])])),
      (
        "kinds",
        .array([
          .object([
            ("kind", .string("usage")), ("risk", .number(0)), ("state", .string("open")), ("severity", .null),
            ("case_id", .null),
          ])
        ])
      ),
    ] as [(String, JSONText?)])
  func aBrokenHealthRecordIsFound(path: String, value: JSONText?) throws {
    let record = try #require(JSONText(parsing: Self.health)).setting(path, value)
    #expect(try !healthSchema().violations(of: record).isEmpty)
  }

  @Test(arguments: ["config/forewarn.yaml", "config/minimal.yaml"])
  func configurationFilesFitTheirSchema(name: String) throws {
    let node = try YAMLReader.read(Array(try Self.file(name).utf8), source: name, limitBytes: 1 << 20)
    #expect(try configurationSchema().violations(of: JSONText(node)) == [])
  }

  /// The schema and the reader refuse the same.
  @Test(
    arguments: [
      ("topcis", .array([])), ("time.delay_seconds", .integer(-1)), ("time.delay_seconds", .string("90")),
      ("risk.base", .integer(51)), ("state", nil), ("state.path", nil), ("logging.level", .string("warn")),
      ("output.cases.topic", .null), ("kafka.linger.ms", .array([])), ("priority.base.major", nil),
      ("priority.base.major", .integer(5)), ("priority.tier.gold", .string("high")),
      ("priority.respond_within.1", .string("soon")), ("owners.usage", .string("")),
      (
        "topics",
        .array([
          .object([
            ("name", .string("a")), ("kind", .string("alerts")), ("status", .object([("x", .string("y"))])),
          ])
        ])
      ),
    ] as [(String, JSONText?)])
  func schemaAndReaderAgree(path: String, value: JSONText?) throws {
    let node = try YAMLReader.read(Array(ConfigurationText.sample.utf8), source: "sample", limitBytes: 1 << 20)
    let broken = JSONText(node).setting(path, value)
    #expect(try !configurationSchema().violations(of: broken).isEmpty)
    #expect(throws: ConfigurationFailure.self) {
      _ = try ConfigurationFile().read(Array(broken.compact.utf8), source: "broken")
    }
  }

  @Test func unitKnowsTheCodesThatNoRestartMends() throws {
    let unit = try Self.file("deploy/systemd/forewarn.service")
    let codes: [ExitCode] = [.usage, .permissions, .configuration, .takenOver]
    #expect(unit.contains("\nRestartPreventExitStatus=\(codes.map { "\($0.rawValue)" }.joined(separator: " "))\n"))
  }
}
