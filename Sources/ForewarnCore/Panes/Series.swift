import RollingStatistics

/// One (instance, transaction). Trivially copyable, so that a snapshot is a copy of bytes.
struct TransactionSeries: BitwiseCopyable {
  var name: NameRef
  var hash: UInt64
  var instance: Int32
  /// Index of the followed transaction's block, or -1.
  var followed: Int32 = -1
  var firstPane: Pane
  var lastPane: Pane
  var cells: InlineArray<4, LatencyCell> = .init(repeating: LatencyCell())
  var score = ContextualScore()
  /// Moving share of the instance's load (sum of response times), 0…1.
  var loadShare: Float = 0
  /// Moving share of errors.
  var errorShare: Float = 0
  /// The scores of the last panes with data, newest first.
  var recentScores: InlineArray<5, Float> = .init(repeating: 0)
  /// The pane of each of them.
  var recentPanes: InlineArray<5, Pane> = .init(repeating: Pane.min)
}

/// One (instance, alert type).
struct AlertSeries: BitwiseCopyable {
  static let windowPanes = 5
  static let rememberedItems = 4

  var name: NameRef
  var hash: UInt64
  /// The newest summary text.
  var summary: NameRef = .none
  var instance: Int32
  var domain: UInt32
  var firstPane: Pane
  /// The pane up to which `paneRate` has been taught; the block is `block`.
  var taughtPane: Pane
  var cells: InlineArray<4, AlertCell> = .init(repeating: AlertCell())
  /// Counts of the last closed panes, at `pane % windowPanes`, and the pane of each.
  var recentCounts: InlineArray<5, UInt32> = .init(repeating: 0)
  var recentPanes: InlineArray<5, Pane> = .init(repeating: Pane.min)
  /// A pane's usual count, and that of a block of five panes: a flood, and a burst that no single pane shows.
  var paneRate = CountRate()
  var blockRate = CountRate()
  var block: Int32 = 0
  var blockCount: Int32 = 0
  /// The configuration items that fired last, newest first; -1 = none.
  var items: InlineArray<4, Int32> = .init(repeating: -1)

  /// Firing alerts in the window of five panes that ends with `pane`.
  func windowCount(endingWith pane: Pane) -> Int {
    var sum = 0
    for i in 0..<Self.windowPanes where recentPanes[i] > pane - Int32(Self.windowPanes) && recentPanes[i] <= pane {
      sum += Int(recentCounts[i])
    }
    return sum
  }

  mutating func remember(item: Int32) {
    if items[0] == item { return }
    var carried = item
    for i in 0..<Self.rememberedItems {
      let old = items[i]
      items[i] = carried
      if old == item { return }
      carried = old
    }
  }
}

/// One customer instance.
struct InstanceSeries: BitwiseCopyable {
  var name: NameRef
  var hash: UInt64
  var firstPane: Pane
  /// Requests in the panes that are still open, at `pane & 3`.
  var requests: InlineArray<4, UInt32> = .init(repeating: 0)
  var usage = UsageLevel()
  /// The last pane with transactions.
  var lastDataPane: Pane = .min
  /// The pane in which each of the last new alert types appeared, newest first.
  var novelPanes: InlineArray<3, Pane> = .init(repeating: Pane.min)
  var novelSeries: InlineArray<3, Int32> = .init(repeating: -1)
  /// Moving load (µs of response time a pane), the whole of which `loadShare` is a share.
  var load: Double = 0
}

/// How much an instance is used: requests a pane, an hour's moving mean and a day's.
struct UsageLevel: BitwiseCopyable {
  var hour: Float = 0
  var day: Float = 0
  var panes: Int32 = 0
  /// Panes in a row far below what is usual.
  var lowPanes: Int32 = 0
  /// The level before the drop began, by which the drop is judged.
  var before: Float = 0
}

/// What is kept of a top transaction beside its screen.
struct FollowedTransaction: BitwiseCopyable {
  var series: Int32
  /// Score over the 90 % quantile (log2 of µs).
  var tail = ContextualScore()
  /// Means of the last panes with data in µs, oldest at `next`, with their panes.
  var means: InlineArray<64, Float> = .init(repeating: 0)
  var panes: InlineArray<64, Pane> = .init(repeating: Pane.min)
  var next: Int32 = 0
  var count: Int32 = 0
  /// The newest 90 % and 99 % quantile in µs; 0 = too few requests.
  var p90Micros: Float = 0
  var p99Micros: Float = 0
  /// Evaluations in a row that found a relevant upward trend.
  var trendRun: Int32 = 0

  mutating func push(meanMicros: Double, pane: Pane, keeping limit: Int) {
    means[Int(next)] = Float(meanMicros)
    panes[Int(next)] = pane
    next = (next + 1) & 63
    count = min(count + 1, Int32(min(limit, 64)))
  }
}
