/// The findings of a situation, those that a silence covers left out, and what these would have done.
struct AudibleFindings {
  let findings: [Finding]
  /// Why an opening was kept back; nil when none was.
  private(set) var suppression: Suppression?

  init(of situation: Situation, without silenced: [SilencedFinding], _ step: CaseStep) {
    guard !silenced.isEmpty else {
      findings = situation.findings
      return
    }
    let heard = situation.findings.filter { finding in !silenced.contains { $0.isAbout(finding) } }
    findings = heard
    assert(heard.count <= situation.findings.count, "nothing is heard that is not there")
    guard !situation.isOpen, heard.count < situation.findings.count else { return }
    let isMaintenance = silenced.allSatisfy(\.isMaintenance)
    func wouldOpen(_ findings: [Finding]) -> Bool {
      situation.firesStill(among: findings)
        || RiskModel.assess(findings, at: step.pane, step.settings.risk).risk >= step.settings.cases.openAtRisk
    }
    if wouldOpen(situation.findings), !wouldOpen(heard) { suppression = isMaintenance ? .maintenance : .silence }
  }
}
