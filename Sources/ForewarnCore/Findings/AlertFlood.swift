/// More alerts than an instance has at this hour, over all kinds.
enum AlertFlood: Reason {
  static let name = "alert_flood"
  static let model = Model.predictivePerformanceAlerting
  static let kind = CaseKind.performance
  static let unit: MeasuredUnit? = MeasuredUnit(name: "alerts_per_hour", scale: 1)
  static let isTopTransaction = false
  static let needsTransactions = false
  static let isRarerWhenSmaller = false
  static let watched = WatchedFact.value(fallsWhenWorse: false)
  static let baseline: Baseline? = .alertTotal
  static let speaksForItself = false

  static func harm(_ f: Finding) -> Harm { .severity(f.severity) }

  /// It is over when they come at most one and a half times as often as usual at this hour.
  static func observe(
    _ f: Finding, by observer: FactObserver, in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> Standing.Observation {
    let total = statistics.learned.alertTotals.standing(
      of: observer.instance, at: closed.pane, statistics.learned.zones,
      isExcluded: closed.excluded.holds(observer.instance))
    return .value(total.newest * 60, isOut: total.excess > 1.5)
  }

  static func headline(_ f: Finding) -> String {
    "about \(Words.count(f.observed)) alerts an hour, usually \(Words.count(f.expected))"
  }

  static func sentence(_ f: Finding) -> String {
    "Alerts of all kinds come at about \(Words.count(f.observed)) an hour, \(Words.times(f.expected > 0 ? f.observed / f.expected : 0))× the usual \(Words.count(f.expected)) of this hour."
  }

  static func action(_ f: Finding, on instance: String) -> String {
    "Look what the alerts of \(instance) have in common (host, network, storage, a release): many kinds at once have one cause."
  }

  static func ending(_ f: Finding, at end: String) -> String {
    let s = f.standing
    return switch s.state {
    case .back:
      "alerts are back at about \(Words.count(s.now)) an hour (at most \(Words.count(s.worst)), usually \(Words.count(s.normal)))"
    case .lasting:
      "alerts have come at \(Words.count(s.now)) an hour instead of \(Words.count(s.normal)) for \(f.lastingSpan): is this the new normal?"
    case .holds: "alerts still come at about \(Words.count(s.now)) an hour"
    case .fading, .resolved, .expired, .unwatched: "alerts do not come unusually often any more"
    }
  }
}
