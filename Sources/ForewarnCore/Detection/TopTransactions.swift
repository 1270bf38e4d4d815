import RollingStatistics

/// Which transactions are followed closely: the top ones of each instance by load share, within one budget of blocks.
extension Statistics {
  /// A smaller share of the load is no top transaction.
  private static let leastShare: Float = 0.005
  static let reviewEveryPanes: Pane = 5
  /// A followed transaction that was silent so long gives its block back.
  private static let silentPanes: Pane = 120

  /// Reviews the transactions that a pane touched. The order of blocks is that of (rank, share, hash): the same everywhere.
  mutating func reviewTopTransactions(_ touched: [Int32], _ pane: Pane, _ settings: Settings) {
    release(silentAt: pane)
    struct Candidate {
      var id: Int
      var instance: Int32
      var share: Float
      var hash: UInt64
      var rank = 0
    }
    var candidates = touched.map {
      Candidate(
        id: Int($0), instance: transactions[Int($0)].instance, share: transactions[Int($0)].loadShare,
        hash: transactions[Int($0)].hash)
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
      && transactions[candidate.id].followed < 0
    {
      guard let block = freeBlock(limit: settings.limits.followedTransactions) else { return }
      followed[block] = FollowedTransaction(series: Int32(candidate.id))
      transactions[candidate.id].followed = Int32(block)
    }
  }

  private mutating func release(silentAt pane: Pane) {
    for block in 0..<followed.count where followed[block].series >= 0 {
      let id = Int(followed[block].series)
      guard transactions[id].lastPane < pane - Self.silentPanes else { continue }
      transactions[id].followed = -1
      followed[block].series = -1
    }
  }

  private mutating func freeBlock(limit: Int) -> Int? {
    for block in 0..<followed.count where followed[block].series < 0 { return block }
    guard followed.count < limit else { return nil }
    followed.append(FollowedTransaction(series: -1))
    histograms.append(repeating: 0, count: OpenWindow.panes * LogLinear.bucketCount)
    return followed.count - 1
  }
}
