/// A transaction whose response time rises towards a limit.
enum LatencyTrend: Reason {
  static let name = "latency_trend"
  static let model = Model.topTransactionTrending
  static let kind = CaseKind.performance
  static let unit: MeasuredUnit? = .milliseconds
  static let isTopTransaction = true
  static let needsTransactions = true
  static let isRarerWhenSmaller = true
  static let watched = WatchedFact.value(fallsWhenWorse: false)
  static let baseline: Baseline? = .transaction
  static let speaksForItself = false

  /// Nothing is broken yet: it is bad when there is little time.
  static func harm(_ f: Finding) -> Harm {
    .severity(f.trend.map { $0.hoursMid < 1 } ?? false ? .major : .minor)
  }

  static func observe(
    _ f: Finding, by observer: FactObserver, in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> Standing.Observation {
    observer.meanDuration(f, in: &closed, statistics)
  }

  static func headline(_ f: Finding) -> String {
    f.trend.map { "\(f.subject) is slowing down, \(Words.duration($0.limitMicros)) \(left($0))" }
      ?? "\(f.subject) is slowing down"
  }

  static func sentence(_ f: Finding) -> String {
    f.trend.map {
      "\(f.subject) rises by \(Words.duration($0.slopePerHour)) an hour, from a usual \(Words.duration(f.expected)) to \(Words.duration($0.levelMicros)) now; its limit of \(Words.duration($0.limitMicros)) \(left($0))\(f.ofTheLoad)."
    } ?? "\(f.subject) is rising."
  }

  static func action(_ f: Finding, on instance: String) -> String { f.findWhatSlows(instance) }

  static func left(_ t: TrendEstimate) -> String {
    t.hoursHigh <= 0
      ? "is already crossed"
      : "in about \(Words.span(hours: t.hoursMid)) (\(Words.span(hours: t.hoursLow)) to \(Words.span(hours: t.hoursHigh)))"
  }

  static func ending(_ f: Finding, at end: String) -> String { f.endingOfDuration }
}
