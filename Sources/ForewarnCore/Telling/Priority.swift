/// What the table of the settings makes of a case, with its reasons in words.
struct Priority: Equatable {
  /// 1 (at once) … 4: the base of the severity, and all effects.
  let value: Int
  /// As ITIL has it, 1 (high) … 3: how much is affected. 2, and the effects of tier, environment and accounts.
  let impact: Int
  /// As ITIL has it, 1 (high) … 3: how soon it must be dealt with. The base of the severity, and the effect of the time left.
  let urgency: Int
  /// The severity with its base, and whatever has an effect.
  let reasons: [String]
  let respondWithinSeconds: Int64

  private struct Effect {
    var words: String
    var value: Int
  }

  private static let levels = 1...3

  init(_ episode: Episode, _ installation: CustomerModel.Installation?, _ settings: PrioritySettings) {
    guard let base = settings.base[episode.severity] else {
      preconditionFailure("the table has a base for every severity")
    }
    let whom = [
      installation?.tier.flatMap { Self.tier($0, settings) },
      Self.environment(installation?.environment ?? "", settings),
      Self.accounts(installation?.accounts.count ?? 0, settings.accounts),
    ].compactMap { $0 }
    let timeLeft = Self.timeLeft(episode, settings.timeLeftHours)
    let breadth = whom.reduce(0) { $0 + $1.value }
    let haste = timeLeft?.value ?? 0
    value = Self.within(PrioritySettings.range, base + breadth + haste)
    impact = Self.within(Self.levels, 2 + breadth)
    urgency = Self.within(Self.levels, base + haste)
    reasons =
      ["severity \(episode.severity.name): \(base)"]
      + (whom + [timeLeft].compactMap { $0 }).filter { $0.value != 0 }.map {
        "\($0.words): \($0.value > 0 ? "+" : "")\($0.value)"
      }
    guard let seconds = settings.respondWithin[value] else {
      preconditionFailure("the table has a deadline for every priority")
    }
    respondWithinSeconds = seconds
  }

  private static func within(_ range: ClosedRange<Int>, _ value: Int) -> Int {
    min(max(value, range.lowerBound), range.upperBound)
  }

  // MARK: Effects

  private static func tier(_ tier: String, _ settings: PrioritySettings) -> Effect? {
    settings.tier[Words.folded(tier)].map { Effect(words: "tier \(tier)", value: $0) }
  }

  private static func environment(_ environment: String, _ settings: PrioritySettings) -> Effect? {
    let word = Words.folded(environment)
    let table = settings.environment
    if word.isEmpty {
      return (table["production"] ?? table["prod"]).map { Effect(words: "environment unknown", value: $0) }
    }
    return (table[word] ?? table["other"]).map { Effect(words: "environment \(environment)", value: $0) }
  }

  private static func accounts(_ count: Int, _ effect: PrioritySettings.AccountsEffect) -> Effect? {
    count >= effect.atLeast ? Effect(words: "\(count) accounts", value: effect.effect) : nil
  }

  private static func timeLeft(_ episode: Episode, _ effect: PrioritySettings.TimeLeftEffect) -> Effect? {
    guard let trend = episode.findings.lazy.compactMap(\.trend).first, trend.hoursMid < effect.below else { return nil }
    return Effect(words: "limit in less than \(Words.span(hours: effect.below))", value: effect.effect)
  }
}
