/// The rules that the configuration has. What a case told by another one is not looked at any more.
public struct RulesInForce {
  let rules: RuleSettings
  let immediateSeverity: Severity
  let indicators: [EarlyIndicator]

  public static let codes = ReasonCode.allCases.map(\.name)
  /// Of rules and of models.
  public static let names = codes + Model.allCases.map(\.name)

  init(_ settings: Settings) {
    rules = settings.rules
    immediateSeverity = settings.alerts.immediateSeverity
    indicators = settings.alerts.indicators
    assert(rules.disabled.allSatisfy(Self.names.contains), "what is disabled is a rule or a model")
  }

  func has(_ code: ReasonCode) -> Bool { !rules.disables(code) }

  func watch(_ finding: Finding) -> Bool {
    has(finding.code)
      && (finding.code != .earlyIndicator || indicators.contains { $0.pattern.matches(finding.subject) })
      && (!finding.code.reason.speaksForItself || finding.severity >= immediateSeverity)
  }
}
