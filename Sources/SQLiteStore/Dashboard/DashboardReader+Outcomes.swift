import StreamRuntime

extension DashboardReader {
  /// Whether the warnings of the last `outcomeDays` were right, as far as anybody can say.
  public struct Outcomes: Sendable {
    /// Cases that ended, by what may be claimed of it, and by why.
    public var outcomes: [(word: String, cases: Int64)] = []
    public var resolutions: [(word: String, cases: Int64)] = []
    /// What people said of cases: true, false or expected.
    public var verdicts: [(word: String, cases: Int64)] = []
    /// Ended cases that had said when a limit would be reached.
    public var forecasts: Int64 = 0
    /// Of these, those whose limit was reached: before, within and after what was said first; and those that were prevented.
    public var early: Int64 = 0
    public var within: Int64 = 0
    public var late: Int64 = 0
    public var prevented: Int64 = 0
    /// How long before it came it was said, the median of so many.
    public var medianLeadMicros: Int64?
    public var leads: Int64 = 0
  }

  static func outcomes(
    _ scope: AccountScope, _ connection: borrowing Connection
  ) throws(StoreFailure) -> Outcomes {
    var cases = Query()
    cases.add(scope, of: "proactive_case")
    // Seen from the newest case, as all times are those of the events.
    var recent = cases
    recent.add(
      "changed > (SELECT max(changed) FROM proactive_case \(cases.condition)) - ?",
      cases.values + [.integer(outcomeDays * dayMicros)])
    var ended = recent
    ended.add("is_open = ?", .integer(0))
    var outcomes = Outcomes()
    outcomes.outcomes = try counts("outcome", ended, connection)
    outcomes.resolutions = try counts("resolution", ended, connection)
    outcomes.verdicts = try counts("verdict", recent, connection).filter { !$0.word.isEmpty }
    let forecasts = try connection.prepare(
      """
      SELECT count(low_at), count(*) FILTER (WHERE came_at < low_at),
      count(*) FILTER (WHERE came_at BETWEEN low_at AND high_at), count(*) FILTER (WHERE came_at > high_at),
      count(*) FILTER (WHERE low_at IS NOT NULL AND resolution = 'prevented'), count(came_at - told_at)
      FROM proactive_case \(ended.condition)
      """)
    try forecasts.bind(ended.values)
    guard try forecasts.step() else { return outcomes }
    outcomes.forecasts = forecasts.integer(0)
    outcomes.early = forecasts.integer(1)
    outcomes.within = forecasts.integer(2)
    outcomes.late = forecasts.integer(3)
    outcomes.prevented = forecasts.integer(4)
    outcomes.leads = forecasts.integer(5)
    let lead = try connection.prepare(
      """
      SELECT came_at - told_at FROM proactive_case \(ended.condition) AND came_at - told_at IS NOT NULL
      ORDER BY 1 LIMIT 1 OFFSET ?
      """)
    try lead.bind(ended.values + [.integer(outcomes.leads / 2)])
    if try lead.step() { outcomes.medianLeadMicros = lead.integer(0) }
    return outcomes
  }

  private static let dayMicros: Int64 = 86_400_000_000

  /// - Parameter column: the most frequent word of it first.
  private static func counts(
    _ column: String, _ query: Query, _ connection: borrowing Connection
  ) throws(StoreFailure) -> [(word: String, cases: Int64)] {
    let select = try connection.prepare(
      "SELECT \(column), count(*) FROM proactive_case \(query.condition) GROUP BY 1 ORDER BY 2 DESC, 1")
    try select.bind(query.values)
    var counts: [(word: String, cases: Int64)] = []
    while try select.step() { counts.append((select.text(0), select.integer(1))) }
    return counts
  }
}
