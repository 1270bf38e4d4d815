/// A transaction that is slower than its own normal, persistently, and by an amount that is felt.
enum LatencyDetector {
  /// A slower response that no person feels is no finding: a fifth and a millisecond are the least.
  private static let leastRatio = 1.2
  private static let leastExcessMicros = 1_000.0
  /// Of the last five panes with data so many must be anomalous, all within so many panes.
  private static let persistence = (panes: 3, within: Pane(10))

  static func evidence(of transaction: TransactionPane, _ pane: Pane, _ settings: TransactionSettings) -> Evidence? {
    guard let persistent = persistentScore(transaction.recent, pane, threshold: settings.anomalyScore) else {
      return nil
    }
    let mean = transaction.meanMicros
    let expected = transaction.expectedMicros
    assert(transaction.recent.panes[0] == pane, "the newest score is that of this pane")
    guard mean >= expected * leastRatio, mean - expected >= leastExcessMicros else { return nil }
    var finding = Finding(.latencyAnomaly, of: transaction, at: pane)
    finding.score = Strength.latency(
      persistent: persistent, threshold: settings.anomalyScore,
      weight: Strength.weight(loadShare: Double(transaction.loadShare)))
    finding.statistic = persistent
    finding.observed = mean
    finding.expected = expected
    finding.severity = mean >= expected * 3 ? .major : .minor
    return Evidence(finding, of: transaction)
  }

  /// The mean score of enough of the last panes, the highest; nil when too few are anomalous. The newest pane must be one of them.
  private static func persistentScore(_ recent: RecentScores, _ pane: Pane, threshold: Double) -> Double? {
    guard Double(recent.scores[0]) >= threshold else { return nil }
    var scores: [Float] = []
    for i in 0..<RecentScores.length where recent.panes[i] > pane - persistence.within {
      scores.append(recent.scores[i])
    }
    guard scores.count >= persistence.panes else { return nil }
    scores.sort(by: >)
    guard Double(scores[persistence.panes - 1]) >= threshold else { return nil }
    return scores.prefix(persistence.panes).reduce(0) { $0 + Double($1) } / Double(persistence.panes)
  }
}
