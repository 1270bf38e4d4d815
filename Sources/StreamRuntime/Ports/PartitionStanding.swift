public import ForewarnCore

/// What brokers last said of a partition, beside where it ends.
public struct PartitionStanding: Sendable, Equatable {
  /// Why it gives no answer; nil while it does, and while no broker answers at all.
  public var trouble: PartitionTrouble?
  /// Records that are written and that a `read_committed` reader cannot see: they stand behind a transaction that is open.
  public var hidden: HiddenRecords?

  public init(trouble: PartitionTrouble? = nil, hidden: HiddenRecords? = nil) {
    self.trouble = trouble
    self.hidden = hidden
  }
}

public struct PartitionTrouble: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// The brokers do not know its topic: it was deleted.
    case unknownTopic
    /// No leader, no answer, no right to ask.
    case unanswered
  }

  public var kind: Kind
  /// In the brokers' words.
  public var reason: String
  /// On the clock of `TimeSource.monotonicMicros`.
  public var sinceMicros: Int64

  public init(_ kind: Kind, reason: String, sinceMicros: Int64) {
    self.kind = kind
    self.reason = reason
    self.sinceMicros = sinceMicros
  }
}

public struct HiddenRecords: Sendable, Equatable {
  /// Offsets between the stable end and the high watermark.
  public var count: Int64
  /// Since when the stable end has not moved while there are some; monotonic µs.
  public var sinceMicros: Int64

  public init(count: Int64, sinceMicros: Int64) {
    self.count = count
    self.sinceMicros = sinceMicros
  }
}

/// The metadata of a committed offset, and when it was asked for.
public struct SeenOwner: Sendable, Equatable {
  public var metadata: String
  /// On the clock of `TimeSource.monotonicMicros`.
  public var askedAtMicros: Int64

  public init(metadata: String, askedAtMicros: Int64) {
    self.metadata = metadata
    self.askedAtMicros = askedAtMicros
  }
}

/// What has become of the topics since they were opened.
public enum LayoutChange: Sendable, Equatable {
  /// There are partitions that nobody reads yet.
  case added(topic: String, from: Int, to: Int)
  /// A partition is not the one that was read before: its topic was deleted and made anew, or a broker lost records.
  case replaced(TopicPartition, reason: String)
}

extension LayoutChange {
  /// The reason when another record stands where one was read. Times in µs.
  public static func otherRecord(at offset: Int64, _ now: Int64, _ before: Int64) -> String {
    "the record at offset \(offset) is of \(Timestamp.text(now)), and the one that was read there was of \(Timestamp.text(before))"
  }
}
