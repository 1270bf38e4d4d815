/// What a closed pane held, for whoever keeps panes for people to look at. Nothing is decided from it, and it is no part of the state.
public struct PaneReport: Sendable, Equatable {
  public enum Kind: UInt8, CaseIterable, Sendable {
    /// Response times of a transaction that is followed closely, µs.
    case transaction
    /// Requests of an instance.
    case usage
    /// Alerts that fired of an instance in a domain.
    case alerts
    /// Values of a signal, in its own unit.
    case signal
  }

  public struct Row: Sendable, Equatable {
    public var kind: Kind
    public var instance: Name
    /// The transaction, the domain or the signal; empty for usage.
    public var subject: Name
    /// Requests, alerts or values.
    public var count: Int64
    /// The mean response time or value, or the count again.
    public var value: Double
    /// 0 = too few requests.
    public var p90: Double
    /// What is usual, and between what a single one is not unusual; 0 where nothing is known.
    public var level: Double
    public var low: Double
    public var high: Double
    /// How unusual it is; from 1 on a rule says so.
    public var score: Double
    /// Of signals, whose level may be 0: whether it is known.
    public var hasLevel = false

    public init(_ kind: Kind, _ instance: Name, _ subject: Name, count: Int64, value: Double) {
      self.kind = kind
      self.instance = instance
      self.subject = subject
      self.count = count
      self.value = value
      p90 = 0
      level = 0
      low = 0
      high = 0
      score = 0
    }
  }

  /// Minutes since 1970.
  public var minute: Int32
  public var rows: [Row]

  public init(minute: Int32, rows: [Row]) {
    self.minute = minute
    self.rows = rows
  }
}
