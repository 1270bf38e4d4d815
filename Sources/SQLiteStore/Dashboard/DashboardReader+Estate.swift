public import ForewarnCore
public import StreamRuntime

extension DashboardReader {
  /// Instances that have something in common: a tier, or whose they are.
  public struct Group: Sendable, Equatable {
    public var name = ""
    public var instances: Int64 = 0
    public var atRisk: Int64 = 0
    public var learning: Int64 = 0
    public var openCases: Int64 = 0
    public var worst = Severity.clear
    /// Of the instance that is worst off; nil where nothing was told.
    public var permille: Int64?
  }

  /// All customers at once.
  public struct Estate: Sendable {
    public var tiers: [Group] = []
    /// Those that are worst off, at most `groupsAtMost`, and how many there are.
    public var accounts: [Group] = []
    public var accountsTotal: Int64 = 0
    /// Open cases of what several customers share.
    public var shared: [CaseEntry] = []
    public var outcomes = Outcomes()
  }

  public static let groupsAtMost: Int64 = 200
  public static let outcomeDays: Int64 = 30

  public func estate(_ scope: AccountScope) throws(StoreFailure) -> Estate {
    try read { (connection) throws(StoreFailure) in
      var estate = Estate()
      estate.tiers = try Self.groups(by: "tier", scope, connection)
      estate.accounts = try Self.groups(by: "accounts", scope, connection)
      estate.accountsTotal = try Self.query(InstanceFilter(), scope).count(
        "instance i", of: "DISTINCT i.accounts", connection)
      var open = Query.open(scope)
      open.add("kind = ?", .text("major"))
      let shared = try connection.prepare(
        """
        SELECT \(CaseTable.columns) FROM proactive_case \(open.condition)
        ORDER BY severity DESC, priority, id LIMIT ?
        """)
      try shared.bind(open.values + [.integer(Self.groupsAtMost)])
      while try shared.step() { estate.shared.append(CaseTable.entry(shared)) }
      // Seen from the newest case, as all times are those of the events.
      estate.outcomes = try Self.outcomes(scope, connection)
      return estate
    }
  }

  /// The worst first.
  private static func groups(
    by column: String, _ scope: AccountScope, _ connection: borrowing Connection
  ) throws(StoreFailure) -> [Group] {
    let (query, open) = (Self.query(InstanceFilter(), scope), Query.open(scope))
    let select = try connection.prepare(
      """
      SELECT a.name, a.instances, a.learning, a.permille, coalesce(c.instances, 0), coalesce(c.cases, 0),
        coalesce(c.severity, 0)
      FROM (SELECT i.\(column) AS name, count(*) AS instances, sum(i.is_learning) AS learning,
        max(i.permille) AS permille FROM instance i \(query.condition) GROUP BY 1) a
      LEFT JOIN (SELECT i.\(column) AS name, count(*) AS instances, sum(o.cases) AS cases, max(o.severity) AS severity
        FROM (SELECT instance, count(*) AS cases, max(severity) AS severity FROM proactive_case \(open.condition)
          GROUP BY instance) o JOIN instance i ON i.name = o.instance \(query.condition) GROUP BY 1) c
      ON c.name = a.name ORDER BY 7 DESC, 5 DESC, coalesce(a.permille, -1) DESC, a.name LIMIT ?
      """)
    try select.bind(query.values + open.values + query.values + [.integer(groupsAtMost)])
    var groups: [Group] = []
    while try select.step() {
      groups.append(
        Group(
          name: select.text(0), instances: select.integer(1), atRisk: select.integer(4), learning: select.integer(2),
          openCases: select.integer(5),
          worst: Severity(rawValue: UInt8(truncatingIfNeeded: select.integer(6))) ?? .clear,
          permille: select.optionalInteger(3)))
    }
    return groups
  }
}
