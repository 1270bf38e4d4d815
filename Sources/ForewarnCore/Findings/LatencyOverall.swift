import RollingStatistics

/// The transactions of an instance are slower together than is expected of each.
enum LatencyOverall: Reason {
  static let name = "latency_overall"
  static let model = Model.topTransactionTrending
  static let kind = CaseKind.performance
  static let unit: MeasuredUnit? = MeasuredUnit(name: "times_usual", scale: 1)
  static let isTopTransaction = false
  static let needsTransactions = true
  static let isRarerWhenSmaller = false
  static let watched = WatchedFact.value(fallsWhenWorse: false)
  static let baseline: Baseline? = .latency
  static let speaksForItself = false

  static func harm(_ f: Finding) -> Harm { .felt(max(0, f.observed - 1)) }

  /// It is back when at most half of the excess that was told is left.
  static func observe(
    _ f: Finding, by observer: FactObserver, in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> Standing.Observation {
    guard let pane = closed.learned.latency.first(where: { $0.instance == observer.instance }) else { return .unseen }
    let (times, longer) = f.standing.isOfMinutes ? (pane.times[0], pane.times[1]) : (pane.times[1], pane.times[2])
    return .value(times, isOut: max(times, longer) > 1 + min(max((f.standing.worst - 1) / 2, 0.1), 0.5))
  }

  static func headline(_ f: Finding) -> String { "transactions take \(Words.times(f.observed))× their usual" }

  static func sentence(_ f: Finding) -> String {
    "Transactions take \(Words.times(f.observed))× their usual on average\(f.overItsWindow)\(f.summary.isEmpty ? "" : ": \(f.summary)")."
  }

  /// Transactions and how many times their usual they take.
  static func summary(of contributors: [(name: Name, times: Double)]) -> String {
    contributors.map { "\($0.name) \(Words.times($0.times))×" }.joined(separator: ", ")
  }

  static func action(_ f: Finding, on instance: String) -> String {
    "Find what all transactions of \(instance) share (database, network, a host that is full) and changed in the last hour, and tell the customer before they call."
  }

  static func ending(_ f: Finding, at end: String) -> String {
    let s = f.standing
    return switch s.state {
    case .back: "transactions are back at \(Words.times(s.now))× their usual (peak \(Words.times(s.worst))×)"
    case .lasting:
      "transactions have taken \(Words.times(s.now))× their usual for \(f.lastingSpan): is this the new normal?"
    case .holds: "transactions still take \(Words.times(s.now))× their usual"
    case .fading, .resolved, .expired, .unwatched: "transactions are not unusually slow any more"
    }
  }
}
