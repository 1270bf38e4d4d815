/// An instance that is suddenly not used.
enum UsageDetector {
  static func evidence(of usage: UsagePane, _ pane: Pane, _ settings: TransactionSettings) -> Evidence? {
    guard usage.lowPanes > 0, usage.lowPanes >= settings.usageDropPanes else { return nil }
    var finding = Finding()
    finding.code = .usageDrop
    finding.domain = .usage
    finding.pane = pane
    finding.score = Strength.usageDrop
    finding.observed = usage.requests
    finding.expected = usage.before
    finding.count = Int64(usage.lowPanes)
    finding.statistic = usage.before > 0 ? usage.requests / usage.before : 0
    finding.severity = usage.requests == 0 ? .major : .minor
    return Evidence(instance: usage.instance, subject: .whole("requests"), finding: finding)
  }
}
