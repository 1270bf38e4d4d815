/// How bad a situation is: the worst of what customers feel now. Risk says how sure we are, not how bad it is.
enum CaseSeverity {
  /// Of `Harm.felt`, together.
  private static let major = 0.25
  private static let critical = 1.0

  /// - Parameter isProduction: what is measured where nobody works is never critical; an alert keeps its own severity.
  static func of(
    _ findings: [Finding], at pane: Pane, isProduction: Bool, _ settings: RiskSettings
  ) -> (severity: Severity, felt: Double) {
    let (alerts, measured, felt) = parts(findings, at: pane, settings)
    return (max(alerts, isProduction ? measured : min(measured, .major)), felt)
  }

  /// Whether customers feel it now by what is measured, whatever alerts call themselves.
  static func isFelt(_ findings: [Finding], at pane: Pane, _ settings: RiskSettings) -> Bool {
    parts(findings, at: pane, settings).measured >= .major
  }

  private static func parts(
    _ findings: [Finding], at pane: Pane, _ settings: RiskSettings
  ) -> (alerts: Severity, measured: Severity, felt: Double) {
    var alerts = Severity.minor
    var measured = Severity.minor
    var felt = 0.0
    for finding in findings where isPresent(finding, at: pane, settings) {
      switch finding.code.reason.harm(finding) {
      case .severity(let severity) where finding.code.reason.unit == nil: alerts = max(alerts, severity)
      case .severity(let severity): measured = max(measured, severity)
      case .felt(let share): felt += share
      }
    }
    return (alerts, max(measured, felt >= critical ? .critical : felt >= major ? .major : .minor), felt)
  }

  /// It holds, or was seen within a half-life: what has faded says nothing of now.
  private static func isPresent(_ finding: Finding, at pane: Pane, _ settings: RiskSettings) -> Bool {
    RiskModel.decayed(finding, at: pane, settings) * 2 >= finding.score
  }
}
