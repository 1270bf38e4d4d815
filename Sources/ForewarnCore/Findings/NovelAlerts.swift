/// An alert type that its instance never had.
enum NovelAlerts: Reason {
  static let name = "novel_alerts"
  static let model = Model.predictivePerformanceAlerting
  static let kind = CaseKind.performance
  static let unit: MeasuredUnit? = nil
  static let isTopTransaction = false
  static let needsTransactions = false
  static let isRarerWhenSmaller = false
  static let watched = WatchedFact.alert(isAlwaysState: false)
  static let baseline: Baseline? = nil
  static let speaksForItself = false

  static func harm(_ f: Finding) -> Harm { .severity(f.severity) }

  static func observe(
    _ f: Finding, by observer: FactObserver, in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> Standing.Observation {
    observer.alert(f, at: closed.pane, statistics)
  }

  static func headline(_ f: Finding) -> String {
    f.observed >= 2
      ? "\(Words.count(f.observed)) new kinds of alerts, the last is \(f.subject)" : "new kind of alert: \(f.subject)"
  }

  static func sentence(_ f: Finding) -> String {
    "\(f.subject) is new here"
      + (f.observed >= 2 ? ", one of \(Words.count(f.observed)) new kinds within 5 minutes," : "")
      + f.onItems + f.quotedSummary + "."
  }

  static func action(_ f: Finding, on instance: String) -> String { AlertAction.text(f, on: instance) }

  static func ending(_ f: Finding, at end: String) -> String { AlertEnding.text(f, at: end) }
}
