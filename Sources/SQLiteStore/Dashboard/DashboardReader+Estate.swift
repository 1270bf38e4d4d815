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
    /// Cases that ended in the last `outcomeDays`, by how.
    public var outcomes: [(outcome: String, cases: Int64)] = []
  }

  public static let groupsAtMost: Int64 = 200
  public static let outcomeDays: Int64 = 30
  private static let dayMicros: Int64 = 86_400_000_000

  public func estate() throws(StoreFailure) -> Estate {
    try read { (connection) throws(StoreFailure) in
      var estate = Estate()
      estate.tiers = try Self.groups(by: "tier", connection)
      estate.accounts = try Self.groups(by: "accounts", connection)
      estate.accountsTotal = try connection.integer("SELECT count(DISTINCT accounts) FROM instance")
      let shared = try connection.prepare(
        """
        SELECT \(CaseTable.columns) FROM proactive_case WHERE is_open = 1 AND kind = 'major'
        ORDER BY severity DESC, priority, id LIMIT ?
        """)
      try shared.bind(1, Self.groupsAtMost)
      while try shared.step() { estate.shared.append(CaseTable.entry(shared)) }
      // Seen from the newest case, as all times are those of the events.
      let outcomes = try connection.prepare(
        """
        SELECT outcome, count(*) FROM proactive_case
        WHERE is_open = 0 AND changed > (SELECT max(changed) FROM proactive_case) - ? GROUP BY 1 ORDER BY 2 DESC, 1
        """)
      try outcomes.bind(1, Self.outcomeDays * Self.dayMicros)
      while try outcomes.step() { estate.outcomes.append((outcomes.text(0), outcomes.integer(1))) }
      return estate
    }
  }

  private static func groups(
    by column: String, _ connection: borrowing Connection
  ) throws(StoreFailure) -> [Group] {
    let select = try connection.prepare(
      """
      WITH open AS (SELECT instance, count(*) AS cases, max(severity) AS severity
        FROM proactive_case WHERE is_open = 1 GROUP BY instance)
      SELECT i.\(column), count(*), count(o.cases), sum(i.is_learning), coalesce(sum(o.cases), 0),
      coalesce(max(o.severity), 0), max(i.permille)
      FROM instance i LEFT JOIN open o ON o.instance = i.name
      GROUP BY 1 ORDER BY 6 DESC, 3 DESC, 7 DESC, 1 LIMIT ?
      """)
    try select.bind(1, groupsAtMost)
    var groups: [Group] = []
    while try select.step() {
      groups.append(
        Group(
          name: select.text(0), instances: select.integer(1), atRisk: select.integer(2), learning: select.integer(3),
          openCases: select.integer(4),
          worst: Severity(rawValue: UInt8(truncatingIfNeeded: select.integer(5))) ?? .clear,
          permille: select.optionalInteger(6)))
    }
    return groups
  }
}
