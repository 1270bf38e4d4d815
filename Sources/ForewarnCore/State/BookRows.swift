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
  /// The consumer group, which names application and slice; empty in books from before it was written.
  var group = ""

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
    coder.field(16, &group)
  }
}

/// Where each partition stood when a pane was decided, and which offsets had gone into it; by name, so that it means the same when
/// partitions come and go.
struct DecidedPane: RowValue, Equatable {
  var pane: Pane = 0
  /// Decided without a partition that lagged: usage was not judged.
  var isBlind = false
  var positions: [PartitionPosition] = []

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &pane)
    coder.field(2, &isBlind)
    coder.field(3, &positions)
  }

  /// Where reading of a partition stood; nil when it was not read then.
  func nextOffset(of partition: TopicPartition, hint: Int) -> Int64? {
    if hint < positions.count, positions[hint].partition == partition { return positions[hint].nextOffset }
    return positions.first { $0.partition == partition }?.nextOffset
  }
}

/// One partition at the decision of a pane.
struct PartitionPosition: RowValue, Equatable {
  var partition = TopicPartition(topic: "", partition: 0)
  var nextOffset: Int64 = 0
  /// The offsets that have events in the pane, `from ..< to`; empty when equal.
  var from: Int64 = 0
  var to: Int64 = 0

  mutating func code<C: RowCoder>(with coder: inout C) {
    var (topic, number) = (partition.topic, partition.partition)
    coder.field(1, &topic)
    coder.field(2, &number)
    partition = TopicPartition(topic: topic, partition: number)
    coder.field(3, &nextOffset)
    coder.field(4, &from)
    coder.field(5, &to)
    if from > to { coder.fail() }
  }
}
