/// Where each partition stood when a pane was decided, and which offsets had gone into it; by name, so that it means the same when
/// partitions come and go.
struct DecidedPane: RowValue, Equatable {
  var pane: Pane = 0
  /// Decided without a partition that lagged: usage was not judged.
  var isBlind = false
  /// The wall clock then, µs; nil in books from before it was written down.
  var wallMicros: Int64?
  var positions: [PartitionPosition] = []
  /// What the decision said of baselines, from the next pane on.
  var baselines: [BaselineChange] = []
  /// Of whom the pane, and those after it, teach nothing, or something again.
  var exclusions: [ExclusionTurn] = []

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &pane)
    coder.field(2, &isBlind)
    coder.field(3, &positions)
    coder.field(4, &wallMicros)
    // Nearly every row has none.
    var changes: [BaselineChange]? = baselines.isEmpty ? nil : baselines
    coder.field(5, &changes)
    baselines = changes ?? []
    var turns: [ExclusionTurn]? = exclusions.isEmpty ? nil : exclusions
    coder.field(6, &turns)
    exclusions = turns ?? []
  }

  /// Where a partition stood; nil when it was not read then.
  func position(of partition: TopicPartition, hint: Int) -> PartitionPosition? {
    if hint < positions.count, positions[hint].partition == partition { return positions[hint] }
    return positions.first { $0.partition == partition }
  }
}

/// One partition at the decision of a pane.
struct PartitionPosition: RowValue, Equatable {
  var partition = TopicPartition(topic: "", partition: 0)
  var nextOffset: Int64 = 0
  /// The offsets that have events in the pane, `from ..< to`; empty when equal.
  var from: Int64 = 0
  var to: Int64 = 0
  /// The largest clock of its records so far, µs; nil in books from before it was written down.
  var clockMicros: Int64?

  mutating func code<C: RowCoder>(with coder: inout C) {
    var (topic, number) = (partition.topic, partition.partition)
    coder.field(1, &topic)
    coder.field(2, &number)
    partition = TopicPartition(topic: topic, partition: number)
    coder.field(3, &nextOffset)
    coder.field(4, &from)
    coder.field(5, &to)
    coder.field(6, &clockMicros)
    if from > to { coder.fail() }
  }
}

/// `pane/<number>`, the number as in `PaneTime`: a row for each decided pane that is kept.
enum PaneRows: BookRows {
  static let prefix = Array("pane/".utf8)
  static func spelling(of name: Pane) -> [UInt8] { Array(String(name).utf8) }
  static func name(spelled bytes: ArraySlice<UInt8>) -> Pane? { RowNumber.value(spelled: bytes) }

  static func writeChanges(of panes: inout DecidedPanes, to rows: inout RowTable) {
    for pane in panes.takeTrimmed() { rows.remove(key(pane)) }
    for decided in panes.takeUnwritten() { rows.put(key(decided.pane), RowWriter.bytes(of: decided)) }
  }

  static func markAllChanged(_ panes: inout DecidedPanes) { panes.markAllUnwritten() }

  static func restore(_ name: Pane, _ value: [UInt8], to panes: inout DecidedPanes) throws(MalformedBytes) {
    let decided = try RowReader.value(DecidedPane.self, from: value)
    guard decided.pane == name else { throw MalformedBytes(offset: 0) }
    panes.restore(decided)
  }
}
