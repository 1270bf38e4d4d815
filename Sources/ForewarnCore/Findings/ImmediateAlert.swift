/// An alert that is severe enough to speak for itself.
enum ImmediateAlert: Reason {
  static let name = "immediate_alert"
  static let model = Model.predictivePerformanceAlerting
  static let kind = CaseKind.performance
  static let unit: MeasuredUnit? = nil
  static let isTopTransaction = false
  static let needsTransactions = false
  static let isRarerWhenSmaller = false
  static let watched = WatchedFact.alert(isAlwaysState: true)
  static let baseline: Baseline? = nil
  static let speaksForItself = true

  static func harm(_ f: Finding) -> Harm { .severity(f.severity) }

  static func observe(
    _ f: Finding, by observer: FactObserver, in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> Standing.Observation {
    observer.alert(f, at: closed.pane, statistics)
  }

  static func headline(_ f: Finding) -> String {
    "\(f.severity.name) alert \(f.subject)" + (f.items.first.map { " on \($0)" } ?? "")
  }

  static func sentence(_ f: Finding) -> String {
    "A \(f.severity.name) alert fired: \(f.subject)" + f.onItems + f.quotedSummary + "."
  }

  static func action(_ f: Finding, on instance: String) -> String { AlertAction.text(f, on: instance) }

  static func ending(_ f: Finding, at end: String) -> String { AlertEnding.text(f, at: end) }
}
