/// More requests of a transaction fail than usually do.
enum ErrorShare: Reason {
  static let name = "error_share"
  static let model = Model.topTransactionTrending
  static let kind = CaseKind.performance
  static let unit: MeasuredUnit? = MeasuredUnit(name: "share", scale: 1)
  static let isTopTransaction = false
  static let needsTransactions = true
  static let isRarerWhenSmaller = false
  static let watched = WatchedFact.value(fallsWhenWorse: false)
  static let baseline: Baseline? = .transaction
  static let speaksForItself = false

  /// So much worse is a request that fails than one that takes twice as long.
  static let costOfFailure = 5.0

  static func harm(_ f: Finding) -> Harm {
    .felt(f.loadShare * max(0, f.observed - f.expected) * costOfFailure)
  }

  static func observe(
    _ f: Finding, by observer: FactObserver, in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> Standing.Observation {
    guard let errors = observer.transaction(f, in: &closed, statistics)?.errors else { return .unseen }
    return f.observedShare(errors)
  }

  /// What share may fail in a minute where this one usually does.
  static func usualLimit(_ usual: Double) -> Double { max(2 * usual, 0.01) }

  static func headline(_ f: Finding) -> String {
    "\(Words.percent(f.observed)) of \(f.subject) fail, usually \(Words.percent(f.expected))"
  }

  static func sentence(_ f: Finding) -> String {
    "\(Words.percent(f.observed)) of \(f.subject) fail\(f.countOrWindow), usually \(Words.percent(f.expected))."
  }

  static func action(_ f: Finding, on instance: String) -> String {
    "Read the errors of \(f.subject) on \(instance) and undo the change that brought them."
  }

  static func ending(_ f: Finding, at end: String) -> String {
    let s = f.standing
    return switch s.state {
    case .back:
      "failures of \(f.subject) are back at \(Words.percent(s.now)) (at worst \(Words.percent(s.worst)), usually \(Words.percent(s.normal)))"
    case .lasting:
      "\(Words.percent(s.now)) of \(f.subject) have failed for \(f.lastingSpan) instead of \(Words.percent(s.normal)): is this the new normal?"
    case .holds: "\(f.subject) still fails in \(Words.percent(s.now)) of its requests"
    case .fading, .resolved, .expired, .unwatched: "\(f.subject) does not fail unusually often any more"
    }
  }
}
