import RollingStatistics

/// What a closed pane teaches about transactions, and what it shows.
extension Statistics {
  /// Errors in a pane before their share is judged, and the surprise (−log10) from which it is a finding.
  private static let errorsToJudge: UInt32 = 5
  private static let errorSurprise = 8.0
  /// A slower response that no person feels is no finding: a fifth and a millisecond are the least.
  private static let leastRatio = 1.2
  private static let leastExcessMicros = 1_000.0
  /// Of the last five panes with data so many must be anomalous, all within so many panes.
  private static let persistence = (panes: 3, within: Pane(10))
  private static let requestsForP90: UInt32 = 20
  private static let requestsForP99: UInt32 = 1_000
  static let shareWeight: Float = 1.0 / 60

  mutating func closeTransactions(_ open: OpenPane, _ settings: TransactionSettings, findings: inout [InstanceFinding])
  {
    let slot = Int(open.pane & 3)
    var load: [Int: (micros: Int64, requests: UInt32)] = [:]
    var cells: [LatencyCell] = []
    cells.reserveCapacity(open.transactions.count)
    for id in open.transactions.lazy.map(Int.init) {
      var cell = transactions[id].cells[slot]
      if let aside = open.latencyAside[Int32(id)] { cell.merge(aside) }
      transactions[id].cells[slot] = LatencyCell()
      cells.append(cell)
      let instance = Int(transactions[id].instance)
      let sum = load[instance] ?? (0, 0)
      load[instance] = (sum.micros.addingSaturating(cell.sumMicros), sum.requests.addingSaturating(cell.count))
    }
    for (id, cell) in zip(open.transactions.lazy.map(Int.init), cells) {
      let instance = Int(transactions[id].instance)
      learn(id, cell, slot, open.pane, ofLoad: load[instance]?.micros ?? 0, settings, &findings)
    }
    // Each instance's own sums: the order of the dictionary cannot show.
    for (instance, sum) in load {
      instances[instance].requests[slot] = sum.requests
      instances[instance].lastDataPane = open.pane
      let weight = instances[instance].load == 0 ? 1 : Double(Self.shareWeight)
      instances[instance].load += weight * (Double(sum.micros) - instances[instance].load)
    }
  }

  private mutating func learn(
    _ id: Int, _ cell: LatencyCell, _ slot: Int, _ pane: Pane, ofLoad total: Int64, _ settings: TransactionSettings,
    _ findings: inout [InstanceFinding]
  ) {
    let meanMicros = Double(cell.sumMicros) / Double(cell.count)
    let value = DeterministicMath.log2(meanMicros + 1)
    let verdict = transactions[id].score.update(value, warmUp: settings.warmUpPanes)
    var score = verdict.z > 0 ? verdict.score * Self.effect(value - verdict.level) : 0

    let share = total > 0 ? Float(Double(cell.sumMicros) / Double(total)) : 0
    let seen = Float(transactions[id].score.count)
    transactions[id].loadShare += max(Self.shareWeight, 1 / max(seen, 1)) * (share - transactions[id].loadShare)
    transactions[id].lastPane = pane

    let block = Int(transactions[id].followed)
    if block >= 0 {
      follow(block, cell, slot, meanMicros: meanMicros, pane, settings)
      let tail = followed[block].p90Micros
      if tail > 0 {
        let judged = followed[block].tail.update(DeterministicMath.log2(Double(tail) + 1), warmUp: settings.warmUpPanes)
        if judged.z > 0 { score = max(score, judged.score) }
      }
    }

    push(score: Float(score), pane, to: id)
    let expectedMicros = DeterministicMath.exp2(verdict.level) - 1
    judgeErrors(id, cell, pane, settings, &findings)
    if let persistent = persistentScore(id, pane, threshold: settings.anomalyScore),
      meanMicros >= expectedMicros * Self.leastRatio, meanMicros - expectedMicros >= Self.leastExcessMicros
    {
      var finding = describe(id, cell, pane, code: .latencyAnomaly)
      finding.score = Strength.latency(
        persistent: persistent, threshold: settings.anomalyScore,
        weight: Strength.weight(loadShare: Double(transactions[id].loadShare)))
      finding.statistic = persistent
      finding.observed = meanMicros
      finding.expected = expectedMicros
      finding.severity = meanMicros >= expectedMicros * 3 ? .major : .minor
      findings.append(InstanceFinding(instance: Int(transactions[id].instance), finding: finding))
    }
    if block >= 0, let finding = trend(of: block, id, cell, pane, settings) {
      findings.append(InstanceFinding(instance: Int(transactions[id].instance), finding: finding))
    }
  }

  /// What customers feel counts beside what is unusual: a doubling doubles the score, a rise of less than 1.4 adds nothing.
  /// `octaves` is log2 of observed over expected.
  private static func effect(_ octaves: Double) -> Double { min(max(2 * octaves, 1), 2) }

  private mutating func push(score: Float, _ pane: Pane, to id: Int) {
    for i in stride(from: 4, to: 0, by: -1) {
      transactions[id].recentScores[i] = transactions[id].recentScores[i - 1]
      transactions[id].recentPanes[i] = transactions[id].recentPanes[i - 1]
    }
    transactions[id].recentScores[0] = score
    transactions[id].recentPanes[0] = pane
  }

  /// The mean score of enough of the last panes, the highest; nil when too few are anomalous. The newest pane must be one of them.
  private func persistentScore(_ id: Int, _ pane: Pane, threshold: Double) -> Double? {
    guard Double(transactions[id].recentScores[0]) >= threshold else { return nil }
    var scores: [Float] = []
    for i in 0..<5 where transactions[id].recentPanes[i] > pane - Self.persistence.within {
      scores.append(transactions[id].recentScores[i])
    }
    guard scores.count >= Self.persistence.panes else { return nil }
    scores.sort(by: >)
    guard Double(scores[Self.persistence.panes - 1]) >= threshold else { return nil }
    return scores.prefix(Self.persistence.panes).reduce(0) { $0 + Double($1) } / Double(Self.persistence.panes)
  }

  private mutating func follow(
    _ block: Int, _ cell: LatencyCell, _ slot: Int, meanMicros: Double, _ pane: Pane, _ settings: TransactionSettings
  ) {
    let start = (block * OpenWindow.panes + slot) * LogLinear.bucketCount
    let counts = UnsafeMutableBufferPointer(rebasing: histograms.elements[start..<start + LogLinear.bucketCount])
    let total = counts.reduce(UInt64(0)) { $0 + UInt64($1) }
    // A block that was given in the middle of the pane has seen only part of it.
    let whole = total == UInt64(cell.count)
    followed[block].p90Micros =
      whole && cell.count >= Self.requestsForP90
      ? Float(LogLinear.quantile(0.9, counts: UnsafeBufferPointer(counts), total: total)) : 0
    followed[block].p99Micros =
      whole && cell.count >= Self.requestsForP99
      ? Float(LogLinear.quantile(0.99, counts: UnsafeBufferPointer(counts), total: total)) : 0
    counts.update(repeating: 0)
    followed[block].push(meanMicros: meanMicros, pane: pane, keeping: settings.trendPanes)
  }

  private mutating func judgeErrors(
    _ id: Int, _ cell: LatencyCell, _ pane: Pane, _ settings: TransactionSettings, _ findings: inout [InstanceFinding]
  ) {
    let usual = Double(transactions[id].errorShare)
    let share = Double(cell.errors) / Double(cell.count)
    if cell.errors >= Self.errorsToJudge, transactions[id].score.count > settings.warmUpPanes {
      let surprise = BinomialTail.surprise(
        errors: Int(cell.errors), of: Int(cell.count), probability: max(usual * 1.5, 0.005))
      if surprise >= Self.errorSurprise {
        var finding = describe(id, cell, pane, code: .errorShare)
        finding.domain = .application
        finding.score = Strength.errors(
          surprise: surprise, weight: Strength.weight(loadShare: Double(transactions[id].loadShare)))
        finding.statistic = surprise
        finding.observed = share
        finding.expected = usual
        finding.severity = share >= 0.2 ? .major : .minor
        findings.append(InstanceFinding(instance: Int(transactions[id].instance), finding: finding))
      }
    }
    let weight = max(Double(Self.shareWeight), 1 / Double(max(transactions[id].score.count, 1)))
    // Winsorised: an outage teaches no more than a bad pane does.
    transactions[id].errorShare += Float(weight * (min(share, usual * 4 + 0.05) - usual))
  }

  func describe(_ id: Int, _ cell: LatencyCell, _ pane: Pane, code: ReasonCode) -> Finding {
    var finding = Finding()
    finding.code = code
    finding.subject = names.text(transactions[id].name)
    finding.pane = pane
    finding.count = Int64(cell.count)
    finding.loadShare = Double(transactions[id].loadShare)
    let block = Int(transactions[id].followed)
    if block >= 0 {
      finding.p90Micros = Double(followed[block].p90Micros)
      finding.p99Micros = Double(followed[block].p99Micros)
    }
    return finding
  }
}
