import RollingStatistics

/// One customer instance.
struct InstanceSeries: BitwiseCopyable {
  var name: NameRef
  var hash: UInt64
  var firstPane: Pane
  /// The last pane with transactions.
  var lastDataPane: Pane = .min
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

/// The panes in which the last new alert types of an instance appeared, newest first.
struct NoveltyTrail: BitwiseCopyable {
  static let length = 3

  var panes: InlineArray<3, Pane> = .init(repeating: Pane.min)

  mutating func note(_ pane: Pane) {
    for i in stride(from: Self.length - 1, to: 0, by: -1) { panes[i] = panes[i - 1] }
    panes[0] = pane
  }

  /// New types in the window of so many panes that ends with `pane`, as far as the trail goes back.
  func types(within window: Int, endingWith pane: Pane) -> Int {
    var types = 0
    for i in 0..<Self.length where panes[i] > pane - Int32(window) { types += 1 }
    return types
  }
}

/// One (instance, transaction): its name and its open cells, side by side for the per-record path.
struct TransactionSeries: BitwiseCopyable {
  var name: NameRef
  var hash: UInt64
  var instance: Int32
  /// Index of the followed transaction's block, or -1.
  var followed: Int32 = -1
  var lastPane: Pane
  var cells: InlineArray<4, LatencyCell> = .init(repeating: LatencyCell())
}

/// What is normal for a transaction's response time, and how its last panes compared.
struct LatencyBaseline: BitwiseCopyable {
  var score = ContextualScore()
  var recent = RecentScores()
}

/// The scores of the last panes with data, newest first, and the pane of each.
struct RecentScores: BitwiseCopyable {
  static let length = 5

  var scores: InlineArray<5, Float> = .init(repeating: 0)
  var panes: InlineArray<5, Pane> = .init(repeating: Pane.min)

  mutating func push(_ score: Float, _ pane: Pane) {
    for i in stride(from: Self.length - 1, to: 0, by: -1) {
      scores[i] = scores[i - 1]
      panes[i] = panes[i - 1]
    }
    scores[0] = score
    panes[0] = pane
  }
}

/// Moving shares of a transaction, 0 … 1: of its instance's load (sum of response times), and of its requests that fail.
struct ShareBaseline: BitwiseCopyable {
  var load: Float = 0
  var errors: Float = 0
}

/// One (instance, alert type): its name and its open cells.
struct AlertSeries: BitwiseCopyable {
  var name: NameRef
  var hash: UInt64
  var instance: Int32
  /// `Domain`, as it is stored.
  var rawDomain: UInt32
  var cells: InlineArray<4, AlertCell> = .init(repeating: AlertCell())

  var domain: Domain { Domain(rawValue: UInt8(truncatingIfNeeded: rawDomain)) ?? .other }
}

/// How often an alert type comes: in a pane, and in a block of five panes; a flood, and a burst that no single pane shows.
struct AlertRates: BitwiseCopyable {
  static let windowPanes = 5

  /// The pane up to which `pane` has been taught.
  var taughtPane: Pane
  var block: Int32
  var blockCount: Int32 = 0
  var paneRate = CountRate()
  var blockRate = CountRate()
  /// Counts of the last closed panes, at `pane % windowPanes`, and the pane of each.
  var recentCounts: InlineArray<5, UInt32> = .init(repeating: 0)
  var recentPanes: InlineArray<5, Pane> = .init(repeating: Pane.min)

  /// Its silence since the instance was first seen is history too.
  init(silentSince firstPane: Pane) {
    taughtPane = firstPane - 1
    block = taughtPane / Int32(Self.windowPanes)
  }

  var hasNeverFired: Bool {
    for i in 0..<Self.windowPanes where recentPanes[i] != .min { return false }
    return true
  }

  /// Firing alerts in the window of five panes that ends with `pane`.
  func windowCount(endingWith pane: Pane) -> Int {
    var sum = 0
    for i in 0..<Self.windowPanes where recentPanes[i] > pane - Int32(Self.windowPanes) && recentPanes[i] <= pane {
      sum += Int(recentCounts[i])
    }
    return sum
  }
}

/// What an alert type says for itself.
struct AlertNotes: BitwiseCopyable {
  static let rememberedItems = 4

  var summary: NameRef = .none
  /// The configuration items that fired last, newest first; -1 = none.
  var items: InlineArray<4, Int32> = .init(repeating: -1)

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

/// A transaction that is followed closely, beside its screen.
struct FollowedSlot: BitwiseCopyable {
  /// -1: the block is free.
  var series: Int32
  /// The newest 90 % and 99 % quantile in µs; 0 = too few requests.
  var p90Micros: Float = 0
  var p99Micros: Float = 0
  /// Score over the 90 % quantile (log2 of µs).
  var tail = ContextualScore()
}

/// The window in which a trend is looked for.
struct TrendWindow: BitwiseCopyable {
  static let capacity = 64

  /// Means of the last panes with data in µs, oldest at `next`, with their panes.
  var means: InlineArray<64, Float> = .init(repeating: 0)
  var panes: InlineArray<64, Pane> = .init(repeating: Pane.min)
  var next: Int32 = 0
  var count: Int32 = 0
  /// Evaluations in a row that found a relevant upward trend.
  var run: Int32 = 0

  mutating func push(meanMicros: Double, pane: Pane, keeping limit: Int) {
    means[Int(next)] = Float(meanMicros)
    panes[Int(next)] = pane
    next = (next + 1) & 63
    count = min(count + 1, Int32(min(limit, Self.capacity)))
  }
}
