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

extension TransactionTable {
  static let histogramSection = SectionKind(name: "followed_histograms", version: 1, stride: 4)

  func write(to writer: inout SectionWriter) {
    writer.column(series)
    writer.column(latency)
    held.write(to: &writer)
    minutes.write(to: &writer)
    writer.column(followed)
    writer.column(windows)
    writer.column(histograms, as: Self.histogramSection)
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
    histograms = reader.column(
      of: UInt32.self, as: Self.histogramSection, beside: blocks * OpenWindow.panes * LogLinear.bucketCount, anew: 0)
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
