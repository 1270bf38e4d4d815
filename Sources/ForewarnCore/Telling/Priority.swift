/// Priority 1 (at once) … 4, a table over severity, tier, environment, accounts and time left, with its reasons in words.
struct Priority: Equatable {
  var value: Int
  var reasons: [String]

  /// ISO 8601 duration within which somebody should answer.
  var respondWithin: String {
    switch value {
    case 1: "PT30M"
    case 2: "PT4H"
    case 3: "P1D"
    default: "P3D"
    }
  }

  private static let production = ["prod", "production"].map { FoldedWord($0) }

  init(_ episode: Episode, _ installation: CustomerModel.Installation?) {
    var value =
      switch episode.severity {
      case .critical: 1
      case .major: 2
      case .minor: 3
      case .warning, .info, .clear: 4
      }
    var reasons = ["severity \(episode.severity.name)"]
    if let tier = installation?.tier {
      if tier.lowercased() == "platinum" { value -= 1 }
      reasons.append("tier \(tier)")
    }
    if let environment = installation?.environment, FoldedWord(environment)?.isEmpty != true {
      if !Self.production.contains(FoldedWord(environment)) { value += 1 }
      reasons.append("environment \(environment)")
    }
    if let accounts = installation?.accounts.count, accounts >= 2 {
      value -= 1
      reasons.append("\(accounts) accounts affected")
    }
    if let trend = episode.findings.lazy.compactMap(\.trend).first, trend.hoursMid < 1 {
      value -= 1
      reasons.append("limit within the hour")
    }
    self.value = min(max(value, 1), 4)
    self.reasons = reasons
    assert((1...4).contains(self.value) && !reasons.isEmpty, "a priority is one of four, and has its reasons")
  }
}
