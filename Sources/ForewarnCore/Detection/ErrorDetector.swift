import RollingStatistics

/// More requests of a transaction fail than usually do.
enum ErrorDetector {
  static func evidence(of transaction: TransactionPane, _ pane: Pane, _ settings: TransactionSettings) -> Evidence? {
    guard transaction.isWarm, var finding = finding(.errorShare, transaction.errors, pane, settings) else { return nil }
    finding.loadShare = transaction.loadShare
    return Evidence(finding, of: transaction)
  }

  /// More requests of an instance fail than usually do, over all of its transactions.
  static func evidence(of instance: InstanceLatencyPane, _ pane: Pane, _ settings: TransactionSettings) -> Evidence? {
    guard let finding = finding(.errorOverall, instance.errors, pane, settings) else { return nil }
    return Evidence(instance: instance.instance, subject: .whole("requests"), finding: finding)
  }

  private static func finding(
    _ code: ReasonCode, _ errors: ShareVerdict, _ pane: Pane, _ settings: TransactionSettings
  ) -> Finding? {
    guard let score = Strength.sensed(errors.verdict.score, settings), !errors.isOver else { return nil }
    // Where the minute says enough, it is what is told.
    let isOfThePane = errors.isBadByItself
    let share = isOfThePane ? errors.paneShare : errors.share(panes: errors.verdict.panes)
    var finding = Finding(code, at: pane)
    finding.domain = .application
    finding.score = score
    finding.statistic = errors.verdict.nats
    finding.windowPanes = isOfThePane ? 0 : errors.verdict.panes
    finding.observed = share
    finding.expected = errors.usual
    finding.count = Int64((isOfThePane ? errors.bad : errors.verdict.bad).rounded())
    finding.severity = share >= 0.2 ? .major : .minor
    return finding
  }
}
