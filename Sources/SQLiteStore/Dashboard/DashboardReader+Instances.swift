public import ForewarnCore
public import StreamRuntime

extension DashboardReader {
  public struct InstanceRow: Sendable {
    public var name = Name("")
    public var accounts = ""
    public var tier = ""
    public var environment = ""
    public var owner = ""
    public var manager = ""
    /// Of the last record of `instance-health`; nil before the first.
    public var permille: Int64?
    public var toldMicros: Int64?
    public var isLearning = false
    public var openCases: Int64 = 0
    /// The worst open case.
    public var worst: CaseEntry?
    /// How much slower than usual it was, in per mille, a value for each half hour of the last day; nil where nothing is known.
    public var spark: [Int64?] = []
  }

  public struct InstanceFilter: Sendable {
    /// Only those with an open case, or only those that are learning.
    public var isAtRisk = false
    public var isLearning = false
    public var tier = ""
    public var environment = ""
    public var owner = ""
    public var account = ""
    public var words: [String] = []
    public var offset: Int64 = 0
    public var limit: Int64 = 50

    public init() {}
  }

  /// The worst first: by the severity and priority of open cases, then by risk. And how many there are in all.
  public func instances(
    _ filter: InstanceFilter, _ scope: AccountScope
  ) throws(StoreFailure) -> (rows: [InstanceRow], total: Int64) {
    try read { (connection) throws(StoreFailure) in
      let total = try Self.query(filter, scope).count("instance i", connection)
      // Few have an open case: the others are not even looked at while these fill the page.
      var rows = try Self.atRisk(filter, scope, connection)
      if !filter.isAtRisk, rows.count < filter.limit {
        var others = filter
        others.limit -= Int64(rows.count)
        others.offset = 0
        if rows.isEmpty, filter.offset > 0 {
          var cases = filter
          cases.isAtRisk = true
          others.offset = max(0, filter.offset - (try Self.query(cases, scope).count("instance i", connection)))
        }
        rows += try Self.calm(others, scope, connection)
      }
      let newest = try DashboardMeta.value("newest", in: connection).flatMap { Int64($0) } ?? 0
      let worst = try WorstCase(scope, connection)
      let spark = try Spark(newest: newest, connection)
      for index in rows.indices {
        if rows[index].openCases > 0 { rows[index].worst = try worst.of(rows[index].name) }
        rows[index].spark = try spark.of(rows[index].name)
      }
      return (rows, total)
    }
  }

  /// Those with an open case.
  private static func atRisk(
    _ filter: InstanceFilter, _ scope: AccountScope, _ connection: borrowing Connection
  ) throws(StoreFailure) -> [InstanceRow] {
    var others = filter
    others.isAtRisk = false
    let (query, open) = (query(others, scope), Query.open(scope))
    let select = try connection.prepare(
      """
      SELECT i.id, \(columns), o.cases FROM (SELECT instance, count(*) AS cases, max(severity) AS severity,
        min(priority) AS priority FROM proactive_case \(open.condition) GROUP BY instance) o
      JOIN instance i ON i.name = o.instance \(query.condition)
      ORDER BY o.severity DESC, o.priority, coalesce(i.permille, 0) DESC, i.name LIMIT ? OFFSET ?
      """)
    try select.bind(open.values + query.values + [.integer(filter.limit), .integer(filter.offset)])
    return try rows(select)
  }

  /// Those without one: in the order of an index where all of them are wanted, else by a look at each, which is faster than by the index.
  private static func calm(
    _ filter: InstanceFilter, _ scope: AccountScope, _ connection: borrowing Connection
  ) throws(StoreFailure) -> [InstanceRow] {
    var query = query(filter, scope)
    let order = query.conditions.isEmpty ? "coalesce(i.permille, 0)" : "+coalesce(i.permille, 0)"
    let open = Query.open(scope)
    query.add("i.name NOT IN (SELECT instance FROM proactive_case \(open.condition))", open.values)
    let select = try connection.prepare(
      """
      SELECT i.id, \(columns), 0 FROM instance i \(query.condition) ORDER BY \(order) DESC, i.name LIMIT ? OFFSET ?
      """)
    try select.bind(query.values + [.integer(filter.limit), .integer(filter.offset)])
    return try rows(select)
  }

  private static func rows(_ select: borrowing Statement) throws(StoreFailure) -> [InstanceRow] {
    var rows: [InstanceRow] = []
    while try select.step() {
      var row = row(select)
      row.openCases = select.integer(10)
      rows.append(row)
    }
    return rows
  }

  /// Columns 1 to 9 of a row whose first one is the id.
  static let columns =
    "i.name, i.accounts, i.tier, i.environment, i.owner, i.manager, i.permille, i.told, i.is_learning"

  static func row(_ select: borrowing Statement) -> InstanceRow {
    var row = InstanceRow()
    row.name = Name(select.text(1))
    row.accounts = select.text(2)
    row.tier = select.text(3)
    row.environment = select.text(4)
    row.owner = select.text(5)
    row.manager = select.text(6)
    row.permille = select.optionalInteger(7)
    row.toldMicros = select.optionalInteger(8)
    row.isLearning = select.integer(9) == 1
    return row
  }

  static func query(_ filter: InstanceFilter, _ scope: AccountScope) -> Query {
    var query = Query()
    query.add(scope, of: "instance", as: "i")
    if filter.isAtRisk {
      let open = Query.open(scope)
      query.add("i.name IN (SELECT instance FROM proactive_case \(open.condition))", open.values)
    }
    if filter.isLearning { query.add("i.is_learning = ?", .integer(1)) }
    for (column, value) in [("tier", filter.tier), ("environment", filter.environment)] where !value.isEmpty {
      query.add("lower(i.\(column)) = lower(?)", .text(value))
    }
    if !filter.account.isEmpty { query.addWord(filter.account, in: "i.accounts") }
    if !filter.owner.isEmpty { query.addWord(filter.owner, in: "i.owner", "i.manager") }
    for word in filter.words { query.addWord(word, in: "i.name", "i.accounts") }
    return query
  }
}

/// The worst open case of an instance that may be seen: asked of many, one after the other.
struct WorstCase: ~Copyable {
  private let select: Statement
  private let values: [SQLValue]

  init(_ scope: AccountScope, _ connection: borrowing Connection) throws(StoreFailure) {
    var open = Query()
    open.add("instance = ?", [])
    open.add("is_open = 1", [])
    open.add(scope, ofRow: "proactive_case")
    let select = try connection.prepare(
      """
      SELECT \(CaseTable.columns) FROM proactive_case \(open.condition)
      ORDER BY severity DESC, priority, changed DESC LIMIT 1
      """)
    values = open.values
    self.select = select
  }

  func of(_ instance: Name) throws(StoreFailure) -> CaseEntry? {
    defer { select.reset() }
    try select.bind([.text(instance.text)] + values)
    return try select.step() ? CaseTable.entry(select) : nil
  }
}

/// Response times over what was usual of them, by requests, a value for each half hour of the last day: asked of many instances, one after
/// the other.
private struct Spark: ~Copyable {
  private static let points: Int64 = 48

  private let select: Statement
  private let last: Int64
  private let slots: PaneRings.Stretch

  init(newest minute: Int64, _ connection: borrowing Connection) throws(StoreFailure) {
    let last = minute / 30
    let slots = try PaneRings.quarterSlots(2 * (last - Self.points + 1)...(2 * last + 1), in: connection)
    // Only these slots are looked at: the ring has those of three months.
    let quarters = """
      SELECT q.pane, q.count, q.value, q.level FROM series s JOIN quarter q ON q.series = s.id
      WHERE s.instance = ?1 AND s.kind = 0 AND q.level > 0 AND q.slot BETWEEN
      """
    let select = try connection.prepare(
      """
      SELECT pane / 2, 1000 * sum(count * value) / sum(count * level)
      FROM (\(quarters) ?2 AND ?3 UNION ALL \(quarters) ?4 AND ?5) WHERE pane / 2 > ?6 GROUP BY 1
      """)
    (self.last, self.slots) = (last, slots)
    self.select = select
  }

  func of(_ instance: Name) throws(StoreFailure) -> [Int64?] {
    defer { select.reset() }
    var spark = [Int64?](repeating: nil, count: Int(Self.points))
    try select.bind([
      .text(instance.text), .integer(slots.first), .integer(slots.last), .integer(slots.wrappedFirst),
      .integer(slots.wrappedLast), .integer(last - Self.points),
    ])
    while try select.step() {
      let place = Int(select.integer(0) - last + Self.points - 1)
      if spark.indices.contains(place) { spark[place] = select.optionalInteger(1) }
    }
    return spark
  }
}
