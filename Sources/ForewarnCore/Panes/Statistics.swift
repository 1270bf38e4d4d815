import RollingStatistics

/// The half of the state that counts and learns: cells, baselines, rates. A function of the records and of where decisions fell, so
/// it is saved rarely and taught again from there.
///
/// Between two closings events only add to integer cells, so that their order is free. What is not an addition depends on the order
/// in which records are taken: ids, and which of two copies of an alert counts (`RepeatFilter`). Offline and while teaching that order is the merge's; at the live edge it is the order of arrival, so that
/// after a crash these may differ from before. Decisions that were committed do not: they are loaded.
struct Statistics: ~Copyable {
  var names = NameArena()
  var instances = InstanceTable()
  var transactions = TransactionTable()
  var alerts = AlertTable()
  var signals = SignalTable()
  /// Configuration items that alerts named.
  var items = ItemTable()
  var openPanes: OpenPanes
  var repeats = RepeatFilter()
  /// Which alerts fire, and what open panes say of them.
  var registers = AlertRegisters()
  var openAlerts = OpenAlerts()
  /// The last closed pane: that of the cursor that fills these statistics.
  var lastClosed: Pane = .min
  var learned = Learned()
  /// Hash of the name of each partition's topic.
  private let topics: [UInt64]

  init(_ partitions: [TopicPartition]) {
    openPanes = OpenPanes(partitions: partitions.count)
    topics = partitions.map { Self.hash(ofTopic: $0.topic) }
  }

  static func hash(ofTopic topic: String) -> UInt64 { Array(topic.utf8).withUnsafeBytes { Hash64.hash($0) } }

  var seriesCount: Int { transactions.count + alerts.count + signals.count }

  func name(ofInstance id: Int) -> Name { names.name(instances.series[id].name) }

  func nameBytes(ofInstance id: Int) -> Bytes { names.bytes(instances.series[id].name) }

  // MARK: Names to ids

  /// What a series is found by: its name, its instance and what it is of.
  @inline(__always)
  static func seriesHash(_ name: Bytes, _ kind: Event.Kind, of instance: UInt64) -> UInt64 {
    Hash64.hash(name.buffer, seed: instance ^ UInt64(kind.rawValue))
  }

  /// nil when these statistics do not know it.
  func instance(_ name: Name) -> Int? {
    name.withBytes { instances.find($0, Hash64.hash($0.buffer), in: names) }
  }

  /// The series of a name that a case holds; nil when these statistics do not know it.
  func series(_ name: Name, _ kind: Event.Kind, of instance: Int) -> Int? {
    name.withBytes { bytes in
      let hash = Self.seriesHash(bytes, kind, of: instances.series[instance].hash)
      return switch kind {
      case .transaction: transactions.find(bytes, of: instance, hash, in: names)
      case .alert: alerts.find(bytes, of: instance, hash, in: names)
      case .signal: signals.find(bytes, of: instance, hash, in: names)
      }
    }
  }

  mutating func add(instance name: Bytes, _ hash: UInt64, pane: Pane) -> Int {
    instances.add(names.add(name), hash, pane: pane)
  }

  mutating func add(transaction name: Bytes, of instance: Int, _ hash: UInt64, pane: Pane) -> Int {
    instances.countSeries(of: instance)
    return transactions.add(names.add(name), of: instance, hash, pane: pane)
  }

  mutating func add(alert event: Event, of instance: Int, _ hash: UInt64) -> Int {
    instances.countSeries(of: instance)
    return alerts.add(
      names.add(event.name), of: instance, domain: event.domain, hash,
      silentSince: instances.series[instance].firstPane)
  }

  mutating func add(signal event: Event, of instance: Int, _ hash: UInt64, pane: Pane) -> Int {
    instances.countSeries(of: instance)
    let name = names.add(event.name)
    let unit = names.hasRoom(for: event.unit.count) ? names.add(event.unit) : .none
    return signals.add(name, unit: unit, of: instance, hash, pane: pane)
  }

  mutating func add(item name: Bytes, _ hash: UInt64) -> Int { items.add(names.add(name), hash) }

  // MARK: Cells

  @inline(__always)
  mutating func addTransaction(_ event: Event, to id: Int, pane: Pane, partition: Int, offset: Int64) {
    let open = openPanes.open(pane)
    openPanes[open].note(partition: partition, offset: offset)
    let listed = openPanes[open].transactions.count
    transactions.add(event, to: id, in: &openPanes, open, lastClosed: lastClosed)
    // Once a pane, for each of its series.
    guard openPanes[open].transactions.count != listed else { return }
    learned.silentFeeds.note(Int(transactions.series[id].instance), topic: topics[partition])
  }

  mutating func addAlert(_ event: Event, to id: Int, pane: Pane, partition: Int, offset: Int64) {
    let open = openPanes.open(pane)
    openPanes[open].note(partition: partition, offset: offset)
    alerts.add(event, to: id, in: &openPanes[open], lastClosed: lastClosed)
  }

  mutating func addSignal(_ event: Event, to id: Int, pane: Pane, partition: Int, offset: Int64) {
    let open = openPanes.open(pane)
    openPanes[open].note(partition: partition, offset: offset)
    signals.add(event.value, to: id, in: &openPanes[open], lastClosed: lastClosed)
  }

  /// What is told of an alert in an open pane; nil where no more can be kept of open panes.
  mutating func tell(_ event: Event, of id: Int, _ hash: UInt64, pane: Pane) -> AlertTurn? {
    guard openAlerts.hasRoom else { return nil }
    let alert = AlertRegisters.hash(of: event, hash)
    guard let known = registers.register(alert, of: id) else { return .unknown }
    // Also a repeat opens its pane: what it says is known when that is decided.
    _ = openPanes.open(pane)
    return openAlerts.note(event, of: known, in: pane)
  }

  /// A record of an instance was put aside, at this moment of the run.
  mutating func noteDiversion(_ instance: Bytes, _ hash: UInt64) {
    guard lastClosed != .min, let id = instances.find(instance, hash, in: names) else { return }
    learned.usage.noteDiversion(id, lastClosed + 1)
  }

  /// An event that counts and adds to no cell: its offset went into the pane all the same.
  mutating func addWithoutCell(pane: Pane, partition: Int, offset: Int64) {
    let open = openPanes.open(pane)
    openPanes[open].note(partition: partition, offset: offset)
  }
}

/// All that is saved, a section for each column: every table knows its own. What only closed panes teach stands in `Learned`.
extension Statistics {
  func write(to writer: inout SectionWriter, _ partitions: [TopicPartition]) {
    names.write(to: &writer)
    instances.write(to: &writer)
    transactions.write(to: &writer)
    alerts.write(to: &writer)
    signals.write(to: &writer)
    items.write(to: &writer)
    repeats.write(to: &writer)
    registers.write(to: &writer)
    openAlerts.write(to: &writer)
    learned.write(to: &writer, instances: instances.count)
    openPanes.write(to: &writer, partitions)
  }

  /// Fills empty statistics. Without names or instances there is nothing that the others could be about.
  mutating func restore(from reader: inout SectionReader, _ partitions: [TopicPartition]) throws(MalformedBytes) {
    guard names.restore(from: &reader), instances.restore(from: &reader) else { return }
    transactions.restore(from: &reader)
    alerts.restore(from: &reader)
    signals.restore(from: &reader)
    if !items.restore(from: &reader, names) { alerts.forgetItems() }
    try repeats.restore(from: &reader)
    try registers.restore(from: &reader, alerts: alerts.count)
    learned.restore(from: &reader, instances: instances.count)
    try openPanes.restore(
      from: &reader, partitions,
      SeriesCounts(transactions: transactions.count, alerts: alerts.count, signals: signals.count))
    let (alertCount, open) = (alerts.count, openPanes.panes.map(\.pane))
    // What panes say that are not open any more is known.
    for told in openAlerts.restore(from: &reader, alerts: alertCount, open: open) { registers.merge(told) }
    // A cell that no open pane lists would never be emptied.
    transactions.emptyUnlisted(openPanes)
    alerts.emptyUnlisted(openPanes)
    signals.emptyUnlisted(openPanes)
    guard isConsistent else { throw MalformedBytes(offset: 0) }
    alerts.linkAll()
    signals.linkAll()
    countSeries()
  }

  /// Counts the series of each instance, which was found again.
  mutating func countSeries() {
    for id in 0..<transactions.count { instances.countSeries(of: Int(transactions.series[id].instance)) }
    for id in 0..<alerts.count { instances.countSeries(of: Int(alerts.series[id].instance)) }
    for id in 0..<signals.count { instances.countSeries(of: Int(signals.series[id].instance)) }
  }

  /// Whether every reference that was read points at something.
  private var isConsistent: Bool {
    instances.isConsistent(names) && transactions.isConsistent(names, instances)
      && alerts.isConsistent(names, instances, items) && signals.isConsistent(names, instances)
      && items.isConsistent(names)
      && learned.usage.held.isConsistent(of: instances.count)
      && learned.latency.held.isConsistent(of: instances.count)
      && learned.alertTotals.held.isConsistent(of: instances.count)
      && learned.excluded.isConsistent(of: instances.count)
  }

  /// Sections without which open cells are lost.
  static func holdsCells(_ section: String) -> Bool {
    [
      NameArena.section.name, InstanceSeries.section.name, TransactionSeries.section.name, AlertSeries.section.name,
      SignalSeries.section.name, OpenPanes.section,
    ].contains(section)
  }
}
