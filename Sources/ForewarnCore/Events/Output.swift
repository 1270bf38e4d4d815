/// Where an output goes. The configuration gives each role its topic, or none.
public enum OutputRole: String, CaseIterable, Sendable {
  case cases, health, late
  case deadLetter = "dead_letter"
  case audit
}

/// One record to be written, by value: it must outlive the record that caused it, be stored, and be sent again as it was.
public struct Output: Equatable, Sendable {
  public var role: OutputRole
  public var key: [UInt8]?
  /// nil = a tombstone.
  public var value: [UInt8]?
  public var headers: [RecordHeader]
  /// nil = the wall clock at sending. Late records and dead letters keep the timestamp of the record that they were.
  public var timestampMicros: Int64?

  public init(role: OutputRole, key: [UInt8]?, value: [UInt8]?, headers: [RecordHeader], timestampMicros: Int64? = nil)
  {
    self.role = role
    self.key = key
    self.value = value
    self.headers = headers
    self.timestampMicros = timestampMicros
  }
}

extension Output {
  /// Key, value and headers, as they travel.
  public var byteCount: Int {
    headers.reduce((key?.count ?? 0) + (value?.count ?? 0)) { $0 + $1.name.utf8.count + ($1.value?.count ?? 0) }
  }
}
