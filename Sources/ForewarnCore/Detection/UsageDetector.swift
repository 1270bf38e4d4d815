import RollingStatistics

/// An instance that is suddenly not used, or far more than it ever is at this hour.
enum UsageDetector {
  /// A surge has to last twice as long as a drop: it harms nobody by itself.
  static let surgePatience = 2

  static func evidence(of usage: UsagePane, _ pane: Pane, _ settings: TransactionSettings) -> Evidence? {
    let verdict = usage.verdict
    if usage.lowPanes >= settings.usageDropPanes,
      let score = verdict.isUnseenDrop ? Strength.usageDrop : Strength.sensed(verdict.drop.score, settings)
    {
      var finding = Finding(.usageDrop, at: pane)
      finding.expected = verdict.usual
      finding.count = Int64(usage.lowPanes)
      return evidence(finding, usage, score)
    }
    if usage.highPanes >= settings.usageDropPanes * surgePatience,
      let score = Strength.sensed(verdict.surge.score, settings)
    {
      var finding = Finding(.usageSurge, at: pane)
      finding.expected = verdict.usualHigh
      finding.count = Int64(usage.highPanes)
      return evidence(finding, usage, score)
    }
    return nil
  }

  private static func evidence(_ begun: Finding, _ usage: UsagePane, _ score: Double) -> Evidence {
    assert(score >= 0 && usage.requests >= 0, "strengths and requests are counted from nothing")
    var finding = begun
    finding.domain = .usage
    finding.score = score
    finding.observed = usage.requests == 0 ? 0 : usage.verdict.recent
    finding.statistic = finding.expected > 0 ? finding.observed / finding.expected : 0
    finding.severity = usage.requests == 0 ? .major : .minor
    return Evidence(instance: usage.instance, subject: .whole("requests"), finding: finding)
  }
}
