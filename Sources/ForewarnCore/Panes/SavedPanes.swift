/// The open panes of a snapshot, with partitions by name.
struct SavedPanes: RowValue, Equatable {
  var panes: [SavedPane] = []

  init() {}

  init(_ open: OpenPanes, _ partitions: [TopicPartition]) {
    panes = open.panes.map { SavedPane($0, partitions) }
  }

  mutating func code<C: RowCoder>(with coder: inout C) { coder.field(1, &panes) }
}

extension OpenPanes {
  static let section = "open_panes"

  func write(to writer: inout SectionWriter, _ partitions: [TopicPartition]) {
    writer.row(Self.section, SavedPanes(self, partitions))
  }

  /// Series that are learned anew are not listed; ranges of partitions that are not read any more are dropped.
  mutating func restore(
    from reader: inout SectionReader, _ partitions: [TopicPartition], _ known: SeriesCounts
  ) throws(MalformedBytes) {
    guard let saved = try reader.row(Self.section, as: SavedPanes.self)?.panes else { return }
    guard saved.count <= Limits.openPanes, zip(saved, saved.dropFirst()).allSatisfy({ $0.pane < $1.pane }) else {
      throw MalformedBytes(offset: 0)
    }
    for pane in saved { restore(pane.pane(partitions, known)) }
  }
}

/// How many series of each kind there are.
struct SeriesCounts {
  var transactions: Int
  var alerts: Int
  var signals: Int
}

struct SavedPane: RowValue, Equatable {
  var pane: Pane = 0
  private var transactions: [Int32] = []
  private var alerts: [Int32] = []
  private var ranges: [InputRange] = []
  private var latencyAside: [SavedLatencyCell] = []
  private var alertsAside: [SavedAlertCell] = []
  private var signals: [Int32] = []
  private var signalsAside: [SavedSignalCell] = []

  init() {}

  init(_ open: OpenPane, _ partitions: [TopicPartition]) {
    pane = open.pane
    transactions = open.transactions
    alerts = open.alerts
    ranges = zip(partitions, open.ranges).filter { !$1.isEmpty }.map {
      InputRange(topic: $0.topic, partition: $0.partition, from: $1.from, to: $1.to)
    }
    latencyAside = open.latencyAside.sorted { $0.key < $1.key }.map { SavedLatencyCell(id: $0.key, cell: $0.value) }
    alertsAside = open.alertsAside.sorted { $0.key < $1.key }.map { SavedAlertCell(id: $0.key, cell: $0.value) }
    signals = open.signals
    signalsAside = open.signalsAside.sorted { $0.key < $1.key }.map { SavedSignalCell(id: $0.key, cell: $0.value) }
  }

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &pane)
    coder.field(2, &transactions)
    coder.field(3, &alerts)
    coder.field(4, &ranges)
    coder.field(5, &latencyAside)
    coder.field(6, &alertsAside)
    coder.field(7, &signals)
    coder.field(8, &signalsAside)
  }

  func pane(_ partitions: [TopicPartition], _ known: SeriesCounts) -> OpenPane {
    func isKnown(_ count: Int) -> (Int32) -> Bool { { $0 >= 0 && Int($0) < count } }
    var open = OpenPane(pane: pane, partitions: partitions.count)
    open.transactions = transactions.filter(isKnown(known.transactions))
    open.alerts = alerts.filter(isKnown(known.alerts))
    open.signals = signals.filter(isKnown(known.signals))
    for range in ranges {
      let partition = TopicPartition(topic: range.topic, partition: range.partition)
      guard let p = partitions.firstIndex(of: partition) else { continue }
      open.ranges[p] = OpenPane.OffsetRange(from: range.from, to: range.to)
    }
    for saved in latencyAside where isKnown(known.transactions)(saved.id) { open.latencyAside[saved.id] = saved.cell }
    for saved in alertsAside where isKnown(known.alerts)(saved.id) { open.alertsAside[saved.id] = saved.cell }
    for saved in signalsAside where isKnown(known.signals)(saved.id) { open.signalsAside[saved.id] = saved.cell }
    return open
  }
}

private struct SavedLatencyCell: RowValue, Equatable {
  var id: Int32 = 0
  var cell = LatencyCell()

  mutating func code<C: RowCoder>(with coder: inout C) {
    var (count, errors) = (Int64(cell.count), Int64(cell.errors))
    coder.field(1, &id)
    coder.field(2, &count)
    coder.field(3, &errors)
    coder.field(4, &cell.sumMicros)
    coder.field(5, &cell.maxMicros)
    (cell.count, cell.errors) = (UInt32(clamping: count), UInt32(clamping: errors))
  }
}

private struct SavedSignalCell: RowValue, Equatable {
  var id: Int32 = 0
  var cell = SignalCell()

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &id)
    coder.field(2, &cell)
  }
}

private struct SavedAlertCell: RowValue, Equatable {
  var id: Int32 = 0
  var cell = AlertCell()

  mutating func code<C: RowCoder>(with coder: inout C) {
    var (firing, resolved, worst) = (Int64(cell.firing), Int64(cell.resolved), Int64(cell.worst))
    coder.field(1, &id)
    coder.field(2, &firing)
    coder.field(3, &resolved)
    coder.field(4, &worst)
    (cell.firing, cell.resolved) = (UInt32(clamping: firing), UInt32(clamping: resolved))
    cell.worst = UInt32(clamping: worst)
  }
}
