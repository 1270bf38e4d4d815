/// One record of a topic that is read beside the inputs (`control`, `install-base`): few, and each by value.
public struct ReferenceRecord: Equatable, Sendable {
  public var partition: TopicPartition
  public var offset: Int64
  /// The record's Kafka timestamp in µs, or `Event.noTime`.
  public var timestampMicros: Int64
  public var key: [UInt8]?
  /// nil = a tombstone.
  public var value: [UInt8]?

  public init(partition: TopicPartition, offset: Int64, timestampMicros: Int64, key: [UInt8]?, value: [UInt8]?) {
    self.partition = partition
    self.offset = offset
    self.timestampMicros = timestampMicros
    self.key = key
    self.value = value
  }
}
