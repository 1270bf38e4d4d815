/// The rows of the book, as values. Their tags are for ever: a new field gets a new one (`RowValue`).

struct BookMeta: RowValue, Equatable {
  var clusterID = ""
  var applicationUUID = ""
  /// Decision steps so far.
  var step: Int64 = 0
  /// `Pane.min` before the first event.
  var lastDecided: Pane = .min
  /// Statistics of an older generation are of no use: they were lost once, and learned anew.
  var generation: Int64 = 0
  /// The statistics that go with the book, and the last pane that they have closed.
  var statisticsID: String?
  var statisticsPane: Pane = .min
  /// Panes up to this one lost cells: no rule, no teaching.
  var partialThrough: Pane = .min
  var accounting = Accounting()
  /// The wall clock at the epoch's close, µs; nil in books from before it was written down.
  var wallMicros: Int64?

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &clusterID)
    coder.field(2, &applicationUUID)
    coder.field(3, &step)
    coder.field(4, &lastDecided)
    coder.field(5, &generation)
    coder.field(6, &statisticsID)
    coder.field(7, &statisticsPane)
    coder.field(8, &partialThrough)
    coder.field(9, &accounting)
    coder.field(10, &wallMicros)
  }
}

/// Where each partition stood when a pane was decided, and which offsets had gone into it; by name, so that it means the same when
/// partitions come and go.
struct DecidedPane: RowValue, Equatable {
  var pane: Pane = 0
  /// Decided without a partition that lagged: usage was not judged.
  var isBlind = false
  /// The wall clock then, µs; nil in books from before it was written down.
  var wallMicros: Int64?
  var positions: [PartitionPosition] = []

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &pane)
    coder.field(2, &isBlind)
    coder.field(3, &positions)
    coder.field(4, &wallMicros)
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
