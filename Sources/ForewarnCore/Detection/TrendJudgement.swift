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
  private static let pointsNeeded: Int32 = 20
  private static let pValueNeeded = 1e-4
  /// Rise over the window, as a share of the level, and in scales of the series' own noise.
  private static let leastRise = 0.15
  private static let leastRiseScales = 3.0
  private static let runsNeeded: Int32 = 2

  mutating func trend(
    of block: Int, _ id: Int, _ cell: LatencyCell, _ pane: Pane, _ settings: TransactionSettings
  ) -> Finding? {
    guard followed[block].count >= Self.pointsNeeded,
      followed[block].trendRun >= Self.runsNeeded
        || (pane &+ Pane(transactions[id].hash % UInt64(Self.everyPanes))) % Self.everyPanes == 0
    else { return nil }
    guard let evidence = evaluate(block, id, pane, settings) else {
      followed[block].trendRun = 0
      return nil
    }
    followed[block].trendRun = min(followed[block].trendRun + 1, 1_000)
    guard followed[block].trendRun >= Self.runsNeeded else { return nil }
    var finding = describe(id, cell, pane, code: .latencyTrend)
    finding.score =
      Strength.trend(hoursMid: evidence.hoursMid) * Strength.weight(loadShare: Double(transactions[id].loadShare))
    finding.statistic = evidence.pValue
    finding.observed = evidence.levelMicros
    finding.expected = DeterministicMath.exp2(transactions[id].score.level) - 1
    finding.severity = evidence.hoursMid < 1 ? .major : .minor
    finding.trend = evidence
    return finding
  }

  private func evaluate(_ block: Int, _ id: Int, _ pane: Pane, _ settings: TransactionSettings) -> TrendEvidence? {
    var hours: [Double] = []
    var micros: [Double] = []
    let count = Int(followed[block].count)
    for i in 0..<count {
      let at = (Int(followed[block].next) - count + i + 64) & 63
      // Times from now, in hours: small numbers keep their digits.
      guard followed[block].panes[at] > pane - 3 * Pane(settings.trendPanes) else { continue }
      hours.append(Double(Int64(followed[block].panes[at]) - Int64(pane)) / 60)
      micros.append(Double(followed[block].means[at]))
    }
    guard hours.count >= Int(Self.pointsNeeded), TrendScreen.mayTrend(times: hours, values: micros, risingOnly: true),
      let line = Trend.theilSen(times: hours, values: micros), line.slopeLow > 0
    else { return nil }
    let logs = micros.map { DeterministicMath.log2($0 + 1) }
    let curve = Trend.theilSen(times: hours, values: logs)
    // Growth that compounds bends away from a line, whose residuals then look dependent: either fit may show the trend.
    let pValue = min(line.pValue, curve.map { $0.slopeLow > 0 ? $0.pValue : 1 } ?? 1)
    guard pValue < Self.pValueNeeded else { return nil }
    let rise = line.slope * (hours[hours.count - 1] - hours[0])
    let start = max(line.level - rise, 1)
    let noise = DeterministicMath.exp2(transactions[id].score.scale) - 1
    guard rise >= start * Self.leastRise, rise >= start * noise * Self.leastRiseScales else { return nil }

    let normal = DeterministicMath.exp2(transactions[id].score.level) - 1
    let limit = settings.limitMillis > 0 ? settings.limitMillis * 1_000 : normal * settings.limitFactor
    var evidence = TrendEvidence()
    evidence.slopePerHour = line.slope
    evidence.slopeLow = line.slopeLow
    evidence.slopeHigh = line.slopeHigh
    evidence.pValue = pValue
    evidence.panes = hours.count
    evidence.levelMicros = line.level
    evidence.limitMicros = limit
    guard limit > line.level else { return evidence }
    guard let linear = Self.timeLeft(line, to: limit, times: hours) else { return nil }
    evidence.hoursLow = linear.low
    evidence.hoursMid = linear.mid
    evidence.hoursHigh = linear.high
    let logLimit = DeterministicMath.log2(limit + 1)
    if let grown = curve.flatMap({ Self.timeLeft($0, to: logLimit, times: hours) }) {
      evidence.hoursLow = min(linear.low, grown.low)
      evidence.hoursMid = (linear.mid + grown.mid) / 2
      evidence.hoursHigh = max(linear.high, grown.high)
    }
    // What began within the window is steeper now than the whole of it says.
    let recent = Array(hours.suffix(hours.count / 2))
    if let newest = Trend.theilSen(times: recent, values: Array(logs.suffix(recent.count))).flatMap({
      Self.timeLeft($0, to: logLimit, times: recent)
    }) {
      evidence.hoursLow = min(evidence.hoursLow, newest.low)
      evidence.hoursMid = max(evidence.hoursLow, evidence.hoursMid)
    }
    return evidence.hoursHigh <= settings.trendHorizonHours ? evidence : nil
  }

  /// Hours from the end of the last pane, which is half a pane after what its mean stands for. The bounding lines turn about the
  /// middle of the window: one that is steeper also ends higher.
  private static func timeLeft(
    _ fit: TrendFit, to limit: Double, times: [Double]
  ) -> (low: Double, mid: Double, high: Double)? {
    guard let first = times.first, let last = times.last, limit > fit.level, fit.slopeLow > 0, fit.significant else {
      return nil
    }
    func left(_ slope: Double) -> Double {
      let level = fit.level + (slope - fit.slope) * (last - first) / 2
      return max(0, (limit - level) / slope - 0.5 / 60)
    }
    return (left(fit.slopeHigh), left(fit.slope), left(fit.slopeLow))
  }
}
