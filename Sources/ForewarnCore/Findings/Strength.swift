/// Strengths on one scale, 0 … 6: what the risk formula weighs. At 2 a finding is worth a look, at 5 it carries a case alone; two
/// domains that agree need half of that each.
enum Strength {
  static let most = 6.0

  /// Of an operator's score, 1 being its alarm, which opens a case alone; nil of what is too weak to support another.
  static func sensed(_ score: Double, _ settings: TransactionSettings) -> Double? {
    assert(score >= 0 && settings.anomalyScore > 0, "a score is compared with one that is asked for")
    let sensed = score * calibrated / settings.anomalyScore
    return sensed >= leastSensed ? min(most, alarm * sensed) : nil
  }

  /// The score from which a finding is told, and has at least this strength; nil of a strength that none has.
  static func score(of strength: Double, _ settings: TransactionSettings) -> Double? {
    strength <= most ? max(leastSensed, strength / alarm) * settings.anomalyScore / calibrated : nil
  }

  /// The setting at which 1 is an alarm.
  private static let calibrated = 2.0
  private static let leastSensed = 0.6
  private static let alarm = 5.2

  /// How much a transaction's share of the load counts: a top transaction is what customers feel, and what nobody uses has to be far worse to
  /// be a case alone.
  static func weight(loadShare: Double) -> Double { loadShare >= 0.002 ? 1 : 0.85 }

  /// A trend by the time that it leaves.
  static func trend(hoursMid: Double) -> Double {
    switch hoursMid {
    case ..<1: 5.5
    case ..<4: 5
    case ..<12: 4
    default: 3
    }
  }

  static func burst(surprise: Double, threshold: Double, severity: Severity, isLasting: Bool) -> Double {
    min(most, (isLasting ? 3.2 : 2) * surprise / threshold) * weight(severity)
  }

  /// Of a probability: from a half on it opens a case alone.
  static func indicator(probability: Double) -> Double {
    assert((0...1).contains(probability), "a probability is between nothing and certain")
    return min(most, 2 * alarm * probability)
  }

  /// How likely it is that any of several strengths of early indicators comes true, were they independent.
  static func indicator(ofAny strengths: [Double]) -> Double {
    indicator(probability: 1 - strengths.reduce(1) { $0 * (1 - min($1 / (2 * alarm), 1)) })
  }

  static func novelty(types: Int, severity: Severity) -> Double {
    (types >= 2 ? 2.6 : 1.2) * weight(severity)
  }

  /// An immediate rule speaks for itself.
  static let immediate = 5.0
  static let usageDrop = 5.5
  /// So is a limit that people have set.
  static let beyondLimit = 5.2

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
