import ForewarnCore

/// How urgent a case is, and who handles it.
enum PriorityKeys {
  static let sections = [
    "priority":
      "Priority 1 (at once) to 4 = the base of the severity + all effects. A table that is written here takes the place of the whole default one; words are compared without blanks around them and in small letters.",
    "priority.accounts": "Effect of a case that several accounts feel.",
    "priority.time_left_hours": "Effect of a trend that leaves little time until its limit.",
    "owners": "Who handles cases where the customer model names nobody.",
  ]

  private static let effects: ClosedRange<Int64> = -3...3

  static let keys: [Key<Configuration>] = [
    .mapping(
      "priority.base", \.settings.priority.baseByName,
      MappingForm<Int>.integers(Severity.allCases.reversed().map(\.name), 1...4),
      "What the priority begins with, for every severity."),
    .mapping(
      "priority.tier", \.settings.priority.tier, MappingForm<Int>.integers(nil, effects),
      "Effect of the service offering; one that is not named has none."),
    .mapping(
      "priority.environment", \.settings.priority.environment, MappingForm<Int>.integers(nil, effects),
      "Effect of the environment; other = those that are not named. One that nobody knows counts as production."),
    .integer(
      "priority.accounts.at_least", \.settings.priority.accounts.atLeast, 1...100_000, unit: "accounts",
      "So many accounts or more have …"),
    .integer("priority.accounts.effect", \.settings.priority.accounts.effect, effects, "… this effect."),
    .number(
      "priority.time_left_hours.below", \.settings.priority.timeLeftHours.below, 0...8_760, unit: "hours",
      "Less time than this has …"),
    .integer("priority.time_left_hours.effect", \.settings.priority.timeLeftHours.effect, effects, "… this effect."),
    .mapping(
      "priority.respond_within", \.settings.priority.respondWithinByName,
      MappingForm<Int64>.durations(PrioritySettings.range.map { "\($0)" }),
      "How soon somebody should answer, for every priority: PT30M, PT4H, P1D, …"),
    .text("owners.performance", \.settings.owners.performance, .any, "Who handles performance cases."),
    .text("owners.usage", \.settings.owners.usage, .any, "Who handles usage cases."),
    .text("owners.major", \.settings.owners.major, .any, "Who handles major cases, of what several customers share."),
    .text(
      "owners.triage", \.settings.owners.triage, .any,
      "Who finds out whose an instance is that the customer model does not know."),
  ]
}

/// Tables by the names that a file writes.
extension PrioritySettings {
  fileprivate var baseByName: [String: Int] {
    get { Dictionary(uniqueKeysWithValues: base.map { ($0.key.name, $0.value) }) }
    set {
      base = [:]
      for severity in Severity.allCases { base[severity] = newValue[severity.name] }
    }
  }

  fileprivate var respondWithinByName: [String: Int64] {
    get { Dictionary(uniqueKeysWithValues: respondWithin.map { ("\($0.key)", $0.value) }) }
    set {
      respondWithin = [:]
      for priority in Self.range { respondWithin[priority] = newValue["\(priority)"] }
    }
  }
}
