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
    public var figures: Figures

    public init(_ kind: Kind, _ instance: Name, _ subject: Name, _ figures: Figures) {
      self.kind = kind
      self.instance = instance
      self.subject = subject
      self.figures = figures
    }
  }

  public struct Figures: Sendable, Equatable {
    /// Requests, alerts or values.
    public var count: Int64
    /// The mean response time or value, or the count again.
    public var value: Double
    /// 0 = too few requests.
    public var p90 = 0.0
    /// What is usual, and between what a single one is not unusual; 0 where nothing is known.
    public var level = 0.0
    public var low = 0.0
    public var high = 0.0
    /// How unusual it is; from 1 on a rule says so.
    public var score = 0.0
    /// Of signals, whose level may be 0: whether it is known.
    public var hasLevel = false

    public init(count: Int64, value: Double) {
      self.count = count
      self.value = value
    }
  }

  /// Minutes since 1970.
  public var minute: Int32
  public var rows: PaneReportRows

  public init(minute: Int32, rows: PaneReportRows) {
    self.minute = minute
    self.rows = rows
  }
}
