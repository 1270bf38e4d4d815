/// A signal that goes towards its limit.
enum SignalForecast: Reason {
  static let name = "signal_trend"
  static let model = Model.topTransactionTrending
  static let kind = CaseKind.performance
  static let unit: MeasuredUnit? = .ownOfSignal
  static let isTopTransaction = false
  static let needsTransactions = false
  static let isRarerWhenSmaller = true
  static let watched = WatchedFact.signal
  static let baseline: Baseline? = .signal
  static let speaksForItself = false

  /// Nothing is broken yet: it is bad when there is little time.
  static func harm(_ f: Finding) -> Harm { LatencyTrend.harm(f) }

  static func observe(
    _ f: Finding, by observer: FactObserver, in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> Standing.Observation {
    observer.signal(f, in: closed, statistics)
  }

  static func headline(_ f: Finding) -> String {
    f.trend.map { "\(f.subject) is \(going(f)), \(f.valueText($0.limitMicros)) \(LatencyTrend.left($0))" }
      ?? "\(f.subject) is \(going(f))"
  }

  static func sentence(_ f: Finding) -> String {
    f.trend.map {
      "\(f.subject) \(f.falls ? "falls" : "rises") by \(f.valueText($0.slopePerHour.magnitude)) an hour, from a usual \(f.valueText(f.expected)) to \(f.valueText($0.levelMicros)) now; its limit of \(f.valueText($0.limitMicros)) \(LatencyTrend.left($0))."
    } ?? "\(f.subject) is \(going(f))."
  }

  private static func going(_ f: Finding) -> String { f.falls ? "falling" : "rising" }

  static func action(_ f: Finding, on instance: String) -> String {
    "Make room or stop what moves \(f.subject) on \(instance) before it is at its limit, and tell the customer what is done."
  }

  static func ending(_ f: Finding, at end: String) -> String { f.endingOfSignal }
}
