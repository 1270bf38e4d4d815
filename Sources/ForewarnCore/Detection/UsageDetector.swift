import RollingStatistics

/// An instance that is suddenly not used, or far more than it ever is at this hour.
enum UsageDetector {
  /// A surge has to last twice as long as a drop: it harms nobody by itself.
  private static let surgePatience = 2

  static func evidence(of usage: UsagePane, _ pane: Pane, _ settings: TransactionSettings) -> Evidence? {
    let verdict = usage.verdict
    if verdict.isUnseenDrop, usage.lowPanes >= settings.usageDropPanes {
      return drop(usage, Strength.usageDrop, pane)
    }
    if usage.lowPanes >= settings.usageDropPanes, let score = Strength.sensed(verdict.drop.score, settings) {
      return drop(usage, score, pane)
    }
    if usage.highPanes >= settings.usageDropPanes * surgePatience,
      let score = Strength.sensed(verdict.surge.score, settings)
    {
      return surge(usage, score, pane)
    }
    return nil
  }

  private static func drop(_ usage: UsagePane, _ score: Double, _ pane: Pane) -> Evidence {
    var finding = Finding()
    finding.code = .usageDrop
    finding.expected = usage.verdict.usual
    finding.count = Int64(usage.lowPanes)
    return evidence(finding, usage, score, pane)
  }

  private static func surge(_ usage: UsagePane, _ score: Double, _ pane: Pane) -> Evidence {
    var finding = Finding()
    finding.code = .usageSurge
    finding.expected = usage.verdict.usualHigh
    finding.count = Int64(usage.highPanes)
    return evidence(finding, usage, score, pane)
  }

  private static func evidence(_ begun: Finding, _ usage: UsagePane, _ score: Double, _ pane: Pane) -> Evidence {
    assert(score >= 0 && usage.requests >= 0, "strengths and requests are counted from nothing")
    var finding = begun
    finding.domain = .usage
    finding.pane = pane
    finding.score = score
    finding.observed = usage.requests == 0 ? 0 : usage.verdict.recent
    finding.statistic = finding.expected > 0 ? finding.observed / finding.expected : 0
    finding.severity = usage.requests == 0 ? .major : .minor
    return Evidence(instance: usage.instance, subject: .whole("requests"), finding: finding)
  }
}
