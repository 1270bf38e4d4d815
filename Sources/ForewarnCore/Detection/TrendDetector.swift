/// A transaction whose response time rises towards a limit. Which rise is relevant is the estimate's to say (`TrendWindow`).
enum TrendDetector {
  static func evidence(of trend: TrendPane, _ transaction: TransactionPane, _ pane: Pane) -> Evidence {
    let estimate = trend.estimate
    assert(estimate.slopeLow > 0 && estimate.pValue < 1, "an estimate is of a relevant upward trend")
    var finding = Finding(.latencyTrend, of: transaction, at: pane)
    finding.score =
      Strength.trend(hoursMid: estimate.hoursMid) * Strength.weight(loadShare: transaction.loadShare)
    finding.statistic = estimate.pValue
    finding.observed = estimate.levelMicros
    finding.expected = trend.normalMicros
    finding.severity = estimate.hoursMid < 1 ? .major : .minor
    finding.trend = estimate
    return Evidence(finding, of: transaction)
  }
}
