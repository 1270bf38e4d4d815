/// One decoded event: a transaction (one request or a pre-aggregated group), an alert, or a signal, which is a number with a name. Plain data;
/// its names are borrowed.
public struct Event {
  public enum Kind: UInt8, Sendable {
    case transaction, alert, signal
  }

  /// Stands for "the event named no time": the record's Kafka timestamp is used instead.
  public static let noTime = Int64.min

  // The order of the members is that of their sizes: so an event has no gaps, and what copies one moves it without a call.
  /// How many requests the event stands for, at least 1. Of transactions, as are `isError` and `durationMicros`.
  public var count: UInt32 = 1
  public var kind: Kind
  public var isError = false
  /// Of alerts, as are all that follow the names.
  public var severity: Severity = .warning
  public var status: AlertStatus = .firing
  public var domain: Domain = .other
  /// Whether the sender speaks of a state, which lasts until it says otherwise: it names a status, a start or an identity.
  public var isState = false
  /// Event time, microseconds since 1970 UTC, or `noTime`.
  public var timeMicros: Int64 = Event.noTime
  /// Response time in microseconds, 0 or more; of a group, its mean.
  public var durationMicros: Int64 = 0
  /// The customer instance; empty when the event only names a configuration item.
  public var instance: Bytes = .empty
  /// The transaction, the alert type or the signal.
  public var name: Bytes = .empty
  /// The configuration item, or empty.
  public var ci: Bytes = .empty
  public var summary: Bytes = .empty
  /// A hash of the fingerprint or the labels where the sender gives such an identity, else 0. Together with instance, name and severity it
  /// tells one alert from another: rule ids and dedup keys are often unique only within a customer.
  public var identity: UInt64 = 0
  /// Since when it fires, or fired (`startsAt`); `noTime` when the sender does not say.
  public var startMicros: Int64 = Event.noTime
  /// Since when the status is what it is: of a firing alert its beginning, of a resolved one its end. `timeMicros` is later where an old
  /// alert is told now.
  public var sinceMicros: Int64 = Event.noTime
  /// When it was told, in event time: its own time, or later for a repeat.
  public var toldMicros: Int64 = Event.noTime

  public init(kind: Kind) { self.kind = kind }

  // Signals. They stand where transactions and alerts have something else, so that an event is no larger for them.
  /// A finite number of at most `Limits.signalValue`.
  public var value: Double {
    get { Double(bitPattern: UInt64(bitPattern: durationMicros)) }
    set { durationMicros = Int64(bitPattern: newValue.bitPattern) }
  }
  /// What it is a number of, or empty.
  public var unit: Bytes {
    get { summary }
    set { summary = newValue }
  }
}
