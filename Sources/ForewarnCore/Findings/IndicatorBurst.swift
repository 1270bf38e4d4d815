/// An alert type that comes far more often than it does.
enum IndicatorBurst: Reason {
  static let name = "indicator_burst"
  static let model = Model.predictivePerformanceAlerting
  static let kind = CaseKind.performance
  static let unit: MeasuredUnit? = nil
  static let isTopTransaction = false
  static let needsTransactions = false
  static let isRarerWhenSmaller = false
  static let watched = WatchedFact.alert(isAlwaysState: false)
  static let baseline: Baseline? = .alertRate
  static let speaksForItself = false
  private static let windowHours = 5.0 / 60

  static func harm(_ f: Finding) -> Harm { .severity(f.severity) }

  static func observe(
    _ f: Finding, by observer: FactObserver, in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> Standing.Observation {
    observer.alert(f, at: closed.pane, statistics)
  }

  static func headline(_ f: Finding) -> String { "\(f.count) × \(f.subject) in 5 min, usually \(usual(f.expected))" }

  static func sentence(_ f: Finding) -> String {
    "\(f.subject) fired \(f.count) times in 5 minutes\(f.onItems), usually \(usual(f.expected))" + f.quotedSummary + "."
  }

  /// What is usual of something that is rare: how seldom, as far as is remembered.
  private static func usual(_ count: Double) -> String {
    if count >= 1 { return Words.count(count) }
    // Where it never came, half of one is the least that is believed of all that was watched: that long there was none.
    return count >= 0.05 ? "less than one" : "at most one in \(Words.span(hours: windowHours / count / 2))"
  }

  static func action(_ f: Finding, on instance: String) -> String { AlertAction.text(f, on: instance) }

  static func ending(_ f: Finding, at end: String) -> String {
    f.standing.state == .lasting
      ? "\(f.subject) has come \(f.count) times in 5 minutes, usually \(usual(f.standing.normal)), for \(f.lastingSpan): is this the new normal?"
      : AlertEnding.text(f, at: end)
  }
}
