/// More requests of a transaction than usual take many times what is usual.
enum LatencyTail: Reason {
  static let name = "latency_tail"
  static let model = Model.topTransactionTrending
  static let kind = CaseKind.performance
  static let unit: MeasuredUnit? = MeasuredUnit(name: "share", scale: 1)
  static let isTopTransaction = true
  static let needsTransactions = true
  static let isRarerWhenSmaller = false
  static let watched = WatchedFact.value(fallsWhenWorse: false)
  static let baseline: Baseline? = .transaction
  static let speaksForItself = false

  static let timesUsual = FollowedSlot.farSlower

  /// A request that takes eight times as long costs about what one that fails does.
  private static let cost = ErrorShare.costOfFailure

  static func harm(_ f: Finding) -> Harm { .felt(f.loadShare * max(0, f.observed - f.expected) * cost) }

  static func observe(
    _ f: Finding, by observer: FactObserver, in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> Standing.Observation {
    guard let slow = observer.transaction(f, in: &closed, statistics)?.slow else { return .unseen }
    return f.observedShare(slow)
  }

  static func headline(_ f: Finding) -> String {
    "at least \(Words.percent(f.observed)) of \(f.subject) take more than \(Words.times(timesUsual)) times its usual, else \(Words.percent(f.expected))"
  }

  static func sentence(_ f: Finding) -> String {
    "At least \(Words.percent(f.observed)) of \(f.subject) take more than \(Words.times(timesUsual)) times its usual\(f.overItsWindow), else \(Words.percent(f.expected))\(f.ofTheLoad)."
  }

  static func action(_ f: Finding, on instance: String) -> String {
    "Look at the slowest requests of \(f.subject) on \(instance): one node, one shard, one kind of request or a lock may hold them up while the others are fine."
  }

  static func ending(_ f: Finding, at end: String) -> String {
    let s = f.standing
    return switch s.state {
    case .back:
      "slow requests of \(f.subject) are back at \(Words.percent(s.now)) (at worst \(Words.percent(s.worst)), usually \(Words.percent(s.normal)))"
    case .lasting:
      "\(Words.percent(s.now)) of \(f.subject) have been very slow for \(f.lastingSpan) instead of \(Words.percent(s.normal)): is this the new normal?"
    case .holds: "\(Words.percent(s.now)) of \(f.subject) are still very slow"
    case .fading, .resolved, .expired, .unwatched: "\(f.subject) is not unusually often very slow any more"
    }
  }
}
