/// An alert came after which an incident is likely. It is a warning for a while, whether the alert itself ends or not.
enum EarlyIndicatorSeen: Reason {
  static let name = "early_indicator"
  static let model = Model.predictivePerformanceAlerting
  static let kind = CaseKind.performance
  static let unit: MeasuredUnit? = nil
  static let isTopTransaction = false
  static let needsTransactions = false
  static let isRarerWhenSmaller = false
  static let watched = WatchedFact.alert(isAlwaysState: true)
  static let baseline: Baseline? = nil
  static let speaksForItself = false

  static func harm(_ f: Finding) -> Harm { .severity(f.severity) }

  static func observe(
    _ f: Finding, by observer: FactObserver, in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> Standing.Observation {
    observer.warning(f, at: closed.pane, statistics)
  }

  static func headline(_ f: Finding) -> String { "\(f.subject) warns of an incident (\(Words.percent(f.statistic)))" }

  static func sentence(_ f: Finding) -> String {
    "\(f.subject) came\(f.onItems)\(f.quotedSummary); an incident follows such an alert in \(Words.percent(f.statistic)) of all times."
  }

  static func action(_ f: Finding, on instance: String) -> String { AlertAction.text(f, on: instance) }

  static func ending(_ f: Finding, at end: String) -> String {
    switch f.standing.state {
    case .expired: "\(f.subject) warned until \(end), and did not come again"
    case .resolved, .holds, .fading, .back, .lasting, .unwatched: AlertEnding.text(f, at: end)
    }
  }
}
