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

  static let sparkPoints: Int64 = 48

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
      for index in rows.indices {
        if rows[index].openCases > 0 { rows[index].worst = try Self.worst(of: rows[index].name, scope, connection) }
        rows[index].spark = try Self.spark(of: rows[index].name, newest: newest, connection)
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
    if !filter.owner.isEmpty { query.addWord(filter.owner, in: "i.owner || ' ' || i.manager") }
    for word in filter.words { query.addWord(word, in: "i.name || ' ' || i.accounts") }
    return query
  }

  static func worst(
    of name: Name, _ scope: AccountScope, _ connection: borrowing Connection
  ) throws(StoreFailure) -> CaseEntry? {
    var open = Query()
    open.add("instance = ?", .text(name.text))
    open.add("is_open = 1", [])
    open.add(scope, ofRow: "proactive_case")
    let select = try connection.prepare(
      """
      SELECT \(CaseTable.columns) FROM proactive_case \(open.condition)
      ORDER BY severity DESC, priority, changed DESC LIMIT 1
      """)
    try select.bind(open.values)
    return try select.step() ? CaseTable.entry(select) : nil
  }

  /// Response times over what was usual of them, by requests.
  private static func spark(
    of name: Name, newest: Int64, _ connection: borrowing Connection
  ) throws(StoreFailure) -> [Int64?] {
    var spark = [Int64?](repeating: nil, count: Int(sparkPoints))
    let last = newest / 30
    let select = try connection.prepare(
      """
      SELECT q.pane / 2, 1000 * sum(q.count * q.value) / sum(q.count * q.level) FROM series s JOIN quarter q ON q.series = s.id
      WHERE s.instance = ? AND s.kind = 0 AND q.pane / 2 > ? AND q.level > 0 GROUP BY 1
      """)
    try select.bind([.text(name.text), .integer(last - sparkPoints)])
    while try select.step() {
      let place = Int(select.integer(0) - last + sparkPoints - 1)
      if spark.indices.contains(place) { spark[place] = select.optionalInteger(1) }
    }
    return spark
  }
}
