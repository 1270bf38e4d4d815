import RollingStatistics

/// A signal that goes towards its limit, and the time that is left.
struct SignalTrend {
  var estimate: TrendEstimate
  var falls: Bool
  /// What is normal for it.
  var normal: Double
}

extension Statistics {
  /// A trend is looked for at every fifth value, and believed when it was seen twice in a row.
  private static let everyValues: UInt32 = 5
  private static let runsNeeded: Int32 = 2

  /// Of a signal that has a limit, as it has gone lately: its last values, and the last third hours. The line of which less time is left
  /// counts.
  mutating func signalTrend(of pane: SignalPane, _ now: Pane, _ settings: TransactionSettings) -> SignalTrend? {
    guard let limit = pane.rule.limit, !pane.rule.isBeyond(pane.value), let side = pane.sides.first,
      pane.sides.count == 1,
      side.shift.score >= Self.leastTrendScore
    else { return nil }
    let id = pane.series
    let isTurn = signals.levels[id].seen % Self.everyValues == 0
    let normal = signals.levels[id].value(
      ofOctaves: signals.levels[id][falls: side.falls].score.level, falls: side.falls)
    let goal = SignalGoal(
      limit: limit, falls: side.falls, noise: signals.levels[id].noise(falls: side.falls), pane: now)
    let recent = signals.courses[id].recent.look(goal, isTurn: isTurn, settings)
    let long = signals.courses[id].long.look(goal, isTurn: isTurn, settings)
    let found = [recent, long].compactMap { $0 }.min { $0.hoursMid < $1.hoursMid }
    return found.map { SignalTrend(estimate: $0, falls: side.falls, normal: normal) }
  }
}

/// Where a signal must not go.
struct SignalGoal {
  var limit: Double
  var falls: Bool
  /// How far a usual value strays.
  var noise: Double
  var pane: Pane

  /// As it were if up was bad.
  func raised(_ value: Double) -> Double { falls ? -value : value }
}

extension SignalLevel {
  /// A deviation of a usual value, in the signal's own unit.
  fileprivate func noise(falls: Bool) -> Double {
    let score = self[falls: falls].score
    let (usual, strayed) = (score.level, score.level + score.deviation)
    return (value(ofOctaves: strayed, falls: falls) - value(ofOctaves: usual, falls: falls)).magnitude
  }
}

extension TrendWindow {
  private static let pValueNeeded = 5e-3
  private static let leastRiseScales = 3.0

  /// Looks again where it is its turn, or where a trend was found before.
  fileprivate mutating func look(_ goal: SignalGoal, isTurn: Bool, _ settings: TransactionSettings) -> TrendEstimate? {
    guard isTurn || run >= 2 else { return nil }
    guard let found = estimate(goal, settings) else {
      run = 0
      return nil
    }
    run = min(run + 1, 1_000)
    return run >= 2 ? found : nil
  }

  /// What the window shows by the end of the pane; nil when it is no relevant trend towards the limit within the horizon.
  func estimate(_ goal: SignalGoal, _ settings: TransactionSettings) -> TrendEstimate? {
    let points = points(after: .min, through: goal.pane).suffix(Int(count))
    guard points.count >= Int(Self.pointsNeeded), let last = points.last else { return nil }
    let hours = points.map { Double(Int64($0.pane) - Int64(last.pane)) / 60 }
    let values = points.map { goal.raised($0.value) }
    guard TrendScreen.mayTrend(times: hours, values: values, risingOnly: true),
      let line = Trend.theilSen(times: hours, values: values), line.slope > 0, line.pValue < Self.pValueNeeded,
      line.slope * -hours[0] >= goal.noise * Self.leastRiseScales
    else { return nil }
    let slopes = line.slopeInterval
    let limit = goal.raised(goal.limit)
    guard slopes.low > 0, let left = line.timeToLimit(limit) else { return nil }
    // What began within the window is steeper now than the whole of it says.
    let newest = Array(hours.suffix(hours.count / 2))
    let earliest = Trend.theilSen(times: newest, values: Array(values.suffix(newest.count)))?.earliest(limit)
    let passed = Double(Int64(goal.pane) - Int64(last.pane)) / 60 + 0.5 / 60
    func fromNow(_ hours: Double) -> Double { max(0, hours - passed) }
    var estimate = TrendEstimate()
    estimate.slopePerHour = goal.raised(line.slope)
    (estimate.slopeLow, estimate.slopeHigh) =
      goal.falls ? (-slopes.high, -slopes.low) : (slopes.low, slopes.high)
    estimate.pValue = line.pValue
    estimate.panes = points.count
    estimate.levelMicros = goal.raised(line.level)
    estimate.limitMicros = goal.limit
    estimate.hoursLow = fromNow(min(left.low, earliest ?? left.low))
    estimate.hoursMid = max(estimate.hoursLow, fromNow(left.mid))
    estimate.hoursHigh = max(estimate.hoursMid, fromNow(left.high))
    return estimate.hoursHigh <= settings.trendHorizonHours ? estimate : nil
  }
}
