import RollingStatistics

/// What would be normal of a transaction were it what has been since its baselines are held. Its level is learned anew: from the old one a
/// winsorised level takes days to reach a new one.
struct TransactionShadow: HeldShadow {
  static let section = SectionKind(name: "held_transactions", version: 1, stride: 72)

  var series: Int32
  var errors: Float
  var latency: ContextualScore
  /// Over the 90 % quantile, of one that is followed.
  var tail: ContextualScore

  mutating func learn(_ transaction: TransactionPane, _ settings: TransactionSettings) {
    assert(Int(series) == transaction.series, "a shadow learns of its own series")
    _ = latency.update(transaction.value, warmUp: settings.warmUpPanes)
    if transaction.p90Micros > 0 {
      _ = tail.update(transaction.p90Octaves, warmUp: settings.warmUpPanes)
    }
    errors = ShareBaseline.learned(errors, transaction.cell, seen: latency.count)
  }
}

extension TransactionTable {
  mutating func turn(_ turn: BaselineChange.Turn, _ id: Int) {
    let block = Int(series[id].followed)
    switch turn {
    case .hold:
      held.hold(
        TransactionShadow(
          series: Int32(id), errors: shares[id].errors, latency: ContextualScore(), tail: ContextualScore()))
      minutes.hold(ErrorMinutes(series: Int32(id)))
    case .resume:
      _ = held.release(id)
      _ = minutes.release(id)
    case .adopt:
      _ = minutes.release(id)
      guard let shadow = held.release(id) else { return }
      latency[id].score = shadow.latency
      shares[id].errors = shadow.errors
      if block >= 0, shadow.tail.count > 0 { followed[block].tail = shadow.tail }
    }
  }
}

extension ContextualScore {
  /// Judges a value and learns it, but for the level where a case holds that. What is not learned yet cannot be held.
  mutating func take(_ x: Double, isHeld: Bool, _ settings: TransactionSettings) -> Verdict {
    update(x, warmUp: settings.warmUpPanes, holdsLevel: isHeld && count >= settings.warmUpPanes)
  }
}
