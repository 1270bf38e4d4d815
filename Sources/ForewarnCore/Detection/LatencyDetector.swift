import RollingStatistics

/// A transaction that is slower than is expected of it, and by an amount that is felt.
enum LatencyDetector {
  /// A slower response that no person feels is no finding.
  static let leastExcessMicros = 1_000.0

  static func evidence(of transaction: TransactionPane, _ pane: Pane, _ settings: TransactionSettings) -> Evidence? {
    let shift = transaction.shift
    guard let score = Strength.sensed(shift.score, settings), !transaction.isOver(window: shift.window) else {
      return nil
    }
    // Where the minute shows it, the minute is what is told.
    let isOfThePane = transaction.isSlowByItself
    let means = transaction.means
    let expected =
      isOfThePane ? transaction.expectedMicros : DeterministicMath.exp2(means.expected(window: shift.window)) - 1
    let observed = isOfThePane ? transaction.meanMicros : DeterministicMath.exp2(means.value(window: shift.window)) - 1
    guard observed - expected >= leastExcessMicros else { return nil }
    var finding = Finding(.latencyAnomaly, of: transaction, at: pane)
    finding.score = score * Strength.weight(loadShare: transaction.loadShare)
    finding.statistic = shift.score
    finding.windowPanes = isOfThePane ? 0 : shift.panes
    finding.observed = observed
    finding.expected = expected
    finding.severity = observed >= expected * 3 ? .major : .minor
    return Evidence(finding, of: transaction)
  }
}

/// An instance whose transactions are slower together than is expected of each: none need stand out alone.
enum OverallLatencyDetector {
  private static let contributorsTold = 3

  static func evidence(
    of instance: InstanceLatencyPane, in closed: borrowing ClosedPane, _ settings: TransactionSettings
  ) -> Evidence? {
    guard let score = Strength.sensed(instance.shift.score, settings), !instance.isOver else { return nil }
    let slow = contributors(to: instance, closed)
    // One that is slow alone speaks for itself.
    guard slow.count > 1, slow.contains(where: { $0.excessMicros >= LatencyDetector.leastExcessMicros }) else {
      return nil
    }
    var finding = Finding(.latencyOverall, at: closed.pane)
    finding.score = score
    finding.statistic = instance.shift.score
    let told = instance.told
    finding.windowPanes = told.panes
    finding.observed = told.times
    finding.expected = 1
    finding.count = Int64(clamping: slow.count)
    finding.severity = finding.observed >= 3 ? .major : .minor
    var evidence = Evidence(instance: instance.instance, subject: .whole("transactions"), finding: finding)
    evidence.contributors = slow.prefix(contributorsTold).map { ($0.series, DeterministicMath.exp2($0.octaves)) }
    return evidence
  }

  struct Slow {
    var series: Int
    var octaves: Double
    var felt: Double
    var excessMicros: Double
  }

  /// Those that are slower now, what is felt most first.
  static func contributors(to instance: InstanceLatencyPane, _ closed: borrowing ClosedPane) -> [Slow] {
    var slow: [Slow] = []
    for transaction in closed.transactions where transaction.instance == instance.instance {
      let octaves = transaction.means.shift(window: min(instance.shift.window, 1))
      guard octaves >= instance.shift.octaves / 2 else { continue }
      let times = DeterministicMath.exp2(octaves)
      slow.append(
        Slow(
          series: transaction.series, octaves: octaves,
          felt: transaction.loadShare * (times - 1),
          excessMicros: transaction.expectedMicros * (times - 1)))
    }
    return slow.sorted { $0.felt != $1.felt ? $0.felt > $1.felt : $0.series < $1.series }
  }
}

/// A transaction of which more requests than usual take many times what is usual, though its mean may hardly show it.
enum SlowShareDetector {
  static func evidence(of transaction: TransactionPane, _ pane: Pane, _ settings: TransactionSettings) -> Evidence? {
    let verdict = transaction.slow.verdict
    // Where the mean shows it, the mean tells it.
    guard transaction.isFollowed, transaction.shift.score < 1, !transaction.slow.isOver,
      let score = Strength.sensed(verdict.score, settings)
    else { return nil }
    var finding = Finding(.latencyTail, of: transaction, at: pane)
    finding.score = score * Strength.weight(loadShare: transaction.loadShare)
    finding.statistic = verdict.nats
    finding.windowPanes = verdict.panes
    finding.observed = transaction.slow.share(panes: verdict.panes)
    finding.expected = transaction.slow.usual
    finding.count = Int64(verdict.bad.rounded())
    finding.severity = finding.observed >= 0.1 ? .major : .minor
    return Evidence(finding, of: transaction)
  }
}
