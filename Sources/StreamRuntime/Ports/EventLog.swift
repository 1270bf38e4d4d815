public import ForewarnCore

/// What a partition's reader had to say.
public enum PollResult: Sendable, Equatable {
  /// The batch holds at least one record.
  case records
  /// Nothing was there. Whether that means "the end" is for `freshEnd` to say.
  case nothing
  /// The position was below the log's start: retention has taken records that were not read. It is at the log's start now,
  /// so that a caller who may skip polls on.
  case lost(logStart: Int64)
}

/// An end offset and when it was asked for.
public struct FreshEnd: Sendable, Equatable {
  /// The offset after the last record that a `read_committed` reader can see.
  public var offset: Int64
  /// On the clock of `TimeSource.monotonicMicros`.
  public var askedAtMicros: Int64

  public init(offset: Int64, askedAtMicros: Int64) {
    self.offset = offset
    self.askedAtMicros = askedAtMicros
  }
}

/// Reading half of the log: partitions, positions, batches.
///
/// All calls come from one thread, the core's. `wake` alone may come from any.
public protocol EventReader: AnyObject {
  /// The partitions that are read, in the order of `TopicPartition`. Fixed from construction on.
  var partitions: [TopicPartition] { get }

  /// Starts reading, one position a partition, in the order of `partitions`. Called once.
  func start(at offsets: [Int64]) throws(LogFailure)

  /// Fills `batch` with the next records of a partition (at most `Limits.batchRecords`); never waits. What the previous
  /// batch of the same partition lent is invalid from here on. Offsets may have gaps; none is below the position.
  func poll(_ partition: Int, into batch: inout RecordBatch) throws(LogFailure) -> PollResult

  /// The offset up to which everything visible was handed over, markers and aborted records included: at the end when it is
  /// not below `freshEnd`.
  func position(_ partition: Int) -> Int64

  /// The newest known end of a partition; nil before the first answer and while disconnected.
  func freshEnd(_ partition: Int) -> FreshEnd?

  /// What brokers last said of a partition beside its end.
  func standing(_ partition: Int) -> PartitionStanding

  /// What has become of the topics since `open`; nil = they are as they were.
  var layoutChange: LayoutChange? { get }

  /// Whose commit the group had when it was last looked at; nil before the first look.
  var seenOwner: SeenOwner? { get }

  /// Asks for all ends soon: a queue runs low, or the process idles.
  func askForEnds()

  /// Waits until a partition may have records, `wake` is called, or the time is up.
  func wait(atMostMillis: Int)

  /// Ends a `wait` early. Any thread.
  func wake()

  /// Whether brokers answer now; a sentence for the operator when they do not.
  var connection: Connection { get }
}

public enum Connection: Sendable, Equatable {
  case connected
  case waiting(reason: String)
}

/// The log with its committing half: one Kafka transaction per epoch. These calls come from one thread at a time, the
/// committer's (or, before it exists, the starter's).
public protocol EventLog: EventReader, Sendable {
  /// The id of the cluster, as its brokers name it.
  func clusterID() throws(LogFailure) -> String

  /// Fences older producers with the same transactional id, settles what they left, and warms the producer up.
  func fence() throws(LogFailure)

  /// The committed offset and metadata of each input partition that has one.
  func committed() throws(LogFailure) -> [CommittedOffset]

  /// The oldest offset that still exists, and the end as a `read_committed` reader sees it, in the order of `partitions`.
  func bounds() throws(LogFailure) -> [LogBounds]

  /// The timestamps of the records at these offsets, one a partition, µs; nil where none is asked for, where the record is gone, and where
  /// nobody answers in time.
  func recordTimes(at offsets: [Int64?]) throws(LogFailure) -> [Int64?]

  /// Of each partition the offset of its first record of this time or later, its end where there is none.
  func offsets(atMicros micros: Int64) throws(LogFailure) -> [Int64]

  /// The compacted `state` topic as a table: the newest committed value of each key. Tombstones are left out.
  func readState() throws(LogFailure) -> [StateRow]

  /// One transaction: outputs, state rows, offsets of all partitions with the metadata. Returns when its outcome is known or
  /// known to be unknown; never throws. After `unknown` the producer is gone: `fence` makes a new one.
  func commit(_ epoch: Epoch) -> CommitOutcome

  /// Records travel in batches, and a topic may take single ones and not a batch of them. After this the producer that `fence` makes sends
  /// batches of half the size. False when every record travels alone already.
  func halveBatches() -> Bool

  /// As `commit`, but aborts where that would commit; `.committed` means that nothing was refused. Finds poison outputs.
  func rehearse(_ epoch: Epoch) -> CommitOutcome

  /// Leaves within the time given. The object is of no use afterwards.
  func close(withinMillis: Int)
}

public struct CommittedOffset: Sendable, Equatable {
  public var partition: TopicPartition
  public var offset: Int64
  public var metadata: String

  public init(partition: TopicPartition, offset: Int64, metadata: String) {
    self.partition = partition
    self.offset = offset
    self.metadata = metadata
  }
}

public struct LogBounds: Sendable, Equatable {
  public var start: Int64
  public var end: Int64

  public init(start: Int64, end: Int64) {
    self.start = start
    self.end = end
  }
}

public enum CommitOutcome: Sendable, Equatable {
  /// Kafka has it.
  case committed
  /// Known not to have happened; the transaction is aborted. `permanent` codes will be refused for ever, the others may pass
  /// when sent again.
  case refused(code: String, reason: String, permanent: Bool)
  /// Nobody knows. `fence`, then `committed()`, tell.
  case unknown(reason: String)
  /// A newer producer with the same transactional id exists, or the transaction timed out.
  case fenced(reason: String)
  /// Nothing can be repaired by trying again (authorisation, a broker too old): stop with this message.
  case stop(LogFailure)
}

/// The log cannot do what was asked.
public typealias LogFailure = Failure<LogFailureKind>

public enum LogFailureKind: Sendable, Equatable {
  /// No broker answers; waiting helps.
  case unavailable
  /// A topic does not exist.
  case missingTopic
  /// Refused: credentials or ACLs.
  case unauthorized
  /// A property or a combination that librdkafka or the broker refuses.
  case configuration
  /// Another process has taken over.
  case fenced
  /// Anything else.
  case broken
}
