/// Strengths on one scale, 0 … 6: what the risk formula weighs. At 2 a finding is worth a look, at 5 it carries a case alone; two
/// domains that agree need half of that each.
enum Strength {
  static let most = 6.0

  /// A contextual score that persists, of a transaction that carries this share of the load.
  static func latency(persistent score: Double, threshold: Double, weight: Double) -> Double {
    assert(score >= threshold, "what is weighed is anomalous")
    return min(most, (2.9 + 2.2 * (score - threshold)) * weight)
  }

  /// How much a transaction's share of the load counts: a top transaction is what customers feel.
  static func weight(loadShare: Double) -> Double {
    switch loadShare {
    case 0.05...: 1
    case 0.01...: 0.75
    default: 0.45
    }
  }

  /// A trend by the time that it leaves.
  static func trend(hoursMid: Double) -> Double {
    switch hoursMid {
    case ..<1: 5.5
    case ..<4: 5
    case ..<12: 4
    default: 3
    }
  }

  static func burst(surprise: Double, threshold: Double, severity: Severity) -> Double {
    min(most, 2 * surprise / threshold) * weight(severity)
  }

  static func novelty(types: Int, severity: Severity) -> Double {
    (types >= 2 ? 2.6 : 1.2) * weight(severity)
  }

  static func errors(surprise: Double, weight: Double) -> Double { min(most, surprise / 2.5) * weight }

  /// An immediate rule speaks for itself.
  static let immediate = 5.0
  static let usageDrop = 5.5

  private static func weight(_ severity: Severity) -> Double {
    switch severity {
    case .critical: 1.3
    case .major: 1.15
    case .minor: 1
    case .warning: 0.85
    case .info, .clear: 0.5
    }
  }
}
