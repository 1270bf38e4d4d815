import RollingStatistics

/// The half of the state that counts and learns: cells, baselines, rates. A function of the records and of where decisions fell, so
/// it is saved rarely and taught again from there.
///
/// Between two closings events only add to integer cells, so that their order is free. What is not an addition depends on the order
/// in which records are taken: ids, the first summary of an alert, the items that it remembers, and which of two copies of an alert
/// counts (`RepeatFilter`). Offline and while teaching that order is the merge's; at the live edge it is the order of arrival, so that
/// after a crash these may differ from before. Decisions that were committed do not: they are loaded.
struct Statistics: ~Copyable {
  var names = NameArena()
  var instances = InstanceTable()
  var transactions = TransactionTable()
  var alerts = AlertTable()
  /// Configuration items that alerts named.
  var items = ItemTable()
  var openPanes: OpenPanes
  var repeats = RepeatFilter()
  /// The last closed pane: that of the cursor that fills these statistics.
  var lastClosed: Pane = .min

  init(partitions: Int) { openPanes = OpenPanes(partitions: partitions) }

  var seriesCount: Int { transactions.count + alerts.count }

  func name(ofInstance id: Int) -> Name { names.name(instances.series[id].name) }

  // MARK: Names to ids

  mutating func add(instance name: Bytes, _ hash: UInt64, pane: Pane) -> Int {
    instances.add(names.add(name), hash, pane: pane)
  }

  mutating func add(transaction name: Bytes, of instance: Int, _ hash: UInt64, pane: Pane) -> Int {
    transactions.add(names.add(name), of: instance, hash, pane: pane)
  }

  mutating func add(alert event: Event, of instance: Int, _ hash: UInt64) -> Int {
    alerts.add(
      names.add(event.name), of: instance, domain: event.domain, hash,
      silentSince: instances.series[instance].firstPane)
  }

  mutating func add(item name: Bytes, _ hash: UInt64) -> Int { items.add(names.add(name), hash) }

  // MARK: Cells

  @inline(__always)
  mutating func addTransaction(_ event: Event, to id: Int, pane: Pane, partition: Int, offset: Int64) {
    let open = openPanes.open(pane)
    openPanes[open].note(partition: partition, offset: offset)
    transactions.add(event, to: id, in: &openPanes, open, lastClosed: lastClosed)
  }

  mutating func addAlert(_ event: Event, to id: Int, pane: Pane, partition: Int, offset: Int64) {
    let open = openPanes.open(pane)
    openPanes[open].note(partition: partition, offset: offset)
    alerts.add(event, to: id, in: &openPanes[open], lastClosed: lastClosed)
  }

  /// An event that counts and adds to no cell: its offset went into the pane all the same.
  mutating func addWithoutCell(pane: Pane, partition: Int, offset: Int64) {
    let open = openPanes.open(pane)
    openPanes[open].note(partition: partition, offset: offset)
  }

  /// What a firing alert says beside that it fires.
  mutating func note(_ event: Event, item: Int?, of id: Int) {
    if let item { alerts.notes[id].remember(item: Int32(item)) }
    guard !event.summary.isEmpty, alerts.notes[id].summary == .none, names.hasRoom(for: event.summary.count) else {
      return
    }
    alerts.notes[id].summary = names.add(event.summary)
  }
}

/// Configuration items by name.
struct ItemTable: ~Copyable {
  var names = Column<NameRef>()
  var index = HashIndex()

  var count: Int { names.count }

  func find(_ name: Bytes, _ hash: UInt64, in arena: borrowing NameArena) -> Int? {
    index.find(hash) { arena.bytes(names[$0]).elementsEqual(name) }
  }

  mutating func add(_ name: NameRef, _ hash: UInt64) -> Int {
    names.append(name)
    index.insert(hash, id: names.count - 1)
    return names.count - 1
  }
}
