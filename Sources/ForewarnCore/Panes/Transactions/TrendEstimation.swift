import RollingStatistics

/// Time left until a transaction's limit, judged on its pane means.
///
/// A line and an exponential are fitted (Theil–Sen on µs and on log2 of µs); growth may be either, so the bounds given are those of both
/// together. A trend is a finding only when it is significant, larger than noise, found twice in a row, and its latest crossing lies
/// within the horizon.
extension Statistics {
  /// Evaluations are five panes apart; the hash spreads the work over the panes. A trend that was found is looked at in each,
  /// so that what it weighs does not fade while it lasts.
  private static let everyPanes: Pane = 5
  private static let runsNeeded: Int32 = 2
  /// A line can be found in every other stretch of noise that remembers itself. One that leads away from what is expected, further than this
  /// series strays by itself, is a trend: so much of an alarm of its shift.
  static let leastTrendScore = 0.5

  /// Looks for a trend at this pane of a transaction, if it is its turn.
  mutating func trend(
    of transaction: TransactionPane, _ index: Int, _ pane: Pane, _ settings: TransactionSettings
  ) -> TrendPane? {
    let id = transaction.series
    let block = Int(transactions.series[id].followed)
    guard block >= 0, transactions.windows[block].count >= TrendWindow.pointsNeeded,
      transaction.shift.score >= Self.leastTrendScore,
      transactions.windows[block].run >= Self.runsNeeded
        || (pane &+ Pane(transactions.series[id].hash % UInt64(Self.everyPanes))) % Self.everyPanes == 0
    else { return nil }
    guard let estimate = transactions.windows[block].estimate(transactions.latency[id].score, pane, settings) else {
      transactions.windows[block].run = 0
      return nil
    }
    transactions.windows[block].run = min(transactions.windows[block].run + 1, 1_000)
    guard transactions.windows[block].run >= Self.runsNeeded else { return nil }
    return TrendPane(
      index: index, estimate: estimate,
      normalMicros: DeterministicMath.exp2(transactions.latency[id].score.level) - 1)
  }
}

extension TrendWindow {
  static let pointsNeeded: Int32 = 20
  /// The test allows for slow noise, which the smallest p are full of without it.
  private static let pValueNeeded = 5e-3
  /// Rise over the window, as a share of the level, and in scales of the series' own noise.
  private static let leastRise = 0.15
  private static let leastRiseScales = 3.0

  /// What the window shows by the end of `pane`; nil when it is no relevant upward trend.
  func estimate(_ normal: ShiftScore, _ pane: Pane, _ settings: TransactionSettings) -> TrendEstimate? {
    let (hours, micros) = points(since: pane - 3 * Pane(settings.trendPanes), until: pane)
    guard hours.count >= Int(Self.pointsNeeded), TrendScreen.mayTrend(times: hours, values: micros, risingOnly: true),
      let line = Trend.theilSen(times: hours, values: micros), line.slope > 0
    else { return nil }
    let logs = micros.map { DeterministicMath.log2($0 + 1) }
    let curve = Trend.theilSen(times: hours, values: logs)
    // Growth that compounds bends away from a line, whose residuals then look dependent: either fit may show the trend.
    let pValue = min(line.pValue, curve.map { $0.slope > 0 ? $0.pValue : 1 } ?? 1)
    guard pValue < Self.pValueNeeded else { return nil }
    let rise = line.slope * (hours[hours.count - 1] - hours[0])
    let start = max(line.level - rise, 1)
    let noise = DeterministicMath.exp2(normal.deviation * 0.8) - 1
    guard rise >= start * Self.leastRise, rise >= start * noise * Self.leastRiseScales else { return nil }

    let level = DeterministicMath.exp2(normal.level) - 1
    var estimate = TrendEstimate()
    estimate.slopePerHour = line.slope
    (estimate.slopeLow, estimate.slopeHigh) = line.slopeInterval
    guard estimate.slopeLow > 0 else { return nil }
    estimate.pValue = pValue
    estimate.panes = hours.count
    estimate.levelMicros = line.level
    estimate.limitMicros = settings.limitMillis > 0 ? settings.limitMillis * 1_000 : level * settings.limitFactor
    guard estimate.limitMicros > line.level else { return estimate }
    guard estimate.boundTimeLeft(line, curve, hours, logs) else { return nil }
    return estimate.hoursHigh <= settings.trendHorizonHours ? estimate : nil
  }

  /// The window's means in µs, and their times from `pane` in hours: small numbers keep their digits.
  private func points(since first: Pane, until pane: Pane) -> (hours: [Double], micros: [Double]) {
    var hours: [Double] = []
    var micros: [Double] = []
    for i in 0..<Int(count) {
      let at = (Int(next) - Int(count) + i + Self.capacity) & 63
      guard panes[at] > first else { continue }
      hours.append(Double(Int64(panes[at]) - Int64(pane)) / 60)
      micros.append(Double(means[at]))
    }
    return (hours, micros)
  }
}
