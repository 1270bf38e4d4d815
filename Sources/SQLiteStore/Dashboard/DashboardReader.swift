public import ForewarnCore
public import StreamRuntime
import Synchronization

/// Looks at the dashboard's file while it is written. Every answer is of one moment, and bounded.
public final class DashboardReader: Sendable {
  private let sessions: [ReadingSession]
  private let turn = Atomic(0)

  /// - Parameter sessions: how many may look at the same moment.
  public init(path: String, sessions: Int = 1) throws(StoreFailure) {
    precondition(sessions > 0, "somebody looks")
    var opened: [ReadingSession] = []
    for _ in 0..<sessions {
      opened.append(try ReadingSession(path: path, cacheKilobytes: Self.cacheKilobytes / sessions))
    }
    self.sessions = opened
  }

  /// All of them together.
  private static let cacheKilobytes = 16 << 10

  func read<Answer: Sendable>(
    _ body: @Sendable (borrowing Connection) throws(StoreFailure) -> Answer
  ) throws(StoreFailure) -> Answer {
    for session in sessions { if let answer = try session.readIfFree(body) { return answer } }
    return try sessions[turn.add(1, ordering: .relaxed).oldValue % sessions.count].read(body)
  }

  // MARK: All of it

  public struct Overview: Sendable {
    public var instances: Int64 = 0
    public var learning: Int64 = 0
    /// With an open case.
    public var atRisk: Int64 = 0
    public var openBySeverity: [Severity: Int64] = [:]
    public var lastCaseMicros: Int64?
    /// The newest pane of which there is anything, minutes since 1970.
    public var newestMinute: Int64?
    public var series: Int64 = 0
    public var fileBytes: Int64 = 0
  }

  public func overview(_ scope: AccountScope) throws(StoreFailure) -> Overview {
    try read { (connection) throws(StoreFailure) in
      var overview = Overview()
      var instances = InstanceFilter()
      overview.instances = try Self.query(instances, scope).count("instance i", connection)
      instances.isLearning = true
      overview.learning = try Self.query(instances, scope).count("instance i", connection)
      (instances.isLearning, instances.isAtRisk) = (false, true)
      overview.atRisk = try Self.query(instances, scope).count("instance i", connection)
      let open = Query.open(scope)
      let bySeverity = try connection.prepare(
        "SELECT severity, count(*) FROM proactive_case \(open.condition) GROUP BY severity")
      try bySeverity.bind(open.values)
      while try bySeverity.step() {
        guard let severity = Severity(rawValue: UInt8(truncatingIfNeeded: bySeverity.integer(0))) else { continue }
        overview.openBySeverity[severity] = bySeverity.integer(1)
      }
      var cases = Query()
      cases.add(scope, of: "proactive_case")
      let last = try connection.prepare("SELECT max(opened) FROM proactive_case \(cases.condition)")
      try last.bind(cases.values)
      if try last.step() { overview.lastCaseMicros = last.optionalInteger(0) }
      overview.newestMinute = try DashboardMeta.value("newest", in: connection).flatMap { Int64($0) }
      overview.series = try connection.integer("SELECT count(*) FROM series")
      overview.fileBytes =
        try connection.integer("PRAGMA page_count") * connection.integer("PRAGMA page_size")
      return overview
    }
  }

  // MARK: Cases

  public struct CaseFilter: Sendable {
    public var isOpen: Bool?
    public var instance: Name?
    public var leastSeverity = Severity.clear
    /// Words that instance, accounts, title or owner have.
    public var words: [String] = []
    public var offset: Int64 = 0
    public var limit: Int64 = 100

    public init() {}
  }

  /// Open ones first, the worst first; the others by when they changed. And how many there are in all.
  public func cases(
    _ filter: CaseFilter, _ scope: AccountScope
  ) throws(StoreFailure) -> (rows: [CaseEntry], total: Int64) {
    try read { (connection) throws(StoreFailure) in
      var query = Query()
      query.add(scope, of: "proactive_case")
      if let isOpen = filter.isOpen { query.add("is_open = ?", .integer(isOpen ? 1 : 0)) }
      if let instance = filter.instance { query.add("instance = ?", .text(instance.text)) }
      if filter.leastSeverity > .clear { query.add("severity >= ?", .integer(Int64(filter.leastSeverity.rawValue))) }
      for word in filter.words {
        query.addWord(word, in: "instance", "accounts", "title", "owner", "manager")
      }
      let total = try query.count("proactive_case", connection)
      let select = try connection.prepare(
        """
        SELECT \(CaseTable.columns) FROM proactive_case \(query.condition)
        ORDER BY is_open DESC, CASE WHEN is_open = 1 THEN -severity ELSE 0 END,
        CASE WHEN is_open = 1 THEN priority ELSE 0 END, changed DESC, id LIMIT ? OFFSET ?
        """)
      try select.bind(query.values + [.integer(filter.limit), .integer(filter.offset)])
      var rows: [CaseEntry] = []
      while try select.step() { rows.append(CaseTable.entry(select)) }
      return (rows, total)
    }
  }

  /// A case with its events as they were emitted, oldest first; nil when it is not known.
  public func proactiveCase(
    _ id: String, _ scope: AccountScope
  ) throws(StoreFailure) -> (entry: CaseEntry, events: [[UInt8]])? {
    try read { (connection) throws(StoreFailure) in
      var query = Query()
      query.add("id = ?", .text(id))
      query.add(scope, ofRow: "proactive_case")
      let select = try connection.prepare("SELECT \(CaseTable.columns) FROM proactive_case \(query.condition)")
      try select.bind(query.values)
      guard try select.step() else { return nil }
      let entry = CaseTable.entry(select)
      var events: [[UInt8]] = []
      let rows = try connection.prepare("SELECT value FROM case_event WHERE case_id = ? ORDER BY sequence")
      try rows.bind(1, id)
      while try rows.step() { events.append(rows.blob(0)) }
      return (entry, events)
    }
  }
}

/// The conditions of a question, all of which must hold.
struct Query {
  private(set) var conditions: [String] = []
  private(set) var values: [SQLValue] = []

  var condition: String { conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ") }

  mutating func add(_ condition: String, _ value: SQLValue) { add(condition, [value]) }

  mutating func add(_ condition: String, _ values: [SQLValue]) {
    conditions.append(condition)
    self.values += values
  }

  /// That one of the columns has the word. Upper and lower case are one, as far as ASCII goes.
  mutating func addWord(_ word: String, in columns: String...) {
    var pattern = "%"
    for character in word.unicodeScalars {
      if ["%", "_", "\\"].contains(character) { pattern += "\\" }
      pattern.unicodeScalars.append(character)
    }
    let isIn = columns.map { "\($0) LIKE ? ESCAPE '\\'" }
    add("(\(isIn.joined(separator: " OR ")))", columns.map { _ in .text(pattern + "%") })
  }

  func count(
    _ table: String, of what: String = "*", _ connection: borrowing Connection
  ) throws(StoreFailure) -> Int64 {
    let select = try connection.prepare("SELECT count(\(what)) FROM \(table) \(condition)")
    try select.bind(values)
    return try select.step() ? select.integer(0) : 0
  }
}
