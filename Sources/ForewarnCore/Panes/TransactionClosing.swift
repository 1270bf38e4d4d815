import RollingStatistics

/// What a closed pane teaches about transactions.
extension Statistics {
  private static let requestsForP90: UInt32 = 20
  private static let requestsForP99: UInt32 = 1_000
  static let shareWeight: Float = 1.0 / 60

  mutating func closeTransactions(
    _ open: borrowing OpenPane, _ settings: TransactionSettings, _ closed: inout ClosedPane
  ) {
    for id in open.transactions.lazy.map(Int.init) {
      let instance = Int(transactions.series[id].instance)
      let cell = transactions.takeCell(id, of: open)
      closed.transactions.append(
        TransactionPane(series: id, instance: instance, cell: cell, value: 0, level: 0))
      instances.addLoad(cell, of: instance)
      instances.series[instance].lastDataPane = open.pane
      instances.meet(instance, open.pane)
    }
    closed.loaded.append(contentsOf: instances.loaded)
    for index in closed.transactions.indices {
      learn(&closed.transactions[index], Int(open.pane & 3), open.pane, settings)
      if let trend = trend(of: closed.transactions[index], index, open.pane, settings) { closed.trends.append(trend) }
    }
  }

  private mutating func learn(
    _ transaction: inout TransactionPane, _ slot: Int, _ pane: Pane, _ settings: TransactionSettings
  ) {
    let id = transaction.series
    transaction.value = DeterministicMath.log2(transaction.meanMicros + 1)
    let verdict = transactions.latency[id].score.update(transaction.value, warmUp: settings.warmUpPanes)
    transaction.level = verdict.level
    var score = verdict.z > 0 ? verdict.score * Self.effect(transaction.value - verdict.level) : 0

    learnLoadShare(&transaction)
    transactions.series[id].lastPane = pane

    let block = Int(transactions.series[id].followed)
    transaction.isFollowed = block >= 0
    if block >= 0 {
      follow(block, &transaction, slot, pane, settings)
      let p90 = transactions.followed[block].p90Micros
      if p90 > 0 {
        let judged = transactions.followed[block].tail
          .update(DeterministicMath.log2(Double(p90) + 1), warmUp: settings.warmUpPanes)
        if judged.z > 0 { score = max(score, judged.score) }
      }
    }
    transactions.latency[id].recent.push(Float(score), pane)
    transaction.recent = transactions.latency[id].recent
    transaction.isWarm = transactions.latency[id].score.count > settings.warmUpPanes
    learnErrorShare(&transaction)
  }

  private mutating func learnLoadShare(_ transaction: inout TransactionPane) {
    let id = transaction.series
    let total = instances.load(of: transaction.instance).micros
    assert(total >= transaction.cell.sumMicros, "a share of the load is at most all of it")
    let share = total > 0 ? Float(Double(transaction.cell.sumMicros) / Double(total)) : 0
    let seen = Float(transactions.latency[id].score.count)
    transactions.shares[id].load +=
      max(Self.shareWeight, 1 / max(seen, 1)) * (share - transactions.shares[id].load)
    transaction.loadShare = transactions.shares[id].load
  }

  /// Winsorised: an outage teaches no more than a bad pane does.
  private mutating func learnErrorShare(_ transaction: inout TransactionPane) {
    let id = transaction.series
    let usual = Double(transactions.shares[id].errors)
    let share = Double(transaction.cell.errors) / Double(transaction.cell.count)
    transaction.usualErrorShare = transactions.shares[id].errors
    let weight = max(Double(Self.shareWeight), 1 / Double(max(transactions.latency[id].score.count, 1)))
    transactions.shares[id].errors += Float(weight * (min(share, usual * 4 + 0.05) - usual))
  }

  /// What customers feel counts beside what is unusual: a doubling doubles the score, a rise of less than 1.4 adds nothing.
  /// `octaves` is log2 of observed over expected.
  private static func effect(_ octaves: Double) -> Double { min(max(2 * octaves, 1), 2) }

  private mutating func follow(
    _ block: Int, _ transaction: inout TransactionPane, _ slot: Int, _ pane: Pane, _ settings: TransactionSettings
  ) {
    let counts = transactions.histogram(block, slot)
    let total = counts.reduce(UInt64(0)) { $0 + UInt64($1) }
    let requests = transaction.cell.count
    // A block that was given in the middle of the pane has seen only part of it.
    let isWhole = total == UInt64(requests)
    func quantile(_ share: Double, from least: UInt32) -> Float {
      guard isWhole, requests >= least else { return 0 }
      return Float(LogLinear.quantile(share, counts: UnsafeBufferPointer(counts), total: total))
    }
    transactions.followed[block].p90Micros = quantile(0.9, from: Self.requestsForP90)
    transactions.followed[block].p99Micros = quantile(0.99, from: Self.requestsForP99)
    transaction.p90Micros = transactions.followed[block].p90Micros
    transaction.p99Micros = transactions.followed[block].p99Micros
    counts.update(repeating: 0)
    transactions.windows[block].push(
      meanMicros: transaction.meanMicros, pane: pane, keeping: settings.trendPanes)
  }
}
