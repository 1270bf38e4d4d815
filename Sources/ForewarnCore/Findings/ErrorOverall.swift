/// More requests of an instance fail than usually do, over all of its transactions.
enum ErrorOverall: Reason {
  static let name = "error_overall"
  static let model = Model.topTransactionTrending
  static let kind = CaseKind.performance
  static let unit: MeasuredUnit? = MeasuredUnit(name: "share", scale: 1)
  static let isTopTransaction = false
  static let needsTransactions = true
  static let isRarerWhenSmaller = false
  static let watched = WatchedFact.value(fallsWhenWorse: false)
  static let baseline: Baseline? = .latency
  static let speaksForItself = false

  static func harm(_ f: Finding) -> Harm { .felt(max(0, f.observed - f.expected) * ErrorShare.costOfFailure) }

  static func observe(
    _ f: Finding, by observer: FactObserver, in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> Standing.Observation {
    guard let pane = closed.learned.latency.first(where: { $0.instance == observer.instance }) else { return .unseen }
    return f.observedShare(pane.errors)
  }

  static func headline(_ f: Finding) -> String {
    "\(Words.percent(f.observed)) of all requests fail, usually \(Words.percent(f.expected))"
  }

  static func sentence(_ f: Finding) -> String {
    "\(Words.percent(f.observed)) of all requests fail\(f.countOrWindow), usually at most \(Words.percent(f.expected))."
  }

  static func action(_ f: Finding, on instance: String) -> String {
    "Read the errors of \(instance) over all transactions and undo the change that brought them."
  }

  static func ending(_ f: Finding, at end: String) -> String {
    let s = f.standing
    return switch s.state {
    case .back:
      "failures are back at \(Words.percent(s.now)) of all requests (at worst \(Words.percent(s.worst)), usually \(Words.percent(s.normal)))"
    case .lasting:
      "\(Words.percent(s.now)) of all requests have failed for \(f.lastingSpan) instead of \(Words.percent(s.normal)): is this the new normal?"
    case .holds: "\(Words.percent(s.now)) of all requests still fail"
    case .fading, .resolved, .expired, .unwatched: "requests do not fail unusually often any more"
    }
  }
}
