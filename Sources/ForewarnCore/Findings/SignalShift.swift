/// A signal that is off its own level, in a direction that is bad.
enum SignalShift: Reason {
  static let name = "signal_shift"
  static let model = Model.topTransactionTrending
  static let kind = CaseKind.performance
  static let unit: MeasuredUnit? = .ownOfSignal
  static let isTopTransaction = false
  static let needsTransactions = false
  static let isRarerWhenSmaller = false
  static let watched = WatchedFact.signal
  static let baseline: Baseline? = .signal
  static let speaksForItself = false

  /// Whether anybody suffers of it, a number does not say.
  static func harm(_ f: Finding) -> Harm { .severity(f.severity) }

  static func observe(
    _ f: Finding, by observer: FactObserver, in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> Standing.Observation {
    observer.signal(f, in: closed, statistics)
  }

  static func headline(_ f: Finding) -> String {
    "\(f.subject) \(f.falls ? "fell" : "rose") to \(f.valueText(f.observed)), usually \(f.valueText(f.expected))"
  }

  static func sentence(_ f: Finding) -> String {
    "\(f.subject) \(f.falls ? "fell" : "rose") to \(f.valueText(f.observed))\(f.overItsValues), usually \(f.valueText(f.expected))."
  }

  static func action(_ f: Finding, on instance: String) -> String { f.findWhatMoves(instance) }

  static func ending(_ f: Finding, at end: String) -> String { f.endingOfSignal }
}
