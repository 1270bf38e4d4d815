/// All that there is to know of a reason beside how it is detected, one file each. Nothing has a default: a new reason answers every
/// question.
protocol Reason {
  /// As events name it.
  static var name: String { get }
  static var model: Model { get }
  /// The kind of case that it speaks for.
  static var kind: CaseKind { get }
  /// Of what was observed and expected of a series; nil where the subject is an alert, and shown as one.
  static var unit: MeasuredUnit? { get }
  /// Whether `instance-health` lists its subject as a top transaction.
  static var isTopTransaction: Bool { get }
  /// Whether a case that rests on it resolves only while transactions are seen: no data is not "resolved".
  static var needsTransactions: Bool { get }
  /// Whether the smaller of two statistics is the rarer one: p-values are, surprises are not.
  static var isRarerWhenSmaller: Bool { get }
  /// Whether it speaks with its own text, and for the severity of its case.
  static var speaksForItself: Bool { get }

  /// How bad it is by what customers feel, whatever the risk.
  static func harm(_ f: Finding) -> Harm

  /// What kind of fact is looked at, while a case is open, to see whether what was told is still so; and the look at it.
  static var watched: WatchedFact { get }
  static func observe(
    _ f: Finding, by observer: FactObserver, in closed: inout ClosedPane, _ statistics: borrowing Statistics
  ) -> Standing.Observation

  /// What its trouble would teach as normal, and does not while a case is open about it; nil where nothing is learned of it.
  static var baseline: Baseline? { get }

  /// What a title says behind the instance.
  static func headline(_ f: Finding) -> String
  static func sentence(_ f: Finding) -> String
  /// What to do about it.
  static func action(_ f: Finding, on instance: String) -> String
  /// What became of it, by its standing; no full stop. `end` is when it was over, as text.
  static func ending(_ f: Finding, at end: String) -> String
}

/// A fact that can be looked at again.
enum WatchedFact {
  /// Whether the alert fires; of a type that is only counted, nothing.
  case alert(isAlwaysState: Bool)
  /// Whether the value is out of its band.
  case value(fallsWhenWorse: Bool)
  /// Whether the signal is out of its band, on the side on which it was told.
  case signal
}

/// What customers feel of a fact.
enum Harm: Equatable {
  /// Somebody, or the fact itself, says how bad it is.
  case severity(Severity)
  /// The share of an instance's requests that suffers, times how much: 1 where all take twice as long, or one in five fails. What several
  /// transactions suffer adds up.
  case felt(Double)
}

/// What an event calls a unit, and how much of it is one of the finding's.
struct MeasuredUnit {
  var name: String
  var scale: Double
  private(set) var decimals = 3

  /// Of a large number fewer: no text has so many digits.
  func decimals(for value: Double) -> Int { Self.decimals(decimals, for: value) }

  static func decimals(_ wanted: Int, for value: Double) -> Int { value.magnitude < 1e9 ? wanted : min(wanted, 3) }

  static let milliseconds = MeasuredUnit(name: "ms", scale: 0.001)
  /// Where a signal does not say what it is a number of.
  static let ownOfSignal = MeasuredUnit(name: "value", scale: 1, decimals: 6)
  static let alerts = MeasuredUnit(name: "alerts", scale: 1)
}

/// Which of the two models a reason comes from.
enum Model: UInt8, CaseIterable {
  case predictivePerformanceAlerting, topTransactionTrending

  var name: String {
    switch self {
    case .predictivePerformanceAlerting: "predictive-performance-alerting"
    case .topTransactionTrending: "top-transaction-trending"
    }
  }
}
