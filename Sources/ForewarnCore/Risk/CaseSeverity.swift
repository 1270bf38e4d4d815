/// How bad a situation is: the worst alert behind it, the risk, and the time that is left.
enum CaseSeverity {
  static func of(_ findings: [Finding], risk: RiskModel.Assessment) -> Severity {
    var severity: Severity = risk.permille >= 970 ? .critical : risk.permille >= 850 ? .major : .minor
    for finding in findings {
      if finding.code.reason.speaksForItself { severity = max(severity, finding.severity) }
      if let trend = finding.trend, trend.hoursMid < 1 { severity = max(severity, .major) }
    }
    return severity
  }
}
