import AdminServer
import ForewarnCore
import SQLiteStore
import StreamRuntime

/// What people say on the pages. Nothing is done here: it goes to the control topic, and what comes of it is a case event like any other.
extension DashboardAPI {
  var actingRoutes: [Route] {
    [
      guarded("acting") { [self] request, _ in whetherMayAct(request) },
      guarded("act") { [self] request, _ in whatBecame(request) }
        .taking { [self] request in
          // Who does not even say who they are learns nothing of what is right.
          let words = Result { () throws(AccessRefusal) in try SpokenWords(request.body) }
          do throws(AccessRefusal) { return try act(request, words) } catch {
            acting?.deny((try? words.get())?.kind.name ?? "")
            return Self.answer(error)
          }
        },
    ]
  }

  static func answer(_ refusal: AccessRefusal) -> Response {
    var response = problem(refusal.status, refusal.text)
    if refusal.status == 401 { response.headers["WWW-Authenticate"] = "Bearer realm=\"forewarn\"" }
    return response
  }

  /// Whether who asks may act, and as whom: so that pages show what would be taken.
  private func whetherMayAct(_ request: Request) -> Response {
    var json = JSONWriter()
    let user = (try? rules.user(of: request)) ?? nil
    json.object { json in
      json.string(
        "by", acting == nil ? "nobody" : user != nil ? "user" : access.now.token != nil ? "token" : "nobody")
      json.string("user", user)
      json.string(
        "why",
        acting == nil
          ? "Acting is off here (admin.write); forewarn ctl does the same."
          : user == nil && access.now.token == nil ? "Nobody says who you are: come by the proxy." : nil)
    }
    return Response(contentType: "application/json", body: json.bytes)
  }

  /// `?id=`
  private func whatBecame(_ request: Request) -> Response {
    guard let standing = acting?.standing(of: request["id"]) else { return Self.problem(404, "nothing is known of it") }
    return Self.answer(202, request["id"], standing)
  }

  private static func answer(_ status: UInt32, _ id: String, _ standing: ActingDesk.Standing) -> Response {
    var json = JSONWriter()
    json.object {
      $0.string("id", id)
      $0.string("state", standing.stage.rawValue)
      $0.string("text", standing.text.isEmpty ? nil : standing.text)
    }
    return Response(
      status: standing.stage == .pending ? status : 200, contentType: "application/json", body: json.bytes)
  }

  private func act(
    _ request: Request, _ words: Result<SpokenWords, AccessRefusal>
  ) throws(AccessRefusal) -> Response {
    guard let acting else {
      throw AccessRefusal(status: 403, text: "acting is off here (admin.write); forewarn ctl does the same")
    }
    let author = try rules.author(of: request, named: (try? words.get())?.by)
    let spoken = try words.get()
    let scope = try rules.scope(of: request)
    try refuseWhatIsOver(spoken, scope)
    try refuseOthers(spoken, scope)
    let record = try spoken.record(by: author, nowMicros: nowOfEvents)
    do throws(ActingDesk.Refusal) { try acting.take(record) } catch {
      throw switch error {
      case .sameID: AccessRefusal(status: 409, text: "another of this id is under way")
      case .noRoom: AccessRefusal(status: 503, text: "too much is under way: try again in a moment")
      case .noBroker(let text): AccessRefusal(status: 503, text: text)
      }
    }
    return Self.answer(202, record.id, ActingDesk.Standing())
  }

  /// The demo's clock runs by itself; everywhere else people and events have one.
  private var nowOfEvents: Int64 {
    let decided = configuration.access.demoUser == nil ? nil : daemon?().status.decidedThroughMicros
    return decided ?? time.wallMicros
  }

  private func refuseWhatIsOver(_ spoken: SpokenWords, _ scope: AccountScope) throws(AccessRefusal) {
    guard let id = spoken.caseID else { return }
    let known: (entry: CaseEntry, events: [[UInt8]])?
    do throws(StoreFailure) { known = try reader.proactiveCase(id, scope) } catch {
      throw AccessRefusal(status: 503, text: error.message)
    }
    guard let known else { throw AccessRefusal(status: 404, text: "no case \(id) is known here") }
    guard known.entry.isOpen || spoken.kind.name != "close" else {
      throw AccessRefusal(status: 409, text: "the case is not open any more")
    }
  }

  /// Who may see some accounts only silences what is of these only.
  private func refuseOthers(_ spoken: SpokenWords, _ scope: AccountScope) throws(AccessRefusal) {
    guard let ids = scope.ids, spoken.caseID == nil else { return }
    // One of the same id would take the place of another's.
    let taken = spoken.said["id"]?.last.flatMap { id in daemon?().status.silences.first { $0.id == Name(id) } }
    var (isAnothers, isTheirs) = (false, false)
    do throws(StoreFailure) {
      if let taken { isAnothers = try !isSeen(taken, scope) }
      if let account = spoken.said["account"]?.last { isTheirs = ids.contains(account) }
      if !isTheirs, let instance = spoken.said["instance"]?.last {
        isTheirs = try reader.isSeen(Name(asInEvents: instance), scope)
      }
    } catch {
      throw AccessRefusal(status: 503, text: error.message)
    }
    guard !isAnothers else { throw AccessRefusal(status: 409, text: "another's silence has this id") }
    guard isTheirs else { throw AccessRefusal(status: 403, text: "name an instance or an account that you may see") }
  }
}
