import RollingStatistics

/// What a pane held, beside what was normal before it: the values that closing a pane returns.
///
/// Closing learns and judges nothing; detectors are functions of this value, and whoever else wants to look at panes reads it in
/// `Engine.closePane`, before the next one takes its place. Panes that time passes over without an event are none (`DecisionCause.nothing`).
/// One value is used for all panes, so that its lists need no memory of their own.
struct ClosedPane {
  private(set) var pane: Pane = .min
  /// Records of the pane were lost, or time passed it over: nothing was learned from it, and nothing can be judged.
  private(set) var isPartial = false
  /// Decided without a partition that lagged: silence says nothing.
  private(set) var isBlind = false
  /// In the order in which the pane met them: at the live edge that of arrival, while teaching that of the merge. What is added up over
  /// them must not depend on the order: integers, or after sorting.
  var transactions: [TransactionPane] = []
  /// Of these it teaches nothing.
  private(set) var excluded = ExcludedInstances()
  /// Of some of the transactions, in their order.
  var trends: [TrendPane] = []
  var alerts: [AlertPane] = []
  /// Signals of the pane, in the order in which it met them.
  var signals: [SignalPane] = []
  /// Instances that the pane had transactions of, and those that it had alerts of, one for each type.
  var loaded: [Int32] = []
  var alerted: [Int32] = []
  /// Instances of which an alert began or ended in it: what their cases rest on has changed.
  var turned: [Int32] = []
  /// What the learned tables say of it.
  var learned = LearnedPane()
  /// Where a transaction is in the list, by its series; made when somebody asks.
  private var places: [Int32: Int32] = [:]

  /// A transaction of the pane by its series; nil when the pane had nothing of it.
  mutating func transaction(_ series: Int) -> TransactionPane? {
    if places.isEmpty {
      for (index, transaction) in transactions.enumerated() { places[Int32(transaction.series)] = Int32(index) }
    }
    return places[Int32(series)].map { transactions[Int($0)] }
  }

  /// A signal of the pane by its series.
  func signal(_ series: Int) -> SignalPane? { signals.first { $0.series == series } }

  mutating func begin(_ pane: Pane, isPartial: Bool, isBlind: Bool, _ excluded: ExcludedInstances) {
    precondition(pane > self.pane, "panes close in order")
    self.pane = pane
    self.excluded = excluded
    self.isPartial = isPartial
    self.isBlind = isBlind
    transactions.removeAll(keepingCapacity: true)
    trends.removeAll(keepingCapacity: true)
    alerts.removeAll(keepingCapacity: true)
    signals.removeAll(keepingCapacity: true)
    loaded.removeAll(keepingCapacity: true)
    alerted.removeAll(keepingCapacity: true)
    turned.removeAll(keepingCapacity: true)
    learned.removeAll()
    if !places.isEmpty { places.removeAll(keepingCapacity: true) }
  }
}

/// One transaction in the pane.
struct TransactionPane {
  var series: Int
  var instance: Int
  var cell: LatencyCell
  /// Whether it is followed closely. `p90Micros` is 0 also when it is, and the requests are few.
  var isFollowed = false
  /// log2 of (µs + 1); of the cell's mean, and what was expected of it (`expectedMicros`).
  var value: Double
  var level: Double
  /// How the last hour compares with what was expected.
  var shift = ShiftChart.Verdict()
  /// What the last minutes were, in log2 of (µs + 1), and how far a single one may stray, in octaves.
  var means = WindowMeans()
  var band = 0.0
  /// Failed requests, and those that take many times what is usual, beside what is usual of both.
  var errors = ShareVerdict()
  var slow = ShareVerdict()
  /// Its moving share of the load, this pane included.
  var loadShare = 0.0
  /// Whether enough panes were learned to judge one.
  var isWarm = false
  /// Of a followed transaction, µs; 0 = too few requests.
  var p90Micros: Float = 0
  var p99Micros: Float = 0

  var meanMicros: Double { Double(cell.sumMicros) / Double(cell.count) }
  var expectedMicros: Double { DeterministicMath.exp2(level) - 1 }

  /// Whether this minute alone shows that it is slower, and those before it that it is none by itself.
  var isSlowByItself: Bool {
    let above = value - level
    return above > band && means.shift(window: 0) >= 0.35 * above
  }

  /// Whether it is over what a window still remembers.
  func isOver(window: Int) -> Bool {
    let shift = means.shift(window: window)
    return shift > 0.6 * band && value - level < 0.25 * shift
  }
}

/// Bad requests of a transaction or an instance, beside what is usual.
struct ShareVerdict {
  var verdict = ShareChart.Verdict()
  /// The usual share as it was counted.
  var usual = 0.0
  /// Of the pane.
  var bad = 0.0
  var requests = 0.0
  var paneShare: Double { requests > 0 ? bad / requests : 0 }
  /// The share of each window of the chart.
  var shares: InlineArray<3, Double> = .init(repeating: 0)

  init() {}

  /// `assumed` is the share by which the chart was told what to expect.
  init(_ verdict: ShareChart.Verdict, _ chart: ShareChart, assumed: Double, bad: Double, of requests: Double) {
    assert(bad >= 0 && bad <= requests, "bad requests are requests")
    self.verdict = verdict
    self.bad = bad
    self.requests = requests
    usual = assumed
    for window in 0..<3 { shares[window] = min(chart.excess(window: window) * assumed, 1) }
  }

  /// Bad requests of a minute that say by themselves that they are too many.
  private static let badOfAMinute = 5.0
  var isBadByItself: Bool { bad >= Self.badOfAMinute }

  /// Whether it is over what a window still remembers.
  var isOver: Bool {
    let remembered = share(panes: verdict.panes) * requests
    return remembered >= 5 && bad < 0.1 * remembered
  }

  /// The share in a window of so many panes.
  func share(panes: Int) -> Double {
    for window in 0..<3 where ShiftChart.windows[window] >= panes { return shares[window] }
    return shares[2]
  }
}

/// A trend that was found at this pane, of the transaction at this index of `transactions`.
struct TrendPane {
  var index: Int
  var estimate: TrendEstimate
  /// What is normal for the transaction, µs, this pane included.
  var normalMicros: Double
}

/// One alert type that fired in the pane.
struct AlertPane {
  var series: Int
  var instance: Int
  var domain: Domain
  var cell: AlertCell
  /// Firing alerts in the window of five panes that ends here, and how many of the five had any.
  var windowCount: Int
  var windowPanes: Int
  /// What was usual before this pane.
  var paneRate: CountRate
  var blockRate: CountRate
  /// Panes since the instance was first seen.
  var agePanes: Int64
  /// It never fired here before; and how many such types the window holds.
  var isNew: Bool
  var newTypes = 0
  /// What the settings say of it.
  var indicator: EarlyIndicator?

  var severity: Severity { Severity(rawValue: UInt8(truncatingIfNeeded: cell.worst)) ?? .warning }
}
