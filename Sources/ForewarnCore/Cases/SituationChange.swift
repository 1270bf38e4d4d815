/// How what a situation shows now differs from what its case has told.
extension Situation {
  /// A value that is so much worse than was told, or so much less time that is left, is told again.
  private static let worseBy = 1.5
  private static let leftOf = 0.5

  func isWorseThanTold(by findings: [Finding]) -> Bool {
    guard case .open(let episode) = phase else { return false }
    return findings.contains { now in
      guard now.standing.state != .back, let told = episode.findings.first(where: { $0.isAbout(now) }) else {
        return false
      }
      if let left = now.trend?.hoursMid, let toldLeft = told.trend?.hoursMid, left < toldLeft * Self.leftOf {
        return true
      }
      return switch now.code.reason.watched {
      case .signal:
        now.trend == nil && told.observed != told.expected
          && (now.observed - told.expected) / (told.observed - told.expected) >= Self.worseBy
      case .value(fallsWhenWorse: false): now.trend == nil && now.observed >= told.observed * Self.worseBy
      case .value(fallsWhenWorse: true):
        now.observed * Self.worseBy <= told.observed && told.observed - now.observed >= 1
      case .alert: false
      }
    }
  }

  /// Whether statistics alone speak for what is heard now, and nobody feels much of it yet. What an alert says by itself is none, nor what
  /// people have said an incident follows on.
  func isEarlyWarning(_ findings: [Finding], _ step: CaseStep) -> Bool {
    guard step.urgency == .paneEnd, !firesStill(among: findings),
      !CaseSeverity.isFelt(findings, at: step.pane, step.settings.risk)
    else { return false }
    let asked = findings.filter { $0.code == .earlyIndicator }
    return RiskModel.assess(asked, at: step.pane, step.settings.risk).risk < step.settings.cases.openAtRisk
  }

  /// The strongest of what is not over.
  func lead(of findings: [Finding], at pane: Pane, _ settings: RiskSettings) -> Finding? {
    (Self.present(findings) ?? findings).min { RiskModel.precedes($0, $1, at: pane, settings) }
  }

  /// Whether what leads now is what the episode was about: the same subject, the same domain, or the same item.
  func isProblemOfEpisode(_ findings: [Finding], at pane: Pane, _ settings: RiskSettings) -> Bool {
    guard let old = episode?.findings.first,
      let now = lead(of: findings, at: pane, settings)
    else { return false }
    return now.subject == old.subject || now.domain == old.domain || now.items.contains { old.items.contains($0) }
  }
}
