import AdminServer
import ForewarnCore
import SQLiteStore
import StreamRuntime

extension DashboardAPI {
  /// `?state=open|resolved&severity=&instance=&q=&offset=&limit=`
  func cases(
    _ request: Request, _ scope: AccountScope, to json: inout JSONWriter
  ) throws(StoreFailure) -> Bool {
    var filter = DashboardReader.CaseFilter()
    switch request["state"] {
    case "open": filter.isOpen = true
    case "resolved": filter.isOpen = false
    default: break
    }
    filter.leastSeverity = Severity.allCases.first { $0.name == request["severity"] } ?? .clear
    if !request["instance"].isEmpty { filter.instance = Name(request["instance"]) }
    filter.words = Self.words(request["q"])
    filter.limit = request.integer("limit", 1...200, usual: 100)
    filter.offset = request.integer("offset", 0...1_000_000, usual: 0)
    let (rows, total) = try reader.cases(filter, scope)
    json.integer("total", total)
    json.integer("offset", filter.offset)
    json.array("items") { list in for row in rows { list.object { Self.write(row, to: &$0) } } }
    return true
  }

  /// `?id=`: what lists show of it, and its events as they were emitted.
  func proactiveCase(
    _ request: Request, _ scope: AccountScope, to json: inout JSONWriter
  ) throws(StoreFailure) -> Bool {
    guard let (entry, events) = try reader.proactiveCase(request["id"], scope) else { return false }
    json.object("case") { Self.write(entry, to: &$0) }
    json.string("topic", configuration.casesTopic)
    json.array("events") { list in for event in events { list.written(nil, String(decoding: event, as: UTF8.self)) } }
    return true
  }

  static func write(_ entry: CaseEntry, to json: inout JSONWriter) {
    json.string("case_id", entry.id)
    json.string("instance", entry.instance.text)
    json.string("state", entry.isOpen ? "open" : "resolved")
    json.string("kind", entry.kind)
    json.string("severity", entry.severity.name)
    json.integer("priority", entry.priority)
    json.number("risk", Double(entry.permille) / 1_000, decimals: 3)
    json.string("title", entry.title)
    json.string("headline", entry.headline)
    json.string("accounts", entry.accounts)
    json.string("tier", entry.tier)
    json.string("owner", entry.owner)
    json.string("manager", entry.manager)
    json.string("outcome", entry.outcome.isEmpty ? nil : entry.outcome)
    json.string("opened_at", Timestamp.text(entry.openedMicros))
    json.string("updated_at", Timestamp.text(entry.changedMicros))
    json.string("limit_at", entry.limitMicros.map(Timestamp.text))
    json.string("respond_by", entry.respondByMicros.map(Timestamp.text))
  }
}
