public import ForewarnCore
public import StreamRuntime

// One instance, and the course of what is measured of it.
extension DashboardReader {
  public struct RiskPoint: Sendable, Equatable {
    public var timeMicros: Int64
    public var permille: Int64
  }

  public struct SeriesEntry: Sendable, Equatable {
    public var kind: PaneReport.Kind
    public var subject: String
  }

  public struct InstanceDetail: Sendable {
    public var row = InstanceRow()
    /// The last record of `instance-health`, as it was emitted; empty before the first.
    public var health: [UInt8] = []
    public var risk: [RiskPoint] = []
    public var series: [SeriesEntry] = []
  }

  private static let seriesShown = 200

  /// nil when nothing was heard of it.
  public func instance(_ name: Name, _ scope: AccountScope) throws(StoreFailure) -> InstanceDetail? {
    try read { (connection) throws(StoreFailure) in
      let query = Self.query(name, scope)
      let select = try connection.prepare("SELECT i.id, \(Self.columns) FROM instance i \(query.condition)")
      try select.bind(query.values)
      guard try select.step() else { return nil }
      var detail = InstanceDetail()
      let id = select.integer(0)
      detail.row = Self.row(select)
      detail.row.worst = try WorstCase(scope, connection).of(name)
      let health = try connection.prepare("SELECT record FROM health WHERE instance = ?")
      try health.bind(1, id)
      if try health.step() { detail.health = health.blob(0) }
      let risk = try connection.prepare("SELECT time, permille FROM risk WHERE instance = ? ORDER BY time")
      try risk.bind(1, id)
      while try risk.step() {
        detail.risk.append(RiskPoint(timeMicros: risk.integer(0), permille: risk.integer(1)))
      }
      let series = try connection.prepare(
        "SELECT kind, subject FROM series WHERE instance = ? ORDER BY kind, subject LIMIT ?")
      try series.bind([.text(name.text), .integer(Int64(Self.seriesShown))])
      while try series.step() {
        guard let kind = PaneReport.Kind(rawValue: UInt8(truncatingIfNeeded: series.integer(0))) else { continue }
        detail.series.append(SeriesEntry(kind: kind, subject: series.text(1)))
      }
      return detail
    }
  }

  /// Whether it is known, and may be seen.
  public func isSeen(_ instance: Name, _ scope: AccountScope) throws(StoreFailure) -> Bool {
    try read { (connection) throws(StoreFailure) in
      try Self.query(instance, scope).count("instance i", connection) > 0
    }
  }

  private static func query(_ name: Name, _ scope: AccountScope) -> Query {
    var query = Query()
    query.add("i.name = ?", .text(name.text))
    query.add(scope, ofRow: "i")
    return query
  }

  // MARK: Panes

  /// µs, requests and alerts a minute, or a signal's own unit. 0 where nothing is known, but for the value.
  public struct Point: Sendable, Equatable {
    /// Minutes since 1970.
    public var minute: Int64
    public var count: Int64
    public var value: Double
    public var p90: Double
    public var level: Double
    public var low: Double
    public var high: Double
    public var score: Double
    /// Whether what is usual is known.
    public var hasLevel: Bool
  }

  public struct Course: Sendable {
    /// Minutes from one point to the next.
    public var step: Int64
    public var points: [Point] = []
    /// Of alerts, how many a minute there were in the week before the last three hours; nil of others, and where there is no such history.
    public var usual: Double?
  }

  private static let usualQuarters: Int64 = 7 * 96
  /// What comes now is not what it is compared with.
  private static let recentQuarters: Int64 = 12

  /// At most so many points of a series at a time.
  public static let pointsAtMost: Int64 = 720

  /// The newest hours of a series, minute by minute while these are few enough, else by the quarter of an hour. Empty when it has no history.
  public func points(
    _ kind: PaneReport.Kind, _ subject: Name, of instance: Name, hours: Int64, _ scope: AccountScope
  ) throws(StoreFailure) -> Course {
    try read { (connection) throws(StoreFailure) in
      let newest = try DashboardMeta.value("newest", in: connection).flatMap { Int64($0) } ?? 0
      let isFine = hours * 60 <= Self.pointsAtMost
      var course = Course(step: isFine ? 1 : 15)
      let step = course.step
      if scope != .everything, try Self.query(instance, scope).count("instance i", connection) == 0 { return course }
      let select = try connection.prepare(
        """
        SELECT pane, count, value, p90, level, low, high, score FROM \(isFine ? "minute" : "quarter")
        WHERE series = (SELECT id FROM series WHERE instance = ? AND kind = ? AND subject = ?) AND pane > ?
        ORDER BY pane DESC LIMIT ?
        """)
      try select.bind([
        .text(instance.text), .integer(Int64(kind.rawValue)), .text(subject.text),
        .integer((newest - hours * 60) / step), .integer(Self.pointsAtMost),
      ])
      let scale = PaneRings.scale(kind)
      var points: [Point] = []
      while try select.step() {
        func number(_ column: Int32) -> Double { Double(select.integer(column)) / scale }
        let isSignal = kind == .signal
        points.append(
          Point(
            minute: select.integer(0) * step, count: select.integer(1), value: number(2),
            p90: isSignal ? 0 : number(3), level: number(4), low: number(5), high: number(6),
            score: Double(select.integer(7)) / PaneRings.scoreScale,
            hasLevel: isSignal ? select.integer(3) > 0 : select.integer(4) > 0))
      }
      course.points = points.reversed()
      if kind == .alerts { course.usual = try Self.usual(subject, of: instance, newest: newest, connection) }
      return course
    }
  }

  /// Minutes without an alert have no row, so the week is counted from the first one that the instance has anything of.
  private static func usual(
    _ domain: Name, of instance: Name, newest: Int64, _ connection: borrowing Connection
  ) throws(StoreFailure) -> Double? {
    let until = newest / 15 - recentQuarters
    let select = try connection.prepare(
      """
      SELECT sum(q.count) FILTER (WHERE s.kind = ? AND s.subject = ?), min(q.pane)
      FROM series s JOIN quarter q ON q.series = s.id WHERE s.instance = ? AND q.pane > ? AND q.pane <= ?
      """)
    try select.bind([
      .integer(Int64(PaneReport.Kind.alerts.rawValue)), .text(domain.text), .text(instance.text),
      .integer(until - usualQuarters),
      .integer(until),
    ])
    guard try select.step(), let alerts = select.optionalInteger(0), let first = select.optionalInteger(1) else {
      return nil
    }
    return Double(alerts) / Double(15 * (until + 1 - first))
  }
}
