public import ForewarnCore

/// What commits together: outputs, the book rows that changed, and the offsets of all input partitions.
///
/// Prepared (fsynced to the state store under its book id) before it is sent; a prepared epoch whose parent is the committed
/// book is sent again as it is after a crash.
public struct Epoch: Sendable, Equatable {
  /// Fresh and random: 16 bytes as 32 lower-case hex digits. Epoch numbers do not identify a state; this does.
  public var bookID: String
  /// The book that this one follows; nil for the very first.
  public var parentBookID: String?
  public var number: Int64
  /// Changed book rows; nil value = removed.
  public var rows: [StateRow]
  public var outputs: [Output]
  /// Next offset of each input partition, in the order of the log's `partitions`.
  public var offsets: [PartitionOffset]
  /// The statistics that this book goes with; nil before the first.
  public var statisticsID: String?
  /// At most 512 bytes of ASCII: version, slice, cluster, application uuid, book id, statistics id, epoch, digest of the book.
  public var metadata: String

  public init(
    bookID: String, parentBookID: String?, number: Int64, rows: [StateRow], outputs: [Output],
    offsets: [PartitionOffset], statisticsID: String?, metadata: String
  ) {
    self.bookID = bookID
    self.parentBookID = parentBookID
    self.number = number
    self.rows = rows
    self.outputs = outputs
    self.offsets = offsets
    self.statisticsID = statisticsID
    self.metadata = metadata
  }
}

public struct PartitionOffset: Sendable, Equatable {
  public var partition: TopicPartition
  public var offset: Int64

  public init(partition: TopicPartition, offset: Int64) {
    self.partition = partition
    self.offset = offset
  }
}
