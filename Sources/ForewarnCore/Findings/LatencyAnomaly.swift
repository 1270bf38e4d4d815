/// A transaction that is slower than its own normal.
enum LatencyAnomaly: Reason {
  static let name = "latency_anomaly"
  static let model = Model.topTransactionTrending
  static let kind = CaseKind.performance
  static let unit: MeasuredUnit? = .milliseconds
  static let isTopTransaction = true
  static let needsTransactions = true
  static let isRarerWhenSmaller = false
  static let watched = WatchedFact.value(fallsWhenWorse: false)
  static let baseline: Baseline? = .transaction
  static let speaksForItself = false

  static func harm(_ f: Finding) -> Harm {
    .felt(f.expected > 0 ? f.loadShare * max(0, f.observed / f.expected - 1) : 0)
  }

  static func observe(
    _ f: Finding, by observer: FactObserver, in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> Standing.Observation {
    observer.meanDuration(f, in: &closed, statistics)
  }

  static func headline(_ f: Finding) -> String {
    "\(f.subject) takes \(Words.duration(f.observed)), usually \(Words.duration(f.expected))"
  }

  static func sentence(_ f: Finding) -> String {
    "\(f.subject) takes \(Words.duration(f.observed)) on average\(f.overItsWindow), \(ratio(f)) its usual \(Words.duration(f.expected))\(f.ofTheLoad)\(tail(f))."
  }

  static func action(_ f: Finding, on instance: String) -> String { f.findWhatSlows(instance) }

  private static func ratio(_ f: Finding) -> String {
    f.expected > 0 ? Words.times(f.observed / f.expected) + "×" : "above"
  }

  private static func tail(_ f: Finding) -> String {
    f.p90Micros > 0 ? "; one in ten takes \(Words.duration(f.p90Micros)) or more" : ""
  }

  static func ending(_ f: Finding, at end: String) -> String { f.endingOfDuration }
}
