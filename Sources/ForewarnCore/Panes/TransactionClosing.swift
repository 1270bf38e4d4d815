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
    let shadow = transactions.held.place(of: id)
    transaction.value = DeterministicMath.log2(transaction.meanMicros + 1)
    let verdict = transactions.latency[id].score.take(transaction.value, isHeld: shadow != nil, settings)
    transaction.level = verdict.level
    var score = verdict.z > 0 ? verdict.score * Self.effect(transaction.value - verdict.level) : 0

    learnLoadShare(&transaction)
    transactions.series[id].lastPane = pane

    let block = Int(transactions.series[id].followed)
    transaction.isFollowed = block >= 0
    if block >= 0 {
      follow(block, &transaction, slot, pane, settings)
      if transaction.p90Micros > 0 {
        let judged = transactions.followed[block].tail
          .take(transaction.p90Octaves, isHeld: shadow != nil, settings)
        if judged.z > 0 { score = max(score, judged.score) }
      }
    }
    transactions.latency[id].recent.push(Float(score), pane)
    transaction.recent = transactions.latency[id].recent
    transaction.isWarm = transactions.latency[id].score.count > settings.warmUpPanes
    transaction.usualErrorShare = transactions.shares[id].errors
    if let shadow {
      transactions.held[shadow].learn(transaction, settings)
      if let kept = transactions.minutes.place(of: id) { transactions.minutes[kept].learn(transaction.cell, pane) }
    } else {
      transactions.shares[id].errors = ShareBaseline.learned(
        transactions.shares[id].errors, transaction.cell, seen: transactions.latency[id].score.count)
    }
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

extension ShareBaseline {
  /// The usual share of requests that fail once a pane is learned, after so many. Winsorised: an outage teaches no more than a bad pane does.
  static func learned(_ usual: Float, _ cell: LatencyCell, seen: Int) -> Float {
    let share = Double(cell.errors) / Double(cell.count)
    let weight = max(Double(Statistics.shareWeight), 1 / Double(max(seen, 1)))
    return usual + Float(weight * (min(share, Double(usual) * 4 + 0.05) - Double(usual)))
  }
}
