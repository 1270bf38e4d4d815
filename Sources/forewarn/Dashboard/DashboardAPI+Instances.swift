import AdminServer
import ForewarnCore
import SQLiteStore
import StreamRuntime

extension DashboardAPI {
  /// `?state=at-risk|learning&tier=&environment=&owner=&account=&q=&offset=&limit=`
  func customers(
    _ request: Request, _ scope: AccountScope, to json: inout JSONWriter
  ) throws(StoreFailure) -> Bool {
    var filter = DashboardReader.InstanceFilter()
    filter.isAtRisk = request["state"] == "at-risk"
    filter.isLearning = request["state"] == "learning"
    filter.tier = request["tier"]
    filter.environment = request["environment"]
    filter.owner = request["owner"]
    filter.account = request["account"]
    filter.words = Self.words(request["q"])
    filter.limit = request.integer("limit", 1...200, usual: 50)
    filter.offset = request.integer("offset", 0...1_000_000, usual: 0)
    let (rows, total) = try reader.instances(filter, scope)
    json.integer("total", total)
    json.integer("offset", filter.offset)
    json.array("items") { list in
      for row in rows {
        list.object {
          write(row, to: &$0)
          $0.array("spark") { spark in for point in row.spark { spark.integer(nil, point) } }
        }
      }
    }
    return true
  }

  private func write(_ row: DashboardReader.InstanceRow, to json: inout JSONWriter) {
    json.string("instance", row.name.text)
    json.string("accounts", row.accounts)
    json.string("tier", row.tier)
    json.string("environment", row.environment)
    json.string("owner", row.owner)
    json.string("manager", row.manager)
    json.number("risk", row.permille.map { Double($0) / 1_000 } ?? .nan, decimals: 3)
    json.string("told_at", row.toldMicros.map(Timestamp.text))
    json.bool("learning", row.isLearning)
    json.integer("open_cases", row.openCases)
    if let worst = row.worst {
      json.object("worst") { Self.write(worst, to: &$0) }
    } else {
      json.null("worst")
    }
  }

  /// `?name=`
  func instance(
    _ request: Request, _ scope: AccountScope, to json: inout JSONWriter
  ) throws(StoreFailure) -> Bool {
    let name = Name(request["name"])
    guard var detail = try reader.instance(name, scope) else { return false }
    var filter = DashboardReader.CaseFilter()
    filter.instance = name
    filter.limit = 50
    let (cases, total) = try reader.cases(filter, scope)
    detail.row.openCases = Int64(cases.count { $0.isOpen })
    write(detail.row, to: &json)
    json.array("risk_history") { list in
      for point in detail.risk {
        list.array {
          $0.string(nil, Timestamp.text(point.timeMicros))
          $0.number(nil, Double(point.permille) / 1_000, decimals: 3)
        }
      }
    }
    json.integer("cases_total", total)
    json.array("cases") { list in for entry in cases { list.object { Self.write(entry, to: &$0) } } }
    json.array("series") { list in
      for series in detail.series {
        list.object {
          $0.string("kind", Self.name(series.kind))
          $0.string("subject", series.subject)
        }
      }
    }
    if detail.health.isEmpty {
      json.null("health")
    } else {
      json.written("health", String(decoding: detail.health, as: UTF8.self))
    }
    return true
  }

  /// `?instance=&kind=transaction|usage|alerts|signal&subject=&hours=`: columns, null where nothing is known; response times in ms, requests and
  /// alerts a minute, signals in their own units.
  func series(
    _ request: Request, _ scope: AccountScope, to json: inout JSONWriter
  ) throws(StoreFailure) -> Bool {
    guard let kind = PaneReport.Kind.allCases.first(where: { Self.name($0) == request["kind"] }) else { return false }
    let hours = request.integer("hours", 1...168, usual: 12)
    let course = try reader.points(
      kind, Name(request["subject"]), of: Name(request["instance"]), hours: hours, scope)
    let points = course.points
    let unit = kind == .transaction ? 1_000.0 : 1
    let decimals = kind == .signal ? 6 : 3
    func column(_ name: String, _ value: (DashboardReader.Point) -> Double, isKnown: (DashboardReader.Point) -> Bool) {
      json.array(name) { list in
        for point in points { list.number(nil, isKnown(point) ? value(point) / unit : .nan, decimals: decimals) }
      }
    }
    json.string("kind", Self.name(kind))
    json.string("unit", Self.unit(kind))
    json.integer("step_seconds", course.step * 60)
    json.number("usual", course.usual ?? .nan, decimals: 4)
    json.array("time") { list in for point in points { list.integer(nil, point.minute * 60) } }
    json.array("count") { list in for point in points { list.integer(nil, point.count) } }
    column("value", \.value) { _ in true }
    column("p90", \.p90) { $0.p90 > 0 }
    column("level", \.level) { $0.hasLevel }
    column("low", \.low) { $0.hasLevel }
    column("high", \.high) { $0.hasLevel && ($0.high > 0 || kind == .signal) }
    json.array("score") { list in for point in points { list.number(nil, point.score, decimals: 2) } }
    return true
  }

  static func name(_ kind: PaneReport.Kind) -> String {
    switch kind {
    case .transaction: "transaction"
    case .usage: "usage"
    case .alerts: "alerts"
    case .signal: "signal"
    }
  }

  /// That of a signal is in `instance-health`.
  private static func unit(_ kind: PaneReport.Kind) -> String {
    switch kind {
    case .transaction: "ms"
    case .usage: "requests a minute"
    case .alerts: "alerts a minute"
    case .signal: ""
    }
  }
}
