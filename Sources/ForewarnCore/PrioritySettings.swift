/// How urgent a case is: a base by severity, effects on top, and a deadline for each priority that comes of it. Words are those of the
/// customer model, folded (`Words.folded`): `Prod ` is `prod`.
public struct PrioritySettings: Sendable, Equatable {
  /// 1 (at once) … 4.
  public static let range = 1...4

  public var base: [Severity: Int] = [.critical: 1, .major: 2, .minor: 3, .warning: 4, .info: 4, .clear: 4]
  /// By service offering; one that is not named has no effect.
  public var tier = ["platinum": -1]
  /// By environment; `other` is for those that are not named. An environment that nobody knows counts as production.
  public var environment = ["prod": 0, "production": 0, "other": 1]
  public var accounts = AccountsEffect()
  public var timeLeftHours = TimeLeftEffect()
  /// Seconds within which somebody should answer.
  public var respondWithin: [Int: Int64] = [1: 30 * 60, 2: 4 * 3_600, 3: 86_400, 4: 3 * 86_400]

  /// Of a case that so many accounts feel.
  public struct AccountsEffect: Sendable, Equatable {
    public var atLeast = 2
    public var effect = -1
  }

  /// Of a trend that leaves less time than this until its limit.
  public struct TimeLeftEffect: Sendable, Equatable {
    public var below = 1.0
    public var effect = -1
  }

  public init() {}
}

/// Who handles cases, where the customer model names nobody.
public struct OwnerSettings: Sendable, Equatable {
  public var performance = "perf-support"
  public var usage = "customer-success"
  public var major = "major-incidents"
  /// Of instances that the customer model does not know.
  public var triage = "triage"

  public init() {}
}
