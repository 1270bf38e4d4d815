/// One decoded event: a transaction (one request or a pre-aggregated group) or an alert. Plain data; its names are borrowed.
public struct Event {
  public enum Kind: UInt8, Sendable {
    case transaction, alert
  }

  /// Stands for "the event named no time": the record's Kafka timestamp is used instead.
  public static let noTime = Int64.min

  public var kind: Kind
  /// Event time, microseconds since 1970 UTC, or `noTime`.
  public var timeMicros: Int64 = Event.noTime
  /// The customer instance; empty when the event only names a configuration item.
  public var instance: Bytes = .empty
  /// The transaction or the alert type.
  public var name: Bytes = .empty
  /// The configuration item, or empty.
  public var ci: Bytes = .empty

  // Transactions.
  /// Response time in microseconds, 0 or more; of a group, its mean.
  public var durationMicros: Int64 = 0
  /// How many requests the event stands for, at least 1.
  public var count: UInt32 = 1
  public var isError = false

  // Alerts.
  public var severity: Severity = .warning
  public var status: AlertStatus = .firing
  public var domain: Domain = .other
  public var summary: Bytes = .empty
  /// A hash of (fingerprint or labels, startsAt, status) where the client gives such an identity, else 0: an alert with a
  /// repeat key is counted once, however often its sender repeats it. The end of an alert has another one than its beginning.
  public var repeatKey: UInt64 = 0

  public init(kind: Kind) { self.kind = kind }
}
