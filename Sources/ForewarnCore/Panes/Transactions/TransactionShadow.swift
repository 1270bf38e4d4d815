import RollingStatistics

/// What would be normal of a transaction were it what has been since its baselines are held. Its level is learned anew: from the old one a
/// winsorised level takes days to reach a new one.
struct TransactionShadow: HeldShadow {
  static let section = SectionKind(name: "held_transactions", version: 2, stride: 40)
  /// How far values stray is learned for so long of what a case is about.
  static let episodePanes: UInt32 = 180
  /// What is over within a day may be what every day brings: the clock learns it. Of what was once it makes little.
  static let dayPanes: UInt32 = 1_440
  /// Panes after which a pane weighs 1/e.
  private static let memoryPanes = 1_440.0

  var series: Int32
  var panes: UInt32 = 0
  /// In octaves.
  var level = 0.0
  var noise = ResidualNoise()
  var errors = UsualShare()

  init(series: Int32) { self.series = series }

  mutating func learn(_ transaction: TransactionPane) {
    assert(Int(series) == transaction.series, "a shadow learns of its own series")
    panes = panes.addingSaturating(1)
    let requests = Double(transaction.cell.count)
    let residual = transaction.value - level
    assert(requests > 0, "a pane of a transaction has requests")
    if panes > 1 {
      let variance = noise.variance(requests: requests, seen: panes)
      noise.learn(residual, requests: requests, variance: variance, seen: panes - 1)
    }
    level += max(1 / Self.memoryPanes, 1 / Double(panes)) * residual
    errors.learn(bad: Double(transaction.cell.errors), of: requests, seen: panes)
  }
}

extension ShiftScore.Incident {
  /// Of a transaction that cases have been about for so long; nil: none is.
  init(heldPanes: UInt32?) {
    guard let heldPanes else {
      self = .none
      return
    }
    self = heldPanes < TransactionShadow.episodePanes ? .young : .lasting
  }
}

extension TransactionTable {
  /// What the clock added to a level that is no more says nothing.
  mutating func forgetClock(of id: Int) {
    let block = Int(series[id].followed)
    if block >= 0 { followed[block].profile = DayProfile() }
  }

  mutating func turn(_ turn: BaselineChange.Turn, _ id: Int) {
    switch turn {
    case .hold:
      held.hold(TransactionShadow(series: Int32(id)))
      minutes.hold(ErrorMinutes(series: Int32(id)))
    case .resume:
      _ = held.release(id)
      _ = minutes.release(id)
      // What is over is not found again for as long as the last hour remembers it.
      latency[id].errors.restart()
    case .adopt:
      _ = minutes.release(id)
      guard let shadow = held.release(id), shadow.panes > 0 else { return }
      latency[id].score.adopt(level: shadow.level, noise: shadow.noise)
      latency[id].usualErrors = shadow.errors
      forgetClock(of: id)
    }
  }
}
