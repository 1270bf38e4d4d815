import AdminServer
import ForewarnCore
import SQLiteStore
import StreamRuntime

extension DashboardAPI {
  private static let commentLength = 400

  /// `?offset=&limit=`: what is silenced now or later, what ends first before the others; nothing is known of it where no daemon is.
  func silences(
    _ request: Request, _ scope: AccountScope, to json: inout JSONWriter
  ) throws(StoreFailure) -> Bool {
    let status = daemon?().status
    let decided = status?.decidedThroughMicros ?? .min
    var standing: [StandingSilence] = []
    for silence in status?.silences ?? [] where silence.untilMicros > decided {
      if try isSeen(silence, scope) { standing.append(silence) }
    }
    standing.sort { ($0.untilMicros, $0.id) < ($1.untilMicros, $1.id) }
    let limit = Int(request.integer("limit", 1...200, usual: 100))
    let offset = Int(request.integer("offset", 0...1_000_000, usual: 0))
    json.bool("known", status != nil)
    json.integer("total", Int64(standing.count))
    json.integer("offset", Int64(offset))
    json.array("items") { list in
      for silence in standing.dropFirst(offset).prefix(limit) {
        list.object { Self.write(silence, isBegun: silence.fromMicros <= decided, to: &$0) }
      }
    }
    return true
  }

  /// Whether it names an instance or an account that may be seen, and none that may not: others tell of somebody else, or of all.
  func isSeen(_ silence: StandingSilence, _ scope: AccountScope) throws(StoreFailure) -> Bool {
    guard let ids = scope.ids else { return true }
    let (account, instance) = (silence["account"], silence["instance"])
    if let account, !ids.contains(account.text) { return false }
    if let instance, try !reader.isSeen(instance, scope) { return false }
    return account != nil || instance != nil
  }

  private static func write(_ silence: StandingSilence, isBegun: Bool, to json: inout JSONWriter) {
    json.string("id", silence.id.text)
    json.string("kind", silence.kind)
    json.string("state", isBegun ? "active" : "later")
    json.string("by", silence.by)
    json.string("comment", String(silence.comment.prefix(commentLength)))
    json.string("from", Timestamp.text(silence.fromMicros))
    json.string("until", Timestamp.text(silence.untilMicros))
    json.object("about") { about in for matcher in silence.matchers { about.string(matcher.field, matcher.value.text) }
    }
  }
}
