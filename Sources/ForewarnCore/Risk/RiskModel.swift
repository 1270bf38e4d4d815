import RollingStatistics

/// `logit(risk) = base + Σ over domains of weight · s · 2^(−age/half-life) (+ bonus when two or more domains agree)`.
///
/// `s` is the best finding inside its domain, so thirty alike series count once; early indicators of a domain, which are probabilities,
/// count as the probability of any of them. Contributions are whole per mille of risk and sum
/// to the risk exactly: largest remainders get what rounding left.
enum RiskModel {
  struct Assessment: Equatable {
    var risk: Double
    /// Of the risk, 0 … 1000.
    var permille: Int
    /// Domain, or nil for what is there without any finding; the parts sum to `permille`.
    var contributions: [Contribution]
    /// Domains whose own part of the logit is at least `agreementFloor`.
    var agreeing: Int
  }

  /// A domain agrees with others when its decayed finding still weighs this much.
  static let agreementFloor = 1.2
  /// A finding that has decayed below this is forgotten.
  static let forgottenScore = 0.1

  static func decayed(_ finding: Finding, at pane: Pane, _ settings: RiskSettings) -> Double {
    if finding.standing.state == .holds { return finding.score }
    let age = Double(max(0, Int64(pane) - Int64(max(finding.pane, finding.standing.lastPane))))
    return finding.score * DeterministicMath.exp2(-age / settings.halfLifePanes)
  }

  /// Strongest first; ties by code and subject, so that the order is the same everywhere.
  static func precedes(_ a: Finding, _ b: Finding, at pane: Pane, _ settings: RiskSettings) -> Bool {
    let left = decayed(a, at: pane, settings)
    let right = decayed(b, at: pane, settings)
    if left != right { return left > right }
    if a.code != b.code { return a.code.rawValue < b.code.rawValue }
    // Strength is capped: among the strongest, the rarer comes first.
    if a.statistic != b.statistic { return (a.statistic > b.statistic) != a.code.reason.isRarerWhenSmaller }
    return a.subject < b.subject
  }

  static func assess(_ findings: [Finding], at pane: Pane, _ settings: RiskSettings) -> Assessment {
    let best = strengths(findings, at: pane, settings)
    var logit = settings.base
    var agreeing = 0
    for score in best where score > 0 {
      logit += settings.weight * score
      if score >= agreementFloor { agreeing += 1 }
    }
    if agreeing >= 2 { logit += settings.agreementBonus }
    let risk = DeterministicMath.logistic(logit)
    let permille = Int((risk * 1000).rounded())
    precondition((0...1_000).contains(permille), "risk is a probability")
    return Assessment(
      risk: risk, permille: permille,
      contributions: contributions(of: permille, best: best, base: DeterministicMath.logistic(settings.base)),
      agreeing: agreeing)
  }

  /// By domain.
  private static func strengths(_ findings: [Finding], at pane: Pane, _ settings: RiskSettings) -> [Double] {
    var best = [Double](repeating: 0, count: RiskDomain.allCases.count)
    for finding in findings {
      let index = Int(finding.domain.rawValue)
      best[index] = max(best[index], decayed(finding, at: pane, settings))
    }
    let warnings = findings.filter { $0.code == .earlyIndicator }
    for domain in RiskDomain.allCases where warnings.count > 1 {
      let together = warnings.filter { $0.domain == domain }
      guard together.count > 1 else { continue }
      let index = Int(domain.rawValue)
      best[index] = max(best[index], Strength.indicator(ofAny: together.map { decayed($0, at: pane, settings) }))
    }
    return best
  }

  /// How strong the best finding of each domain has to be for so much risk, beside what was found of the others.
  static func strengths(
    reaching risk: Double, beside findings: [Finding], at pane: Pane, _ settings: RiskSettings
  ) -> [Double] {
    assert((0...1).contains(risk), "a risk is a probability")
    let best = strengths(findings, at: pane, settings)
    let logit = DeterministicMath.ln(max(risk, 1e-9) / max(1 - risk, 1e-9)) - settings.base
    return best.indices.map { domain in
      let others = best.indices.filter { $0 != domain }.map { best[$0] }
      let agreeing = others.count { $0 >= agreementFloor }
      let missing = logit - settings.weight * others.reduce(0, +)
      func strength(of logit: Double) -> Double { logit > 0 ? logit / settings.weight : 0 }
      let withBonus = strength(of: missing - settings.agreementBonus)
      return switch agreeing {
      case 0: strength(of: missing)
      // From the floor on this one agrees too.
      case 1: min(strength(of: missing), max(withBonus, agreementFloor))
      default: withBonus
      }
    }
  }

  private static func contributions(of permille: Int, best: [Double], base: Double) -> [Contribution] {
    let resting = min(permille, Int((base * 1000).rounded()))
    let total = best.reduce(0, +)
    var parts = [Contribution(domain: nil, permille: resting)]
    guard total > 0 else {
      parts[0].permille = permille
      return parts
    }
    let rest = permille - resting
    var remainders: [(index: Int, fraction: Double)] = []
    var given = 0
    for domain in RiskDomain.allCases where best[Int(domain.rawValue)] > 0 {
      let exact = Double(rest) * best[Int(domain.rawValue)] / total
      let whole = Int(exact)
      remainders.append((parts.count, exact - Double(whole)))
      parts.append(Contribution(domain: domain, permille: whole))
      given += whole
    }
    remainders.sort { $0.fraction == $1.fraction ? $0.index < $1.index : $0.fraction > $1.fraction }
    var next = 0
    precondition(given <= rest, "rounding down gives no more than there is")
    while given < rest {
      parts[remainders[next % remainders.count].index].permille += 1
      given += 1
      next += 1
    }
    assert(parts.reduce(0) { $0 + $1.permille } == permille, "contributions sum to the risk")
    return parts
  }
}
