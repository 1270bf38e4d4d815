/// An alert that speaks for itself: severe enough, of an instance in an environment that says so.
enum ImmediateRule {
  /// The evidence of one such alert, at the pane of its decision.
  static func evidence(_ event: Event, series: Int, domain: Domain, of instance: Int, at pane: Pane) -> Evidence {
    var finding = Finding()
    finding.code = .immediateAlert
    finding.domain = RiskDomain(domain)
    finding.pane = pane
    finding.severity = event.severity
    finding.score = Strength.immediate
    finding.count = 1
    finding.summary = event.summary.text
    if !event.ci.isEmpty { finding.items = [Name(event.ci)] }
    return Evidence(instance: instance, subject: .alert(series), finding: finding)
  }
}
