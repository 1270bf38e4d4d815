import RollingStatistics

/// One (instance, transaction): its name and its open cells, side by side for the per-record path.
struct TransactionSeries: BitwiseCopyable {
  var name: NameRef
  var hash: UInt64
  var instance: Int32
  /// Index of the followed transaction's block, or -1.
  var followed: Int32 = -1
  var lastPane: Pane
  /// Zero: an element has no gaps.
  private var unused: Int32 = 0
  var cells: InlineArray<4, LatencyCell> = .init(repeating: LatencyCell())

  init(name: NameRef, hash: UInt64, instance: Int32, lastPane: Pane) {
    self.name = name
    self.hash = hash
    self.instance = instance
    self.lastPane = lastPane
  }
}

/// What is normal for a transaction's response time and its errors, and how its last hour compared.
struct LatencyBaseline: BitwiseCopyable {
  var score = ShiftScore()
  var errors = ShareChart()
  var usualErrors = UsualShare()
  /// Moving share of its instance's load (sum of response times), 0 … 1.
  var load: Double = 0
}
