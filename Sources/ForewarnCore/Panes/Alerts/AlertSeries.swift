import RollingStatistics

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

  /// Where the count of a pane stands.
  static func place(of pane: Pane) -> Int {
    let length = Pane(windowPanes)
    return Int((pane % length + length) % length)
  }

  /// Firing alerts in one of the last panes.
  func count(in pane: Pane) -> Int {
    let at = Self.place(of: pane)
    return recentPanes[at] == pane ? Int(recentCounts[at]) : 0
  }

  /// Panes with alerts in the window of five panes that ends with `pane`.
  func windowPanes(endingWith pane: Pane) -> Int {
    (0..<Pane(Self.windowPanes)).count { count(in: pane - $0) > 0 }
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
