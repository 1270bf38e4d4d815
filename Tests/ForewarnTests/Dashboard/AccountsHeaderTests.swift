import AdminServer
import ForewarnCore
import SQLiteStore
import StreamRuntime
import Testing

@testable import forewarn

/// With `admin.accounts_header` one customer's people do not see another's data, whatever they ask.
@Suite struct AccountsHeaderTests {
  private let folder: TemporaryFolder
  private let api: DashboardAPI

  init() throws {
    folder = try TemporaryFolder()
    let store = try DashboardStore.open(folder: folder.path, identity: "test", limits: DashboardLimits())
    var change = DashboardChange()
    change.panes = [
      PaneReport(
        minute: 600,
        rows: PaneReportRows(
          ["acme-prod", "bee-secret", "both-secret"].map {
            .init(.transaction, $0, Name($0.text + ".list"), .init(count: 1, value: 5_000))
          }))
    ]
    let table = Self.customers
    let model = CustomerModel(table)
    change.facts = { model.facts(of: $0) }
    change.caseEvents = try [
      ("fw-1", "acme-prod", "A", "Acme"), ("fw-b-secret", "bee-secret", "B", "Bee secret"),
    ].map { id, instance, account, name in
      let text = DashboardAPITests.caseEvent.replacing("fw-1", with: id).replacing("acme-prod", with: instance)
        .replacing(
          #"[{"id":"A","name":"Acme"},{"id":"B","name":"Böreas"}]"#, with: #"[{"id":"\#(account)","name":"\#(name)"}]"#)
      return try #require(CaseEntry(reading: Array(text.utf8)))
    }
    // Of their own instance, and it names somebody else's item.
    let mixed = DashboardAPITests.caseEvent.replacing("fw-1", with: "fw-mixed-secret")
      .replacing(#","name":"Acme"},{"id":"B","name":"Böreas"}]"#, with: #","name":"Acme"}]"#)
      .replacing(#""action":"#, with: #""affected":{"count":1,"items":[{"ci":"x","account":"B"}]},"action":"#)
    change.caseEvents.append(try #require(CaseEntry(reading: Array(mixed.utf8))))
    change.healths = ["acme-prod", "bee-secret"].compactMap {
      HealthEntry(reading: Array(#"{"instance":"\#($0)","time":"2026-01-01T00:00:00Z","risk":0.5}"#.utf8))
    }
    try store.write(change)
    var configuration = Configuration()
    configuration.topics = [TopicConfiguration(name: "control", decoder: DecoderSettings(kind: .control))]
    configuration.access.accountsHeader = "X-Accounts"
    configuration.access.userHeader = "X-User"
    configuration.access.writing = .allowed
    api = DashboardAPI(
      reader: try DashboardReader(path: store.path), configuration: configuration,
      acting: ActingDesk(configuration, log: Logger(level: .critical) { _ in }),
      access: AccessInForce(configuration.access), banner: nil,
      filling: { DashboardAPI.Filling() },
      daemon: {
        var status = DaemonStatus()
        status.silences = Self.silences
        return (status, [])
      })
  }

  /// One that is theirs, and what tells of others.
  private static let silences: [StandingSilence] = [
    ("s-ours", ["instance": "acme-prod"]), ("s-b-secret", ["instance": "bee-secret"]),
    ("s-all-secret", ["alert": "*"]), ("s-mixed-secret", ["account": "A", "instance": "bee-secret"]),
    ("s-account-secret", ["account": "B"]), ("s-item-secret", ["ci": "db-secret"]),
  ].map { id, about in
    StandingSilence(
      id: Name(id), kind: "silence", by: "anna", comment: id, fromMicros: 0, untilMicros: .max,
      matchers: about.sorted { $0.key < $1.key }.map { .init(field: $0.key, value: Name($0.value)) })
  }

  private static var customers: CustomerTable {
    var table = CustomerTable()
    table.accounts = [.init(id: "A", name: "Acme"), .init(id: "B", name: "Bee secret")]
    table.instances = [("acme-prod", ["A"]), ("bee-secret", ["B"]), ("both-secret", ["A", "B"])].map {
      .init(id: $0, environment: "prod", accounts: $1, owner: "")
    }
    return table
  }

  private static func request(_ arguments: [String: String] = [:], accounts: [String], body: String = "") -> Request {
    var request = Request()
    request.arguments = arguments
    request.headers = ["content-type": ["application/json"], "x-user": ["anna"]]
    if !accounts.isEmpty { request.headers["x-accounts"] = accounts }
    request.body = Array(body.utf8)
    return request
  }

  /// What somebody would try.
  private static let tries: [[String: String]] =
    [[:]]
    + [
      "bee-secret", "both-secret", "secret", "Bee secret", "fw-b-secret", "fw-mixed-secret", "B", "%", "*", "acme-prod",
    ]
    .flatMap { word -> [[String: String]] in
      [
        ["q": word], ["name": word], ["account": word], ["id": word], ["instance": word, "state": "open"],
        ["instance": word, "kind": "transaction", "subject": word + ".list"],
        ["instance": word, "kind": "usage", "subject": ""],
      ]
    } + ["open", "resolved", "at-risk", "learning"].map { ["state": $0, "limit": "200"] } + [["offset": "1"]]

  private func answers(_ accounts: [String]) -> [(path: String, asked: [String: String], response: Response)] {
    api.routes.flatMap { route in
      Self.tries.map { (route.path, $0, route.handle(Self.request($0, accounts: accounts))) }
    }
  }

  @Test(arguments: [["A"], ["A, C"], [" A ,"], ["A,*"]])
  func nobodySeesASecondCustomer(_ accounts: [String]) {
    // Whoever sees all asks first, so that all is there to be taken from the cache.
    let whole = answers(["A,B"]).map { String(decoding: $0.response.body, as: UTF8.self) }
    #expect(whole.contains { $0.contains("bee-secret") } && whole.contains { $0.contains("fw-mixed-secret") })
    var seen = ""
    for (path, asked, response) in answers(accounts) {
      let text = String(decoding: response.body, as: UTF8.self)
      #expect(!text.lowercased().contains("secret"), "\(path) \(asked): \(text)")
      seen += text
    }
    #expect(seen.contains("acme-prod") && seen.contains("fw-1"), "they see what is theirs")
    #expect(seen.contains("s-ours") && whole.contains { $0.contains("s-b-secret") })
  }

  @Test(arguments: [["B"], [""], ["a"], ["*"], ["A\",\"B"], ["A;B"]])
  func whoIsNotOfItDoesNotSeeIt(_ accounts: [String]) {
    for (path, asked, response) in answers(accounts) {
      let text = String(decoding: response.body, as: UTF8.self)
      #expect(!text.contains("fw-1\"") && !text.contains("s-ours"), "\(path) \(asked)")
    }
  }

  /// Without the proxy's word, or with two of them, nothing is shown.
  @Test(arguments: [[], ["A", "B"], ["A", "A"]])
  func nothingIsShownToWhoIsNotKnown(_ accounts: [String]) {
    for (path, asked, response) in answers(accounts) { #expect(response.status == 403, "\(path) \(asked)") }
  }

  @Test(arguments: [
    (#"{"kind":"acknowledge","case_id":"fw-1"}"#, 202 as UInt32),
    (#"{"kind":"acknowledge","case_id":"fw-b-secret"}"#, 404),
    (#"{"kind":"close","case_id":"fw-mixed-secret"}"#, 404),
    (#"{"kind":"silence","instance":"acme-prod","for":"1h"}"#, 202),
    (#"{"kind":"silence","account":"A","for":"1h"}"#, 202),
    (#"{"kind":"silence","instance":"bee-secret","for":"1h"}"#, 403),
    (#"{"kind":"maintenance","account":"B","for":"1h"}"#, 403), (#"{"kind":"silence","alert":"*","for":"1h"}"#, 403),
    (#"{"kind":"silence","ci":"db-7","for":"1h"}"#, 403),
    // Of the same id: it takes the place of the one that stands.
    (#"{"kind":"silence","id":"s-ours","instance":"acme-prod","until":"2026-01-01T00:00:00Z"}"#, 202),
    (#"{"kind":"silence","id":"s-b-secret","instance":"acme-prod","until":"2026-01-01T00:00:00Z"}"#, 409),
    (#"{"kind":"silence","id":"s-all-secret","account":"A","until":"2026-01-01T00:00:00Z"}"#, 409),
  ])
  func nobodyActsOnASecondCustomer(_ body: String, _ status: UInt32) throws {
    let take = try #require(api.routes.first { $0.path == "/api/v1/act" }?.take)
    let response = take(Self.request(accounts: ["A"], body: body))
    #expect(response.status == status, "\(String(decoding: response.body, as: UTF8.self))")
    #expect(take(Self.request(accounts: [], body: body)).status == 403)
  }
}

/// Other tests see everything.
extension DashboardReader {
  func overview() throws -> Overview { try overview(.everything) }
  func instance(_ name: Name) throws -> InstanceDetail? { try instance(name, .everything) }
  func cases(_ filter: CaseFilter) throws -> (rows: [CaseEntry], total: Int64) { try cases(filter, .everything) }
  func proactiveCase(_ id: String) throws -> (entry: CaseEntry, events: [[UInt8]])? {
    try proactiveCase(id, .everything)
  }
  func points(_ kind: PaneReport.Kind, _ subject: Name, of instance: Name, hours: Int64) throws -> Course {
    try points(kind, subject, of: instance, hours: hours, .everything)
  }
}
