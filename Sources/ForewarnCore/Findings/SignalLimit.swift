/// A signal that is beyond its limit.
enum SignalLimit: Reason {
  static let name = "signal_limit"
  static let model = Model.topTransactionTrending
  static let kind = CaseKind.performance
  static let unit: MeasuredUnit? = .ownOfSignal
  static let isTopTransaction = false
  static let needsTransactions = false
  static let isRarerWhenSmaller = false
  static let watched = WatchedFact.signal
  static let baseline: Baseline? = .signal
  static let speaksForItself = false

  static func harm(_ f: Finding) -> Harm { .severity(f.severity) }

  /// It is over when a value is within the limit again. What was expected is the limit.
  static func observe(
    _ f: Finding, by observer: FactObserver, in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> Standing.Observation {
    guard let seen = observer.signalPane(f, in: closed, statistics) else { return .unseen }
    return .value(seen.value, isOut: f.falls ? seen.value <= f.expected : seen.value >= f.expected)
  }

  static func headline(_ f: Finding) -> String {
    "\(f.subject) is \(f.valueText(f.observed)), \(past(f)) its limit of \(f.valueText(f.expected))"
  }

  static func sentence(_ f: Finding) -> String {
    "\(f.subject) is \(f.valueText(f.observed)) and has been \(past(f)) its limit of \(f.valueText(f.expected)) for \(Words.many(Int64(f.statistic.rounded()), "value")) in a row."
  }

  private static func past(_ f: Finding) -> String {
    f.observed == f.expected ? "at" : f.falls ? "below" : "above"
  }

  static func action(_ f: Finding, on instance: String) -> String {
    "Bring \(f.subject) of \(instance) back within its limit of \(f.valueText(f.expected)), and tell the customer what is done."
  }

  static func ending(_ f: Finding, at end: String) -> String {
    let s = f.standing
    return switch s.state {
    case .back:
      "\(f.subject) is back at \(f.valueText(s.now)), within its limit of \(f.valueText(f.expected)) (\(f.falls ? "lowest" : "highest") \(f.valueText(s.worst)))"
    case .lasting:
      "\(f.subject) has been \(f.valueText(s.now)), \(past(f)) its limit of \(f.valueText(f.expected)), for \(f.lastingSpan): is this the new normal?"
    case .holds: "\(f.subject) is still \(f.valueText(s.now)), \(past(f)) its limit of \(f.valueText(f.expected))"
    case .fading, .resolved, .expired, .unwatched: "\(f.subject) is not beyond its limit any more"
    }
  }
}
