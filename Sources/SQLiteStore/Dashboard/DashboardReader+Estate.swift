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
      estate.tiers = Array(try Self.groups(by: "tier", scope, connection).prefix(Int(Self.groupsAtMost)))
      let accounts = try Self.groups(by: "accounts", scope, connection)
      estate.accounts = Array(accounts.prefix(Int(Self.groupsAtMost)))
      estate.accountsTotal = Int64(accounts.count)
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

  /// All of them, the worst first.
  private static func groups(
    by column: String, _ scope: AccountScope, _ connection: borrowing Connection
  ) throws(StoreFailure) -> [Group] {
    let (query, open) = (Self.query(InstanceFilter(), scope), Query.open(scope))
    let all = try connection.prepare(
      """
      SELECT i.\(column), count(*), sum(i.is_learning), max(i.permille) FROM instance i \(query.condition)
      GROUP BY 1 ORDER BY 1
      """)
    try all.bind(query.values)
    var groups: [Group] = []
    var places: [Name: Int] = [:]
    while try all.step() {
      let name = all.text(0)
      places[Name(name)] = groups.count
      groups.append(
        Group(
          name: name, instances: all.integer(1), learning: all.integer(2), permille: all.optionalInteger(3)))
    }
    let cases = try connection.prepare(
      """
      SELECT i.\(column), count(*), sum(o.cases), max(o.severity) FROM (SELECT instance, count(*) AS cases,
        max(severity) AS severity FROM proactive_case \(open.condition) GROUP BY instance) o
      JOIN instance i ON i.name = o.instance \(query.condition) GROUP BY 1
      """)
    try cases.bind(open.values + query.values)
    while try cases.step() {
      guard let place = places[Name(cases.text(0))] else { continue }
      groups[place].atRisk = cases.integer(1)
      groups[place].openCases = cases.integer(2)
      groups[place].worst = Severity(rawValue: UInt8(truncatingIfNeeded: cases.integer(3))) ?? .clear
    }
    func isWorse(_ a: Group, _ b: Group) -> Bool {
      if a.worst != b.worst { return a.worst > b.worst }
      if a.atRisk != b.atRisk { return a.atRisk > b.atRisk }
      if a.permille != b.permille { return a.permille ?? -1 > b.permille ?? -1 }
      return a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
    }
    return groups.sorted(by: isWorse)
  }
}
