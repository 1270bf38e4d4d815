import RollingStatistics

/// The sections that the tables of the statistics are stored in. The number of bytes stands here too: a struct that changes its
/// layout needs a new version, and what it held is learned anew.

extension InstanceSeries: StoredElement {
  static let section = SectionKind(name: "instances", version: 1, stride: 24)
}
extension UsageLevel: StoredElement {
  static let section = SectionKind(name: "instance_usage", version: 1, stride: 20)
}
extension NoveltyTrail: StoredElement {
  static let section = SectionKind(name: "instance_novelty", version: 1, stride: 12)
}
extension TransactionSeries: StoredElement {
  static let section = SectionKind(name: "transactions", version: 1, stride: 128)
}
extension LatencyBaseline: StoredElement {
  static let section = SectionKind(name: "transaction_latency", version: 1, stride: 72)
}
extension ShareBaseline: StoredElement {
  static let section = SectionKind(name: "transaction_shares", version: 1, stride: 8)
}
extension FollowedSlot: StoredElement {
  static let section = SectionKind(name: "followed", version: 1, stride: 48)
}
extension TrendWindow: StoredElement {
  static let section = SectionKind(name: "followed_windows", version: 1, stride: 524)
}
extension AlertSeries: StoredElement {
  static let section = SectionKind(name: "alerts", version: 1, stride: 72)
}
extension AlertRates: StoredElement {
  static let section = SectionKind(name: "alert_rates", version: 1, stride: 76)
}
extension AlertNotes: StoredElement {
  static let section = SectionKind(name: "alert_notes", version: 1, stride: 24)
}

extension InstanceTable {
  mutating func restore(_ saved: consuming Column<InstanceSeries>, from reader: inout SectionReader) {
    let count = saved.count
    reindex(saved)
    usage = reader.column(of: UsageLevel.self, beside: count, anew: UsageLevel())
    novelty = reader.column(of: NoveltyTrail.self, beside: count, anew: NoveltyTrail())
  }

  func holds(_ instance: Int32) -> Bool { instance >= 0 && Int(instance) < count }
}

extension TransactionTable {
  static let histogramSection = SectionKind(name: "followed_histograms", version: 1, stride: 4)

  mutating func restore(_ saved: consuming Column<TransactionSeries>, from reader: inout SectionReader) {
    let count = saved.count
    reindex(saved)
    latency = reader.column(of: LatencyBaseline.self, beside: count, anew: LatencyBaseline())
    shares = reader.column(of: ShareBaseline.self, beside: count, anew: ShareBaseline())
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
}

extension AlertTable {
  mutating func restore(_ saved: consuming Column<AlertSeries>, from reader: inout SectionReader) {
    let count = saved.count
    reindex(saved)
    rates = reader.column(of: AlertRates.self, beside: count, anew: AlertRates(silentSince: 0))
    notes = reader.column(of: AlertNotes.self, beside: count, anew: AlertNotes())
  }

  mutating func emptyUnlisted(_ open: OpenPanes) {
    var listed: Set<Int32> = []
    for pane in open.panes { listed.formUnion(pane.alerts) }
    for id in 0..<count where !listed.contains(Int32(id)) { series[id].cells = .init(repeating: AlertCell()) }
  }
}

extension ItemTable {
  mutating func restore(_ saved: consuming Column<NameRef>, _ arena: borrowing NameArena) {
    names = saved
    index = HashIndex(capacity: names.count)
    for id in 0..<names.count where arena.holds(names[id]) {
      index.insert(Hash64.hash(arena.bytes(names[id]).buffer), id: id)
    }
  }
}
