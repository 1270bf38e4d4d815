/// What a rule saw of one subject in a pane, and what it asks for: told to whoever asks why nothing opened.
public struct RuleSight: Sendable, Equatable {
  /// What kept it from speaking, or its finding from opening a case.
  public enum Hold: String, CaseIterable, Sendable {
    case spoke
    /// The configuration has no such rule.
    case disabled
    /// It has not seen enough to judge, or only the requests of too few.
    case learning, thin
    /// The pane had nothing of it.
    case silent
    /// Only an instance's top transactions are looked at.
    case notFollowed = "not_followed"
    /// It is not as far from the usual as is asked, or nobody feels it.
    case below, unfelt
    /// What a window remembers is over.
    case over
    /// It has not lasted.
    case brief
    /// Another rule tells it.
    case toldByAnother = "told_by_another"
  }

  let code: ReasonCode
  public let hold: Hold
  /// The transaction or alert; nil of an instance as a whole.
  public let subject: String?
  /// What it saw and what it asks, for people.
  public let sentence: String
  /// How much of what opens a case was there, 0 … 1; 0 where it could open none.
  public private(set) var closeness = 0.0

  public var rule: String { code.name }

  /// Of an instance as a whole.
  init(_ code: ReasonCode, _ hold: Hold, _ sentence: String) { self.init(code, nil, hold, sentence) }

  init(_ code: ReasonCode, _ subject: Name?, _ hold: Hold, _ sentence: String) {
    self.code = code
    self.subject = subject?.text
    self.hold = hold
    self.sentence = sentence
  }

  /// `share` is what was there of what opens a case.
  func close(by share: Double) -> RuleSight {
    assert(sentence.last != ".", "a sentence goes on behind it")
    var sight = self
    sight.closeness = share.isFinite ? min(max(share, 0), 1) : 0
    return sight
  }
}

/// All rules, asked about one instance in the pane that was just closed. They judge nothing here: what they found is given.
struct RuleProbe {
  let instance: Int
  let settings: Settings
  /// What was found of the instance in the pane.
  let found: [Evidence]
  /// How strong the best finding of each domain has to be to open a case, beside what others found.
  let needed: [Double]
  /// Whether the instance is one whose severe alerts do not wait.
  let isImmediate: Bool

  func sights(in closed: borrowing ClosedPane, _ statistics: borrowing Statistics) -> [RuleSight] {
    precondition(needed.count == RiskDomain.allCases.count, "a strength for each domain")
    let sights =
      alertSights(closed, statistics) + transactionSights(closed, statistics) + instanceSights(closed, statistics)
      + signalSights(closed, statistics)
    return ReasonCode.allCases.flatMap { code in
      settings.rules.disables(code)
        ? [RuleSight(code, .disabled, "rules.disabled has it")] : sights.filter { $0.code == code }
    }
  }

  /// The finding of a rule about a subject; nil when it did not speak.
  func finding(_ code: ReasonCode, _ isAbout: (Evidence.Subject) -> Bool = { _ in true }) -> Finding? {
    found.first { $0.finding.code == code && isAbout($0.subject) }?.finding
  }

  func finding(_ code: ReasonCode, transaction series: Int) -> Finding? {
    finding(code) { if case .transaction(series) = $0 { true } else { false } }
  }

  func finding(_ code: ReasonCode, alert series: Int) -> Finding? {
    finding(code) { if case .alert(series) = $0 { true } else { false } }
  }

  /// The score from which an operator's finding is told, and from which it opens a case: nil where it cannot.
  func scores(_ domain: RiskDomain, weight: Double = 1) -> (told: Double, opens: Double?) {
    let strength = needed[Int(domain.rawValue)] / weight
    return (
      Strength.score(of: 0, settings.transactions) ?? 0, Strength.score(of: strength, settings.transactions)
    )
  }

  /// `it is told from 1.42×, and opens a case from 1.52×`
  static func asks(_ told: String, _ opens: String?) -> String {
    guard let opens else { return "it is told from \(told), and opens no case by itself" }
    return told == opens ? "it opens a case from \(opens)" : "it is told from \(told), and opens a case from \(opens)"
  }

  static func strength(_ finding: Finding, opensFrom needed: Double) -> String {
    let (strength, most) = (FixedPoint.text(finding.score, decimals: 1) ?? "?", FixedPoint.text(needed, decimals: 1))
    return "it spoke, with a strength of \(strength); a case opens from \(most ?? "?")"
  }

  func spoke(_ finding: Finding, _ subject: Name?, _ seen: String) -> RuleSight {
    let needed = needed[Int(finding.domain.rawValue)]
    assert(finding.score >= 0 && needed >= 0, "strengths are counted from nothing")
    return RuleSight(finding.code, subject, .spoke, "\(seen); \(Self.strength(finding, opensFrom: needed))")
      .close(by: needed > 0 ? finding.score / needed : 1)
  }
}
