/// The one row that is about the book itself. Its tags are for ever: a new field gets a new one (`RowValue`).
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
  /// The consumer group, which names application and slice; empty in books from before it was written.
  var group = ""
  /// The pane before the first that can be decided, by the event that was taken first. Which that is depends on the order in which partitions
  /// answered, so that who is taught cannot tell; nil before, and in books from before it was written.
  var beganAfter: Pane?

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
    coder.field(16, &group)
    coder.field(17, &beganAfter)
  }
}

/// `meta`
enum MetaRow: BookRows {
  static let prefix = Array("meta".utf8)
  static func spelling(of name: Void) -> [UInt8] { [] }
  static func name(spelled bytes: ArraySlice<UInt8>) -> Void? { bytes.isEmpty ? () : nil }

  static func writeChanges(of meta: inout BookMeta, to rows: inout RowTable) {
    rows.put(key(()), RowWriter.bytes(of: meta))
  }

  /// It is put with every epoch.
  static func markAllChanged(_ meta: inout BookMeta) {}

  static func restore(_ name: Void, _ value: [UInt8], to meta: inout BookMeta) throws(MalformedBytes) {
    meta = try RowReader.value(BookMeta.self, from: value)
  }
}
