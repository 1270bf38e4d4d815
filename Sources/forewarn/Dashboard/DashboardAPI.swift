import AdminServer
import ForewarnCore
import SQLiteStore
import StreamRuntime

/// What the pages ask: JSON, of one moment each, and bounded. It only reads, but for what people say (`DashboardAPI+Acting`).
///
/// Every answer says when it was made, up to when the daemon has decided, and how often the file has changed: whoever asks again sees by
/// the last whether there is anything new.
final class DashboardAPI: Sendable {
  /// How far the filling of the file has come.
  struct Filling: Sendable {
    /// How often the file has changed since the process started.
    var revision: Int64 = 0
    /// Rows of panes without a history: the disk was too slow, or they are of more series than have one.
    var dropped: Int64 = 0
    var omitted: Int64 = 0
    /// Whether the daemon works off a backlog.
    var isCatchingUp = false
    /// Whether the output topics are read.
    var hasTopics = true
    /// Who is told that there is something new.
    var streams = EventFeed.Figures()
    /// What was said on the pages, by how it ended.
    var acts: [ActingDesk.Ending: Int64] = [:]
  }

  /// How the daemon stands, and why it is not well; nothing when it is.
  typealias DaemonStanding = @Sendable () -> (status: DaemonStatus, problems: [String])

  let reader: DashboardReader
  let filling: @Sendable () -> Filling
  /// nil where none is in this process: then there are no panes, and nobody knows how it is.
  let daemon: DaemonStanding?
  let configuration: Configuration
  /// nil where nothing may be said on the pages.
  let acting: ActingDesk?
  /// What everybody who looks should know.
  let banner: String?
  let time = SystemTime()
  /// Who may act, and what who asks may see.
  let access: AccessInForce
  var rules: AccessRules { AccessRules(access.now, names: configuration.adminNames) }
  private let recent = AnswerCache()

  init(
    reader: DashboardReader, configuration: Configuration, acting: ActingDesk?, access: AccessInForce,
    banner: String?, filling: @escaping @Sendable () -> Filling, daemon: DaemonStanding?
  ) {
    self.reader = reader
    self.configuration = configuration
    self.acting = acting
    self.access = access
    self.banner = banner
    self.filling = filling
    self.daemon = daemon
  }

  var routes: [Route] {
    [
      route("overview") { (api, _, scope, json) throws(StoreFailure) in try api.overview(scope, to: &json) },
      route("customers") { (api, request, scope, json) throws(StoreFailure) in
        try api.customers(request, scope, to: &json)
      },
      route("instance") { (api, request, scope, json) throws(StoreFailure) in
        try api.instance(request, scope, to: &json)
      },
      route("series") { (api, request, scope, json) throws(StoreFailure) in
        try api.series(request, scope, to: &json)
      },
      route("cases") { (api, request, scope, json) throws(StoreFailure) in try api.cases(request, scope, to: &json) },
      route("case") { (api, request, scope, json) throws(StoreFailure) in
        try api.proactiveCase(request, scope, to: &json)
      },
      route("estate") { (api, _, scope, json) throws(StoreFailure) in try api.estate(scope, to: &json) },
      route("silences") { (api, request, scope, json) throws(StoreFailure) in
        try api.silences(request, scope, to: &json)
      },
      route("pipeline", isOfAll: true) { (api, _, _, json) throws(StoreFailure) in try api.pipeline(to: &json) },
      guarded("events") { _, _ in .feed },
    ] + actingRoutes
  }

  /// False: there is no such thing.
  typealias Answer =
    @Sendable (DashboardAPI, Request, AccountScope, inout JSONWriter) throws(StoreFailure) -> Bool

  /// - Parameter isOfAll: shown only to those who may see everything.
  private func route(_ name: String, isOfAll: Bool = false, _ answer: @escaping Answer) -> Route {
    guarded(name) { [self] (request, scope) throws(AccessRefusal) in
      guard !isOfAll || scope == .everything else {
        throw AccessRefusal(status: 403, text: "this is for those who may see all customers")
      }
      return recent.answer(
        .init(name, request, scope), nowMicros: time.monotonicMicros, isCatchingUp: filling().isCatchingUp
      ) { make(request, scope, answer) }
    }
  }

  /// Whoever asks is shown what they may see, and nothing when nobody says who that is.
  func guarded(
    _ name: String,
    _ handle: @escaping @Sendable (Request, AccountScope) throws(AccessRefusal) -> Response
  ) -> Route {
    Route("/api/v1/\(name)") { [self] request in
      do throws(AccessRefusal) { return try handle(request, rules.scope(of: request)) } catch {
        return Self.answer(error)
      }
    }
  }

  private func make(_ request: Request, _ scope: AccountScope, _ answer: Answer) -> Response {
    var json = JSONWriter()
    var failure: StoreFailure?
    var isFound = true
    json.object { json in
      let (decided, filling) = (daemon?().status.decidedThroughMicros, filling())
      json.string("as_of", Timestamp.text(time.wallMicros))
      json.string("decided_through", decided.map(Timestamp.text))
      json.integer("revision", filling.revision)
      do throws(StoreFailure) { isFound = try answer(self, request, scope, &json) } catch { failure = error }
    }
    if let failure { return Self.problem(503, failure.message) }
    guard isFound else { return Self.problem(404, "nothing is known of it") }
    return Response(contentType: "application/json", body: json.bytes)
  }

  static func problem(_ status: UInt32, _ text: String) -> Response {
    var json = JSONWriter()
    json.object { $0.string("error", text) }
    return Response(status: status, contentType: "application/json", body: json.bytes)
  }

  // MARK: How all is

  private func overview(_ scope: AccountScope, to json: inout JSONWriter) throws(StoreFailure) -> Bool {
    let overview = try reader.overview(scope)
    let (status, problems) = daemon?() ?? (DaemonStatus(), [])
    json.string("phase", daemon == nil ? "alone" : status.phase.rawValue)
    json.string("banner", banner)
    json.strings("problems", problems)
    json.bool("reads_topics", filling().hasTopics)
    json.array("silent_feeds") { list in
      // How many others there are is nobody's business.
      for feed in scope == .everything ? status.silentFeeds : [] {
        list.object {
          $0.string("topic", feed.topic)
          $0.integer("silent", Int64(feed.silentInstances))
          $0.integer("of", Int64(feed.establishedInstances))
        }
      }
    }
    json.integer("instances", overview.instances)
    json.integer("learning", overview.learning)
    json.integer("at_risk", overview.atRisk)
    json.object("open_cases") { open in
      for severity in Severity.allCases where severity != .clear {
        open.integer(severity.name, overview.openBySeverity[severity] ?? 0)
      }
    }
    json.string("last_case_at", overview.lastCaseMicros.map(Timestamp.text))
    json.integer("usual_lag_seconds", configuration.settings.time.tickDelaySeconds + Self.paneAndSlackSeconds)
    json.string("newest_pane", overview.newestMinute.map(Self.time))
    return true
  }

  // MARK: For those who run it

  private func pipeline(to json: inout JSONWriter) throws(StoreFailure) -> Bool {
    let overview = try reader.overview(.everything)
    let (status, problems) = daemon?() ?? (DaemonStatus(), [])
    let filling = filling()
    json.string("version", Version.forewarn)
    json.string("application", configuration.applicationID)
    json.string("phase", daemon == nil ? "alone" : status.phase.rawValue)
    json.strings("problems", problems)
    json.array("partitions") { list in for partition in status.partitions { list.object { partition.write(to: &$0) } }
    }
    let a = status.accounting
    json.object("events") {
      for (name, count) in [
        ("records", a.records), ("events", a.events), ("counted", a.cells), ("duplicates", a.duplicates),
        ("late", a.late), ("quarantined", a.quarantined), ("rejected", a.rejected),
      ] { $0.integer(name, count) }
    }
    json.object("rejected") { object in
      for (reason, count) in zip(Rejection.allCases, status.counters.rejected) where count > 0 {
        object.integer(reason.rawValue, count)
      }
    }
    json.object("suppressed") { object in
      for (reason, count) in zip(Suppression.allCases, status.counters.suppressed) where count > 0 {
        object.integer(reason.rawValue, count)
      }
    }
    json.object("commits") {
      $0.integer("count", status.commits)
      $0.string("last_at", status.lastCommitMicros.map(Timestamp.text))
      $0.number("last_ms", Double(status.lastCommitDurationMicros) / 1_000, decimals: 3)
      $0.integer("failed_folds", status.failedFolds)
    }
    json.object("size") {
      $0.integer("instances", Int64(status.instances))
      $0.integer("series", Int64(status.series))
      $0.integer("open_cases", Int64(status.openCases))
    }
    json.object("dashboard") {
      $0.bool("reads_topics", filling.hasTopics)
      $0.integer("series", overview.series)
      $0.integer("series_limit", Int64(configuration.dashboard.limits.series))
      $0.integer("file_bytes", overview.fileBytes)
      $0.integer("rows_dropped", filling.dropped)
      $0.integer("rows_omitted", filling.omitted + status.omittedReportRows)
    }
    return true
  }

  // MARK: Forms

  /// Time stands at the end of a pane, and a moment passes until somebody looks.
  private static let paneAndSlackSeconds: Int64 = 120

  static func time(_ minute: Int64) -> String { Timestamp.text(minute * 60_000_000) }
  /// The words of a search, so many at most.
  static func words(_ text: String) -> [String] { text.split(separator: " ").prefix(8).map { String($0.prefix(256)) } }
}
