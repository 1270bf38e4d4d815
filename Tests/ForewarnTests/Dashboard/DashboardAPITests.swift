import AdminServer
import ForewarnCore
import SQLiteStore
import StreamRuntime
import Testing

@testable import forewarn

/// What the pages ask: right, bounded, and JSON whatever the names are.
@Suite struct DashboardAPITests {
  let folder: TemporaryFolder
  let store: DashboardStore
  let api: DashboardAPI

  init() throws {
    folder = try TemporaryFolder()
    store = try DashboardStore.open(folder: folder.path, identity: "test", limits: DashboardLimits())
    let reader = try DashboardReader(path: store.path)
    api = DashboardAPI(
      reader: reader, configuration: Configuration(), acting: nil, access: AccessInForce(AccessConfiguration()),
      banner: nil,
      filling: { DashboardAPI.Filling(revision: 7) },
      daemon: { (DaemonStatus(waiting: "no broker"), ["kafka: no broker"]) })
  }

  private func ask(_ path: String, _ arguments: [String: String] = [:]) throws -> Response {
    var request = Request()
    request.arguments = arguments
    return try #require(api.routes.first { $0.path == "/api/v1/" + path }).handle(request)
  }

  /// The members of an answer, as they are written.
  private func answer(_ path: String, _ arguments: [String: String] = [:]) throws -> [String: String] {
    let response = try ask(path, arguments)
    #expect(response.status == 200 && response.contentType == "application/json")
    return try Self.members(response.body)
  }

  static func members(_ bytes: [UInt8]) throws -> [String: String] {
    try bytes.withUnsafeBytes { buffer in
      var arena = ByteArena()
      var found: [String: String] = [:]
      var members = try JSONMembers(text: buffer)
      while let (name, token) = try members.next(arena: &arena) { found[name.text] = token.bytes.text }
      try members.finish()
      return found
    }
  }

  static let caseEvent = """
    {"specversion":"1.0","type":"dev.forewarn.case.opened.v1","data":{"case_id":"fw-1","sequence":3,"state":"open",\
    "kind":"performance","instance":"acme-prod","title":"t","headline":"h \\"x\\"","severity":"major","priority":2,\
    "risk":0.881,"opened_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:10:00Z","outcome":null,\
    "customer":{"accounts":[{"id":"A","name":"Acme"},{"id":"B","name":"Böreas"}],"tier":"gold","environment":"prod"},\
    "action":{"text":"x","respond_by":"2026-01-01T00:30:00Z"},"assignment":{"group":"perf","manager":null},\
    "forecast":{"limit_at":{"low":"2026-01-01T01:00:00Z","mid":"2026-01-01T02:00:00Z","high":null}}}}
    """

  @Test func aCaseEventIsReadAsItIs() throws {
    let entry = try #require(CaseEntry(reading: Array(Self.caseEvent.utf8)))
    #expect(entry.id == "fw-1" && entry.sequence == 3 && entry.isOpen && entry.kind == "performance")
    #expect(entry.instance == "acme-prod" && entry.title == "t" && entry.headline == "h \"x\"")
    #expect(entry.severity == .major && entry.priority == 2 && entry.permille == 881)
    #expect(entry.accounts == "Acme, Böreas" && entry.tier == "gold" && entry.owner == "perf" && entry.manager == "")
    #expect(entry.changedMicros - entry.openedMicros == 600_000_000 && entry.outcome == "")
    #expect(entry.limitMicros == entry.openedMicros + 7_200_000_000)
    #expect(entry.respondByMicros == entry.openedMicros + 1_800_000_000)
    #expect(entry.event == Array(Self.caseEvent.utf8) && entry.accountIDs == ["A", "B"])
  }

  @Test func whatCameOfAPredictionIsRead() throws {
    let text = Self.caseEvent.replacing(
      #""action":"#,
      with:
        #""resolution":"came_true","remarks":{"verdict":"true"},"resolution_detail":{"prediction":{"subject":"x","told_at":"2026-01-01T00:00:00Z","limit_at":{"low":"2026-01-01T01:00:00Z","mid":"2026-01-01T02:00:00Z","high":"2026-01-01T03:00:00Z"},"came_at":"2026-01-01T02:30:00Z"}},"action":"#
    )
    let entry = try #require(CaseEntry(reading: Array(text.utf8)))
    let told = try #require(entry.prediction.toldMicros)
    #expect(entry.resolution == "came_true" && entry.verdict == "true")
    #expect(entry.prediction.lowMicros == told + 3_600_000_000 && entry.prediction.highMicros == told + 10_800_000_000)
    #expect(entry.prediction.cameMicros == told + 9_000_000_000)
    let none = try #require(CaseEntry(reading: Array(Self.caseEvent.utf8)))
    #expect(none.prediction == CaseEntry.Prediction() && none.verdict == "" && none.resolution == "")
    let sign = text.replacing(
      #""limit_at":{"low":"2026-01-01T01:00:00Z","mid":"2026-01-01T02:00:00Z","high":"2026-01-01T03:00:00Z"}"#,
      with: #""limit_at":null"#)
    #expect(try #require(CaseEntry(reading: Array(sign.utf8))).prediction.lowMicros == nil)
  }

  @Test(arguments: ["", "{", "[]", "{}", "{\"data\":{}}", "{\"data\":{\"case_id\":\"x\"}}", "null"])
  func whatIsNoCaseEventIsPassedOver(_ text: String) {
    #expect(CaseEntry(reading: Array(text.utf8)) == nil)
    #expect(HealthEntry(reading: Array(text.utf8)) == nil)
  }

  @Test func healthIsReadAsItIs() throws {
    let text =
      "{\"version\":2,\"instance\":\"a\",\"time\":\"2026-01-01T00:00:00Z\",\"risk\":0.018,\"learning\":[{\"what\":\"x\"}]}"
    let entry = try #require(HealthEntry(reading: Array(text.utf8)))
    #expect(entry.instance == "a" && entry.permille == 18 && entry.isLearning && entry.timeMicros > 0)
    #expect(HealthEntry(reading: Array(text.replacing("[{\"what\":\"x\"}]", with: "[]").utf8))?.isLearning == false)
  }

  static let hostile = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "\u{202E}gnorw", "a\u{0}b\u{1}\n", "\\\"',{}[]",
    String(repeating: "é", count: 128), "e\u{301}", "' OR 1=1 --", "%3Cscript%3E",
  ]

  @Test(arguments: hostile)
  func namesAreNothingButText(_ name: String) throws {
    var change = DashboardChange()
    change.panes = [
      PaneReport(minute: 600, rows: [.init(.transaction, Name(name), Name(name), .init(count: 1, value: 5_000))])
    ]
    var entry = try #require(CaseEntry(reading: Array(Self.caseEvent.utf8)))
    (entry.instance, entry.title, entry.accounts) = (Name(name), name, name)
    change.caseEvents = [entry]
    try store.write(change)
    for (path, arguments) in [
      ("customers", ["q": name]), ("instance", ["name": name]), ("cases", ["q": name]), ("case", ["id": "fw-1"]),
      ("series", ["instance": name, "subject": name, "kind": "transaction"]), ("overview", [:]), ("pipeline", [:]),
      ("estate", [:]),
    ] { _ = try answer(path, arguments) }
    var json = JSONWriter()
    json.string(nil, name)
    #expect(try answer("instance", ["name": name])["instance"] == String(json.text.dropFirst().dropLast()))
    #expect(try answer("series", ["instance": name, "subject": name, "kind": "transaction"])["value"] == "[5]")
  }

  @Test func signalsAreInTheirOwnUnits() throws {
    var change = DashboardChange()
    var known = PaneReport.Row(.signal, "acme", "queue.length{q=a}", .init(count: 2, value: 0.0021))
    (known.figures.low, known.figures.high, known.figures.hasLevel) = (-1.5, 2, true)
    let unknown = PaneReport.Row(.signal, "acme", "queue.length{q=a}", .init(count: 1, value: -17))
    change.panes = [PaneReport(minute: 600, rows: [unknown]), PaneReport(minute: 601, rows: [known])]
    try store.write(change)
    let series = try answer("series", ["instance": "acme", "subject": "queue.length{q=a}", "kind": "signal"])
    #expect(series["kind"] == "signal" && series["unit"]?.isEmpty == true, "\(series)")
    #expect(series["value"] == "[-17,0.0021]" && series["level"] == "[null,0]", "\(series)")
    #expect(
      series["low"] == "[null,-1.5]" && series["high"] == "[null,2]" && series["p90"] == "[null,null]", "\(series)")
    #expect(try answer("instance", ["name": "acme"])["series"]?.contains("\"signal\"") == true)
  }

  @Test func answersAreBounded() throws {
    var change = DashboardChange()
    let names = (0..<300).map { Name("instance-\($0)-" + String(repeating: "x", count: 200)) }
    change.panes = (0..<3).map { minute in
      PaneReport(
        minute: 600 + minute, rows: PaneReportRows(names.map { .init(.usage, $0, "", .init(count: 1, value: 1)) }))
    }
    change.panes += (0..<1_000).map {
      PaneReport(minute: 700 + $0, rows: [.init(.transaction, "acme", "list", .init(count: 1, value: 1))])
    }
    let entry = try #require(CaseEntry(reading: Array(Self.caseEvent.utf8)))
    change.caseEvents = (0..<300).map { number in
      var one = entry
      one.id = "fw-\(number)"
      return one
    }
    try store.write(change)
    // Those of the panes, and that of the cases.
    #expect(try answer("customers", ["limit": "100000"])["total"] == "302")
    #expect(try ask("customers", ["limit": "100000"]).body.split(separator: UInt8(ascii: "{")).count <= 2 + 200)
    #expect(try ask("customers", ["limit": "-5"]).body.split(separator: UInt8(ascii: "{")).count <= 2 + 1)
    #expect(try ask("cases", ["limit": "100000"]).body.split(separator: UInt8(ascii: "{")).count <= 2 + 200)
    let series = try answer("series", ["instance": "acme", "subject": "list", "kind": "transaction", "hours": "12"])
    #expect(series["value"]?.split(separator: ",").count == 720)
    #expect(series["level"]?.hasPrefix("[null,null") == true)
    for (path, arguments) in [("customers", ["limit": "200"]), ("cases", ["limit": "200"]), ("pipeline", [:])] {
      #expect(try ask(path, arguments).body.count < 256 << 10)
    }
  }

  @Test(arguments: [
    ("instance", ["name": "nobody"]), ("case", ["id": "none"]), ("case", [:]), ("series", ["kind": "else"]),
  ])
  func whatIsNotThereIsSaid(_ path: String, _ arguments: [String: String]) throws {
    let response = try ask(path, arguments)
    #expect(response.status == 404)
    #expect(try Self.members(response.body)["error"] == "nothing is known of it")
  }

  @Test func theOverviewSaysWhatIsWrong() throws {
    let overview = try answer("overview")
    #expect(overview["phase"] == "starting" && overview["problems"] == "[\"kafka: no broker\"]")
    #expect(overview["revision"] == "7" && overview["instances"] == "0" && overview["last_case_at"] == "null")
  }

  /// Each page and each thing that a page loads is there, and all of it is small.
  @Test func thePagesAreThere() throws {
    let routes = PageFiles.routes
    #expect(Set(routes.map(\.path)).count == routes.count)
    var files: [String: String] = [:]
    for route in routes { files[route.path] = String(decoding: route.handle(Request()).body, as: UTF8.self) }
    let whole = Set(files.values).reduce(0) { $0 + $1.utf8.count }
    #expect(whole < 150 << 10 && whole > 20 << 10)
    for (path, text) in files {
      // What is loaded has its address in quotes; nothing is loaded from elsewhere, and nothing is written as markup.
      for word in text.split(separator: "\"") where word.hasSuffix(".js") || word.hasSuffix(".css") {
        #expect(files[String(word)] != nil, "\(path) loads \(word)")
      }
      for no in [
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "<script>", " style=\"", "//cdn",
      ] {
        #expect(!text.contains(no), "\(path) has \(no)")
      }
    }
  }

  // MARK: The queue

  @Test func theQueueDropsAndNeverWaits() {
    let queue = PaneQueue(rowsAtMost: 10)
    func pane(_ minute: Int32, rows: Int) -> PaneReport {
      PaneReport(
        minute: minute,
        rows: PaneReportRows(Array(repeating: .init(.usage, "a", "", .init(count: 1, value: 1)), count: rows)))
    }
    queue.offer([pane(1, rows: 4), pane(2, rows: 4), pane(3, rows: 4), pane(4, rows: 2)], isBacklog: false)
    #expect(queue.dropped == 4)
    #expect(queue.take(rowsAtMost: 1).map(\.minute) == [2])
    #expect(queue.take(rowsAtMost: 100).map(\.minute) == [3, 4])
    #expect(queue.take(rowsAtMost: 100).isEmpty)
    queue.offer([pane(5, rows: 10)], isBacklog: false)
    #expect(queue.dropped == 4 && queue.take(rowsAtMost: 100).count == 1)
    // One that is larger than all the room there is comes through.
    queue.offer([pane(6, rows: 1), pane(7, rows: 11)], isBacklog: false)
    #expect(queue.dropped == 5 && queue.take(rowsAtMost: 1).map(\.minute) == [7])
  }

  /// Of a backlog little is written while it lasts, and everything at once afterwards.
  @Test func theHistoryLeavesABacklogItsTime() {
    var pace = HistoryPace()
    #expect(pace.rows(nowMicros: 0, isBacklog: true) == 1_000)
    pace.wrote(fromMicros: 1_000, toMicros: 3_000)
    #expect(pace.rows(nowMicros: 512_999, isBacklog: true) == 0)
    #expect(pace.rows(nowMicros: 513_000, isBacklog: true) == 1_000)
    #expect(pace.rows(nowMicros: 3_000, isBacklog: false) == 20_000)
  }
}
