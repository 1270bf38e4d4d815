import RollingStatistics

/// What a closed pane teaches about transactions.
extension Statistics {
  private static let requestsForP90: UInt32 = 20
  private static let requestsForP99: UInt32 = 1_000
  static let shareWeight = 1.0 / 60

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
    for instance in instances.loaded.lazy.map(Int.init) {
      learned.latency.enter(instance, learned.zones.clock(of: instance, at: open.pane))
    }
    for index in closed.transactions.indices {
      let instance = closed.transactions[index].instance
      learn(
        &closed.transactions[index], learned.latency.clock(of: instance), settings,
        isExcluded: closed.excluded.holds(instance))
      if let trend = trend(of: closed.transactions[index], index, open.pane, settings) { closed.trends.append(trend) }
    }
    learned.latency.close(&closed, instances, settings)
  }

  private mutating func learn(
    _ transaction: inout TransactionPane, _ clock: LocalClock, _ settings: TransactionSettings, isExcluded: Bool
  ) {
    let id = transaction.series
    let block = Int(transactions.series[id].followed)
    let shadow = transactions.held.place(of: id)
    let heldPanes = shadow.map { transactions.held[$0].panes } ?? learned.latency.heldPanes(of: transaction.instance)
    let incident = isExcluded ? .excluded : ShiftScore.Incident(heldPanes: heldPanes)
    transaction.value = DeterministicMath.log2(transaction.meanMicros + 1)
    transaction.isFollowed = block >= 0
    if block >= 0 { transactions.followed[block].profile.enter(minute: clock.minute, isWeekend: clock.isWeekend) }
    let own = block >= 0 ? transactions.followed[block].profile.expected : nil
    let season = own ?? learned.latency.season(of: transaction.instance)
    let verdict = transactions.latency[id].score.update(
      transaction.value, requests: Double(transaction.cell.count),
      ShiftScore.Context(
        season: season, learnsSeason: block >= 0, incident: incident, warmUp: settings.warmUpPanes))
    transaction.level = verdict.expected
    transaction.shift = verdict.shift
    transaction.means = transactions.latency[id].score.means
    transaction.band = transactions.latency[id].score.band
    if isExcluded { transaction.loadShare = transactions.latency[id].load } else { learnLoadShare(&transaction) }
    learned.latency.add(verdict, of: transaction)
    transactions.series[id].lastPane = clock.pane
    transaction.isWarm = transactions.latency[id].score.count > settings.warmUpPanes
    judgeErrors(&transaction, isHeld: incident != .none)
    if block >= 0 {
      follow(block, &transaction, clock.pane, settings, isHeld: incident != .none)
      if !isExcluded, heldPanes ?? 0 < TransactionShadow.dayPanes {
        transactions.followed[block].profile.learn(verdict.aboveLevel)
      }
    }
    if let shadow {
      if !isExcluded { transactions.held[shadow].learn(transaction) }
      if let kept = transactions.minutes.place(of: id) {
        transactions.minutes[kept].learn(transaction.cell, clock.pane)
      }
    }
  }

  /// The least share of requests against which failures, and slow ones, are judged.
  private static let leastErrorShare = 0.001
  private static let leastSlowShare = 0.0005
  /// More is unusual from so many times the usual on.
  private static let shareMargin = 1.5
  static let panesToJudgeSlow = 240

  /// The share of failures by which a transaction is judged, and that of what is very slow.
  func assumedErrors(of id: Int) -> Double {
    let seen = UInt32(clamping: transactions.latency[id].score.count)
    return max(transactions.latency[id].usualErrors.atMost(seen: seen) * Self.shareMargin, Self.leastErrorShare)
  }

  func assumedSlow(inBlock block: Int, of id: Int) -> Double {
    let seen = UInt32(clamping: transactions.latency[id].score.count)
    return max(transactions.followed[block].usualSlow.atMost(seen: seen) * Self.shareMargin, Self.leastSlowShare)
  }

  private mutating func judgeErrors(_ transaction: inout TransactionPane, isHeld: Bool) {
    let id = transaction.series
    let requests = Double(transaction.cell.count)
    let bad = Double(transaction.cell.errors)
    let seen = UInt32(clamping: transactions.latency[id].score.count)
    let usual = transactions.latency[id].usualErrors
    let assumed = assumedErrors(of: id)
    let verdict = transactions.latency[id].errors.update(bad: bad, expected: requests * assumed)
    transaction.errors = ShareVerdict(
      verdict, transactions.latency[id].errors, assumed: assumed, bad: bad, of: requests)
    transaction.errors.usual = usual.counted
    if transaction.errors.isOver { transactions.latency[id].errors.restart() }
    if transaction.isWarm { learned.latency.add(bad: bad, expected: requests * assumed, of: transaction.instance) }
    if !isHeld { transactions.latency[id].usualErrors.learn(bad: bad, of: requests, seen: seen) }
  }

  private mutating func learnLoadShare(_ transaction: inout TransactionPane) {
    let id = transaction.series
    let total = instances.load(of: transaction.instance).micros
    assert(total >= transaction.cell.sumMicros, "a share of the load is at most all of it")
    let share = total > 0 ? Double(transaction.cell.sumMicros) / Double(total) : 0
    let seen = Double(transactions.latency[id].score.count)
    transactions.latency[id].load +=
      max(Self.shareWeight, 1 / max(seen, 1)) * (share - transactions.latency[id].load)
    transaction.loadShare = transactions.latency[id].load
  }

  private mutating func follow(
    _ block: Int, _ transaction: inout TransactionPane, _ pane: Pane, _ settings: TransactionSettings, isHeld: Bool
  ) {
    let counts = transactions.histogram(block, Int(pane & 3))
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
    if isWhole {
      let slow = LogLinear.occupied(
        above: FollowedSlot.farSlower * transaction.expectedMicros, counts: UnsafeBufferPointer(counts))
      judgeSlow(block, &transaction, Double(slow), isHeld: isHeld)
    }
    counts.update(repeating: 0)
    transactions.windows[block].push(
      mean: transaction.meanMicros, pane: pane, keeping: settings.trendPanes)
  }

  private mutating func judgeSlow(_ block: Int, _ transaction: inout TransactionPane, _ slow: Double, isHeld: Bool) {
    let requests = Double(transaction.cell.count)
    let seen = UInt32(clamping: transactions.latency[transaction.series].score.count)
    let usual = transactions.followed[block].usualSlow
    let assumed = assumedSlow(inBlock: block, of: transaction.series)
    let verdict = transactions.followed[block].slow.update(bad: slow, expected: requests * assumed)
    transaction.slow = ShareVerdict(
      seen > Self.panesToJudgeSlow ? verdict : ShareChart.Verdict(), transactions.followed[block].slow,
      assumed: assumed, bad: slow, of: requests)
    transaction.slow.usual = usual.counted
    if transaction.slow.isOver { transactions.followed[block].slow.restart() }
    if !isHeld { transactions.followed[block].usualSlow.learn(bad: slow, of: requests, seen: seen) }
  }
}
