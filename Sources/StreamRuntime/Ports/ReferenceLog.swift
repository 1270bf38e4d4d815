public import ForewarnCore

/// Topics that are read beside the inputs (`control`, `install-base`): few records, from their beginning or from where they were applied up
/// to, to their end before the first decision, and then on. No offset of theirs is committed with the group: the book has them.
///
/// All calls come from the thread of the daemon's loop.
public protocol ReferenceLog: AnyObject {
  /// Fixed from construction on.
  var partitions: [TopicPartition] { get }

  /// Starts reading, in the order of `partitions`; nil = from the beginning. What retention has taken is passed over. Called once.
  func start(at offsets: [Int64?]) throws(LogFailure)

  /// The next records, at most `Limits.referenceRecords`; never waits. Within a partition offsets ascend. None while brokers do not answer.
  func poll() throws(LogFailure) -> [ReferenceRecord]

  /// Whether every partition was read to an end that it had after the start.
  var isCaughtUp: Bool { get }

  /// Leaves within the time given.
  func close(withinMillis: Int)
}
