/// All detectors over one closed pane. Each is a function of the pane's values and the settings; none keeps anything.
enum Detectors {
  static func evidence(in closed: borrowing ClosedPane, _ settings: Settings) -> [Evidence] {
    var found: [Evidence] = []
    guard !closed.isPartial else { return found }
    var trends = closed.trends[...]
    for (index, transaction) in closed.transactions.enumerated() {
      if let errors = ErrorDetector.evidence(of: transaction, closed.pane, settings.transactions) {
        found.append(errors)
      }
      if let latency = LatencyDetector.evidence(of: transaction, closed.pane, settings.transactions) {
        found.append(latency)
      }
      if let slow = SlowShareDetector.evidence(of: transaction, closed.pane, settings.transactions) {
        found.append(slow)
      }
      if let trend = trends.first, trend.index == index {
        trends.removeFirst()
        found.append(TrendDetector.evidence(of: trend, transaction, closed.pane))
      }
    }
    precondition(trends.isEmpty, "every trend is of a transaction of the pane, in their order")
    for instance in closed.learned.latency {
      if let slow = OverallLatencyDetector.evidence(of: instance, in: closed, settings.transactions) {
        found.append(slow)
      }
      // Where one transaction fails, it is named.
      let isNamed = found.contains { $0.instance == instance.instance && $0.finding.code == .errorShare }
      if !isNamed, let errors = ErrorDetector.evidence(of: instance, closed.pane, settings.transactions) {
        found.append(errors)
      }
    }
    for alert in closed.alerts {
      if let burst = BurstDetector.evidence(of: alert, closed.pane, settings.alerts) { found.append(burst) }
      if let indicator = IndicatorDetector.evidence(of: alert, closed.pane) { found.append(indicator) }
      if let novelty = NoveltyDetector.evidence(of: alert, closed.pane, settings.alerts) { found.append(novelty) }
    }
    for total in closed.learned.alertTotals {
      if let flood = FloodDetector.evidence(of: total, closed.pane, settings) { found.append(flood) }
    }
    for signal in closed.signals {
      found += SignalDetector.evidence(of: signal, closed.pane, settings.transactions)
    }
    for usage in closed.learned.usage {
      if let drop = UsageDetector.evidence(of: usage, closed.pane, settings.transactions) { found.append(drop) }
    }
    assert(found.allSatisfy { $0.finding.score >= 0 && $0.finding.score.isFinite }, "a strength is a number")
    return found
  }
}

extension Evidence {
  init(_ finding: Finding, of transaction: TransactionPane) {
    self.init(instance: transaction.instance, subject: .transaction(transaction.series), finding: finding)
  }

  init(_ finding: Finding, of alert: AlertPane) {
    self.init(instance: alert.instance, subject: .alert(alert.series), finding: finding)
  }
}
