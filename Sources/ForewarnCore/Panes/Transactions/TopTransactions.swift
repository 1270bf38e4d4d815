import RollingStatistics

/// Which transactions are followed closely: the top ones of each instance by load share, within one budget of blocks.
extension Statistics {
  /// A smaller share of the load is no top transaction.
  private static let leastShare = 0.005
  static let reviewEveryPanes: Pane = 5
  /// A followed transaction that was silent for so long gives its block back; where blocks are wanting, one that was for so much less: what
  /// its days look like is forgotten with the block.
  private static let silentPanes: Pane = 5_760
  private static let briefSilencePanes: Pane = 120

  private struct Candidate {
    var id: Int
    var instance: Int
    var share: Double
    var hash: UInt64
    var rank = 0
  }

  /// Reviews the transactions that a pane touched. The order of blocks is that of (rank, share, hash): the same everywhere.
  mutating func reviewTopTransactions(_ closed: borrowing ClosedPane, _ settings: Settings) {
    transactions.release(silentSince: closed.pane - Self.silentPanes)
    var candidates = closed.transactions.map {
      Candidate(
        id: $0.series, instance: $0.instance, share: transactions.latency[$0.series].load,
        hash: transactions.series[$0.series].hash)
    }
    candidates.sort {
      if $0.instance != $1.instance { return $0.instance < $1.instance }
      return $0.share != $1.share ? $0.share > $1.share : $0.hash < $1.hash
    }
    var rank = 0
    for i in candidates.indices {
      rank = i > 0 && candidates[i].instance == candidates[i - 1].instance ? rank + 1 : 0
      candidates[i].rank = rank
    }
    candidates.sort {
      if $0.rank != $1.rank { return $0.rank < $1.rank }
      return $0.share != $1.share ? $0.share > $1.share : $0.hash < $1.hash
    }
    for candidate in candidates
    where candidate.rank < settings.transactions.topTransactions && candidate.share >= Self.leastShare
      && transactions.series[candidate.id].followed < 0
    {
      if transactions.follow(candidate.id, limit: settings.limits.followedTransactions) { continue }
      transactions.release(silentSince: closed.pane - Self.briefSilencePanes)
      guard transactions.follow(candidate.id, limit: settings.limits.followedTransactions) else { return }
    }
  }
}

extension TransactionTable {
  /// Gives the blocks of transactions back that had no data since.
  mutating func release(silentSince pane: Pane) {
    for block in 0..<followed.count where followed[block].series >= 0 {
      let id = Int(followed[block].series)
      guard series[id].lastPane < pane else { continue }
      precondition(series[id].followed == Int32(block), "a block and its transaction name each other")
      series[id].followed = -1
      followed[block].series = -1
    }
  }

  /// Gives a transaction a block; false when none is free.
  mutating func follow(_ id: Int, limit: Int) -> Bool {
    guard let block = freeBlock(limit: limit) else { return false }
    followed[block] = FollowedSlot(series: Int32(id))
    windows[block] = TrendWindow()
    precondition(series[id].followed < 0, "a transaction is followed once")
    series[id].followed = Int32(block)
    return true
  }

  private mutating func freeBlock(limit: Int) -> Int? {
    for block in 0..<followed.count where followed[block].series < 0 { return block }
    guard followed.count < limit else { return nil }
    followed.append(FollowedSlot(series: -1))
    windows.append(TrendWindow())
    histograms.append(repeating: 0, count: OpenWindow.panes * LogLinear.bucketCount)
    return followed.count - 1
  }
}
