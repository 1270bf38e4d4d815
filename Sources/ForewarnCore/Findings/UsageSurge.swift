/// An instance that is used far more than it ever is at this hour.
enum UsageSurge: Reason {
  static let name = "usage_surge"
  static let model = Model.topTransactionTrending
  static let kind = CaseKind.usage
  static let unit: MeasuredUnit? = MeasuredUnit(name: "requests_per_minute", scale: 1)
  static let isTopTransaction = false
  static let needsTransactions = true
  static let isRarerWhenSmaller = false
  static let watched = WatchedFact.value(fallsWhenWorse: false)
  static let baseline: Baseline? = .usage
  static let speaksForItself = false

  /// Nobody suffers yet.
  static func harm(_ f: Finding) -> Harm { .severity(.minor) }

  /// It is back at less than twice what is usual.
  static func observe(
    _ f: Finding, by observer: FactObserver, in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> Standing.Observation {
    guard let usage = closed.learned.usage.first(where: { $0.instance == observer.instance }) else { return .unseen }
    return .value(usage.requests, isOut: usage.requests > 2 * max(usage.verdict.usualHigh, f.standing.normal))
  }

  static func headline(_ f: Finding) -> String {
    "usage rose to \(Words.count(f.observed)) requests a minute, usually at most \(Words.count(f.expected))"
  }

  static func sentence(_ f: Finding) -> String {
    "Requests rose to \(Words.count(f.observed)) a minute from at most \(Words.count(f.expected)) usually at this hour, for \(Words.span(hours: Double(f.count) / 60)) now."
  }

  static func action(_ f: Finding, on instance: String) -> String {
    "Find who sends the requests of \(instance) (a retry storm, a job, a campaign, a crawler), whether its capacity holds, and ask the customer whether the rise is planned."
  }

  static func ending(_ f: Finding, at end: String) -> String { f.endingOfUsage("high", atWorst: "at most") }
}
