/// An instance that is suddenly not used.
enum UsageDrop: Reason {
  static let name = "usage_drop"
  static let model = Model.topTransactionTrending
  static let kind = CaseKind.usage
  static let unit: MeasuredUnit? = MeasuredUnit(name: "requests_per_minute", scale: 1)
  static let isTopTransaction = false
  static let needsTransactions = true
  static let isRarerWhenSmaller = false
  static let watched = WatchedFact.value(fallsWhenWorse: true)
  static let baseline: Baseline? = .usage
  static let speaksForItself = false

  static func harm(_ f: Finding) -> Harm {
    f.observed == 0 ? .severity(.critical) : .severity(f.observed * 2 < f.expected ? .major : .minor)
  }

  /// It is back at half of what is usual at this hour, or was when it was told.
  static func observe(
    _ f: Finding, by observer: FactObserver, in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> Standing.Observation {
    guard let usage = closed.learned.usage.first(where: { $0.instance == observer.instance }) else { return .unseen }
    let usual = min(usage.verdict.usual > 0 ? usage.verdict.usual : f.standing.normal, f.standing.normal)
    return .value(usage.requests, isOut: usage.requests < usual / 2)
  }

  static func headline(_ f: Finding) -> String {
    "usage fell to \(Words.count(f.observed)) requests a minute, usually \(Words.count(f.expected))"
  }

  static func sentence(_ f: Finding) -> String {
    "Requests fell to \(Words.count(f.observed)) a minute from a usual \(Words.count(f.expected)), for \(Words.span(hours: Double(f.count) / 60)) now."
  }

  static func action(_ f: Finding, on instance: String) -> String {
    "Check that users reach \(instance) at all: sign-in, network path, load balancer; ask the customer whether the drop is planned."
  }

  static func ending(_ f: Finding, at end: String) -> String { f.endingOfUsage("low", atWorst: "at lowest") }
}
