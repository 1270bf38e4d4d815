import RollingStatistics

/// A transaction that is followed closely, beside its screen.
struct FollowedSlot: BitwiseCopyable {
  /// A request is very slow when it takes so many times what is expected of the mean.
  static let farSlower = 8.0

  /// -1: the block is free.
  var series: Int32
  /// The newest 90 % and 99 % quantile in µs; 0 = too few requests.
  var p90Micros: Float = 0
  var p99Micros: Float = 0
  /// Requests that take many times what is usual, and how many usually do.
  var slow = ShareChart()
  var usualSlow = UsualShare()
  var profile = DayProfile()
}

/// The window in which a trend is looked for.
struct TrendWindow: BitwiseCopyable {
  static let capacity = 64

  /// Means of the last panes with data (µs, or the unit of a signal), oldest at `next`, with their panes.
  var means: InlineArray<64, Float> = .init(repeating: 0)
  var panes: InlineArray<64, Pane> = .init(repeating: Pane.min)
  var next: Int32 = 0
  var count: Int32 = 0
  /// Evaluations in a row that found a relevant upward trend.
  var run: Int32 = 0

  /// nil before the first pane.
  var newestMean: Float? { count > 0 ? means[(Int(next) + Self.capacity - 1) & 63] : nil }

  mutating func push(mean: Double, pane: Pane, keeping limit: Int) {
    assert(count == 0 || panes[(Int(next) + Self.capacity - 1) & 63] < pane, "means come in the order of panes")
    means[Int(next)] = Float(mean)
    panes[Int(next)] = pane
    next = (next + 1) & 63
    count = min(count + 1, Int32(min(limit, Self.capacity)))
  }
}
