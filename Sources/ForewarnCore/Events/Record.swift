/// A Kafka record header, copied: few records have any.
public struct RecordHeader: Equatable, Sendable {
  public let name: String
  public let value: [UInt8]?

  public init(name: String, value: [UInt8]?) {
    self.name = name
    self.value = value
  }
}

/// One record as it was read. Key and value are borrowed from the reader (see `Bytes`).
public struct Record {
  public var offset: Int64
  /// The record's Kafka timestamp of either type, in microseconds, or `Event.noTime`.
  public var timestampMicros: Int64
  /// nil is a null value (a tombstone), which is not an empty one.
  public var value: Bytes?
  public var key: Bytes?
  /// Index into `RecordBatch.headers`, or -1: most records have none, and an array in here would cost a reference count each.
  public var headers: Int32

  public init(offset: Int64, timestampMicros: Int64, value: Bytes?, key: Bytes?, headers: Int32 = -1) {
    self.offset = offset
    self.timestampMicros = timestampMicros
    self.value = value
    self.key = key
    self.headers = headers
  }
}

/// What a decoder is given of a record.
public struct RecordBytes {
  public var value: Bytes?
  public var key: Bytes?
  public var headers: [RecordHeader]
  /// The record's own, µs; it tells whether an alert without a status is over.
  public var timestampMicros: Int64

  public init(
    value: Bytes?, key: Bytes? = nil, headers: [RecordHeader] = [], timestampMicros: Int64 = Event.noTime
  ) {
    self.value = value
    self.key = key
    self.headers = headers
    self.timestampMicros = timestampMicros
  }
}

/// Some records of one partition, in offset order. Reused: a reader clears and fills it.
public struct RecordBatch {
  public var records: [Record] = []
  public var headers: [[RecordHeader]] = []

  public init() {}

  public mutating func removeAll() {
    records.removeAll(keepingCapacity: true)
    headers.removeAll(keepingCapacity: true)
  }

  public func headers(of record: Record) -> [RecordHeader] {
    record.headers < 0 ? [] : headers[Int(record.headers)]
  }
}
