/// A pane that has events and is not decided yet: whose cells to visit when it closes, and which offsets went into it.
struct OpenPane {
  struct OffsetRange: Equatable {
    /// First offset that has an event in the pane, and the one after the last; empty when equal.
    var from: Int64 = 0
    var to: Int64 = 0

    var isEmpty: Bool { from == to }
  }

  let pane: Pane
  var transactions: [Int32] = []
  var alerts: [Int32] = []
  /// A range for each source partition.
  var ranges: [OffsetRange]
  /// Cells that lie further ahead than the inline ones.
  var latencyAside: [Int32: LatencyCell] = [:]
  var alertsAside: [Int32: AlertCell] = [:]

  init(pane: Pane, partitions: Int) {
    self.pane = pane
    ranges = Array(repeating: OffsetRange(), count: partitions)
  }

  mutating func note(partition: Int, offset: Int64) {
    if ranges[partition].isEmpty { ranges[partition].from = offset }
    ranges[partition].to = offset + 1
  }
}
