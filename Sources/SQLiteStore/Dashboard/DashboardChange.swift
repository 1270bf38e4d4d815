public import ForewarnCore

/// What is written to the dashboard's file at a time.
public struct DashboardChange: Sendable {
  public var panes: [PaneReport] = []
  public var caseEvents: [CaseEntry] = []
  public var healths: [HealthEntry] = []
  /// Where the reading of the topics goes on.
  public var positions: [TopicPartition: Int64] = [:]
  /// Whose the instances are; nil = as before.
  public var facts: (@Sendable (Name) -> InstanceFacts?)?

  public init() {}

  public var isEmpty: Bool {
    panes.isEmpty && caseEvents.isEmpty && healths.isEmpty && positions.isEmpty && facts == nil
  }
}

/// A case event, and what lists show of it.
public struct CaseEntry: Sendable, Equatable {
  public var id = ""
  public var instance = Name("")
  public var sequence: Int64 = 0
  public var isOpen = true
  public var kind = ""
  public var severity = Severity.clear
  public var priority: Int64 = 0
  public var permille: Int64 = 0
  public var title = ""
  public var headline = ""
  /// For people, in one line.
  public var accounts = ""
  /// Ids of all that it names; not read from the file.
  public var accountIDs: [String] = []
  public var tier = ""
  public var owner = ""
  public var manager = ""
  /// How it ended; empty while it is open.
  public var outcome = ""
  public var openedMicros: Int64 = 0
  public var changedMicros: Int64 = 0
  /// Why it ended, and what a person says of it; empty where that is not so. Not read from the file.
  public var resolution = ""
  public var verdict = ""
  /// What was said would come, and what came of it; of a case that has ended. Not read from the file.
  public var prediction = Prediction()
  /// When what grows reaches its limit, and until when somebody should have answered.
  public var limitMicros: Int64?
  public var respondByMicros: Int64?
  /// The event as it was emitted; empty where it was read from the file.
  public var event: [UInt8] = []

  public init() {}
}

extension CaseEntry {
  /// µs; nil where it was not said, or has not come.
  public struct Prediction: Sendable, Equatable {
    public var toldMicros: Int64?
    /// Between which moments a limit was to be reached.
    public var lowMicros: Int64?
    public var highMicros: Int64?
    public var cameMicros: Int64?

    public init() {}
  }
}

/// A record of `instance-health`, and what lists show of it.
public struct HealthEntry: Sendable, Equatable {
  public var instance = Name("")
  public var timeMicros: Int64 = 0
  public var permille: Int64 = 0
  public var isLearning = false
  public var record: [UInt8] = []

  public init() {}
}

/// What the dashboard's file may hold.
public struct DashboardLimits: Sendable, Equatable {
  /// Minutes of the last hours, and quarter hours of the last days.
  public var historyHours: Int64 = 48
  public var historyDays: Int64 = 90
  /// Series with a history, in all.
  public var series = 1_000
  /// Cases; those that ended longest ago leave first.
  public var cases = 5_000
  public var instances = 100_000

  public init() {}

  var minuteSlots: Int64 { historyHours * 60 }
  var quarterSlots: Int64 { historyDays * 96 }
  /// Events of a case that are kept: the first and the newest.
  static let eventsPerCase: Int64 = 100
  /// Points of an instance's risk.
  static let riskPoints: Int64 = 512
}
