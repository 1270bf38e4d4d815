import RollingStatistics

/// Transactions as sections.
extension TransactionSeries: StoredElement {
  static let section = SectionKind(name: "transactions", version: 1, stride: 128)
}
extension LatencyBaseline: StoredElement {
  static let section = SectionKind(name: "transaction_latency", version: 3, stride: 168)
}
extension FollowedSlot: StoredElement {
  static let section = SectionKind(name: "followed", version: 3, stride: 932)
}
extension TrendWindow: StoredElement {
  static let section = SectionKind(name: "followed_windows", version: 1, stride: 524)
}

/// A bucket that is not empty. Of all buckets few are: only panes that are open count in any.
private struct BucketCount: StoredElement {
  static let section = SectionKind(name: "followed_counts", version: 1, stride: 8)

  /// In `TransactionTable.histograms`.
  var place: UInt32
  var count: UInt32
}

extension TransactionTable {
  func write(to writer: inout SectionWriter) {
    writer.column(series)
    writer.column(latency)
    held.write(to: &writer)
    minutes.write(to: &writer)
    writer.column(followed)
    writer.column(windows)
    var counts = Column<BucketCount>()
    for place in 0..<histograms.count where histograms[place] > 0 {
      counts.append(BucketCount(place: UInt32(place), count: histograms[place]))
    }
    writer.column(counts)
  }

  mutating func restore(from reader: inout SectionReader) {
    guard let saved = reader.column(of: TransactionSeries.self) else { return }
    let count = saved.count
    reindex(saved)
    latency = reader.column(of: LatencyBaseline.self, beside: count, anew: LatencyBaseline())
    held.restore(from: &reader)
    minutes.restore(from: &reader)
    guard let slots = reader.column(of: FollowedSlot.self) else {
      for id in 0..<count { series[id].followed = -1 }
      return
    }
    let blocks = slots.count
    followed = slots
    windows = reader.column(of: TrendWindow.self, beside: blocks, anew: TrendWindow())
    histograms = Column(repeating: 0, count: blocks * OpenWindow.panes * LogLinear.bucketCount)
    guard let counts = reader.column(of: BucketCount.self) else { return }
    // What lies outside is of blocks that could not be used.
    for index in 0..<counts.count where counts[index].place < UInt32(clamping: histograms.count) {
      histograms[Int(counts[index].place)] = counts[index].count
    }
  }

  mutating func emptyUnlisted(_ open: OpenPanes) {
    var listed: Set<Int32> = []
    for pane in open.panes { listed.formUnion(pane.transactions) }
    for id in 0..<count where !listed.contains(Int32(id)) { series[id].cells = .init(repeating: LatencyCell()) }
  }

  func isConsistent(_ names: borrowing NameArena, _ instances: borrowing InstanceTable) -> Bool {
    guard held.isConsistent(of: count), minutes.isConsistent(of: count) else { return false }
    for id in 0..<count {
      let block = series[id].followed
      guard names.holds(series[id].name), instances.holds(series[id].instance), block >= -1,
        Int(block) < followed.count, block < 0 || followed[Int(block)].series == Int32(id)
      else { return false }
    }
    return true
  }
}
