/// An alert after which an incident is likely, as people know or as history says (`suggest indicators`).
public struct EarlyIndicator: Sendable, Equatable {
  /// The alert's name; `*` stands for any text.
  public var alert: String { didSet { pattern = WordPattern(Name(alert)) } }
  /// The share of such alerts that an incident of the same instance follows, 0 … 1. From a half on one alone opens a case.
  public var weight: Double
  /// What it speaks of; nil = what its alert says.
  public var domain: Domain?
  private(set) var pattern: WordPattern

  public init(alert: String, weight: Double, domain: Domain? = nil) {
    self.alert = alert
    self.weight = weight
    self.domain = domain
    pattern = WordPattern(Name(alert))
  }
}

extension AlertSettings {
  /// The first indicator that an alert's name matches.
  func indicator(named alert: @autoclosure () -> Name) -> EarlyIndicator? {
    guard !indicators.isEmpty else { return nil }
    let name = alert()
    return indicators.first { $0.pattern.matches(name) }
  }
}
