import RollingStatistics

/// More requests of a transaction fail than usually do, by the binomial tail.
enum ErrorDetector {
  /// Errors in a pane before their share is judged, and the surprise (−log10) from which it is a finding.
  private static let errorsToJudge: UInt32 = 5
  private static let surpriseNeeded = 8.0

  static func evidence(of transaction: TransactionPane, _ pane: Pane) -> Evidence? {
    let cell = transaction.cell
    guard cell.errors >= errorsToJudge, transaction.isWarm else { return nil }
    assert(cell.errors <= cell.count, "no more requests fail than there are")
    let usual = Double(transaction.usualErrorShare)
    let surprise = BinomialTail.surprise(
      errors: Int(cell.errors), of: Int(cell.count), probability: max(usual * 1.5, 0.005))
    guard surprise >= surpriseNeeded else { return nil }
    let share = Double(cell.errors) / Double(cell.count)
    var finding = Finding(.errorShare, of: transaction, at: pane)
    finding.domain = .application
    finding.score = Strength.errors(
      surprise: surprise, weight: Strength.weight(loadShare: Double(transaction.loadShare)))
    finding.statistic = surprise
    finding.observed = share
    finding.expected = usual
    finding.severity = share >= 0.2 ? .major : .minor
    return Evidence(finding, of: transaction)
  }
}
