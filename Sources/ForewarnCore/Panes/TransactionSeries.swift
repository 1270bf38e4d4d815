import RollingStatistics

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
