/// Statistics as sections, one for each column.
extension Statistics {
  var approximateBytes: Int {
    transactions.count * 256 + alerts.count * 256 + transactions.followed.count * 640
      + transactions.histograms.count * 4 + names.bytes.count + (1 << 20)
  }

  func write(to writer: inout SectionWriter, _ partitions: [TopicPartition]) {
    writer.column(names.bytes, as: NameArena.section)
    writer.column(instances.series)
    writer.column(instances.usage)
    writer.column(instances.novelty)
    writer.column(transactions.series)
    writer.column(transactions.latency)
    writer.column(transactions.shares)
    writer.column(transactions.followed)
    writer.column(transactions.windows)
    writer.column(transactions.histograms, as: TransactionTable.histogramSection)
    writer.column(alerts.series)
    writer.column(alerts.rates)
    writer.column(alerts.notes)
    writer.column(items.names)
    writer.row("repeats", RepeatFilter.Saved(repeats))
    writer.row("open_panes", SavedPanes(openPanes, partitions))
  }

  /// Sections without which open cells are lost.
  static func holdsCells(_ section: String) -> Bool {
    ["names", "instances", "transactions", "alerts", "open_panes"].contains(section)
  }

  /// Fills empty statistics.
  mutating func restore(from reader: inout SectionReader, _ partitions: [TopicPartition]) throws(MalformedBytes) {
    guard let bytes = reader.column(of: UInt8.self, as: NameArena.section) else { return }
    names.restore(bytes)
    guard let saved = reader.column(of: InstanceSeries.self) else { return }
    instances.restore(saved, from: &reader)
    if let saved = reader.column(of: TransactionSeries.self) { transactions.restore(saved, from: &reader) }
    if let saved = reader.column(of: AlertSeries.self) { alerts.restore(saved, from: &reader) }
    if let saved = reader.column(of: NameRef.self) { items.restore(saved, names) }
    if let saved = try reader.row("repeats", as: RepeatFilter.Saved.self) { repeats = RepeatFilter(saved) }
    if let saved = try reader.row("open_panes", as: SavedPanes.self) {
      try saved.restore(into: &openPanes, partitions, transactions: transactions.count, alerts: alerts.count)
    }
    // A cell that no open pane lists would never be emptied.
    transactions.emptyUnlisted(openPanes)
    alerts.emptyUnlisted(openPanes)
    guard isConsistent else { throw MalformedBytes(offset: 0) }
  }

  /// Whether every reference that was read points at something.
  private var isConsistent: Bool {
    for id in 0..<instances.count where !names.holds(instances.series[id].name) { return false }
    for id in 0..<transactions.count {
      let series = transactions.series[id]
      guard names.holds(series.name), instances.holds(series.instance),
        series.followed >= -1, Int(series.followed) < transactions.followed.count,
        series.followed < 0 || transactions.followed[Int(series.followed)].series == Int32(id)
      else { return false }
    }
    for id in 0..<alerts.count {
      guard names.holds(alerts.series[id].name), instances.holds(alerts.series[id].instance),
        names.holds(alerts.notes[id].summary)
      else { return false }
      for i in 0..<AlertNotes.rememberedItems where Int(alerts.notes[id].items[i]) >= items.count { return false }
    }
    for id in 0..<items.count where !names.holds(items.names[id]) { return false }
    return true
  }
}
