import RollingStatistics

/// A significant slope and the time that is left. Times to the limit are bounds, never a single promise.
struct TrendEstimate: RowValue, Equatable {
  /// µs of response time an hour, with its 95 % bounds.
  var slopePerHour = 0.0
  var slopeLow = 0.0
  var slopeHigh = 0.0
  var pValue = 1.0
  var panes = 0
  /// Fitted response time at the end of the window, µs.
  var levelMicros = 0.0
  var limitMicros = 0.0
  var hoursLow = 0.0
  var hoursMid = 0.0
  var hoursHigh = 0.0

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &slopePerHour)
    coder.field(2, &slopeLow)
    coder.field(3, &slopeHigh)
    coder.field(4, &pValue)
    coder.field(5, &panes)
    coder.field(6, &levelMicros)
    coder.field(7, &limitMicros)
    coder.field(8, &hoursLow)
    coder.field(9, &hoursMid)
    coder.field(10, &hoursHigh)
  }

  /// Bounds the time left by the line and the curve; false when the line says nothing of it.
  mutating func boundTimeLeft(_ line: TrendFit, _ curve: TrendFit?, _ hours: [Double], _ logs: [Double])
    -> Bool
  {
    guard let linear = Self.timeLeft(line, to: limitMicros) else { return false }
    hoursLow = linear.low
    hoursMid = linear.mid
    hoursHigh = linear.high
    let logLimit = DeterministicMath.log2(limitMicros + 1)
    if let grown = curve.flatMap({ Self.timeLeft($0, to: logLimit) }) {
      hoursLow = min(linear.low, grown.low)
      hoursMid = (linear.mid + grown.mid) / 2
      hoursHigh = max(linear.high, grown.high)
    }
    // What began within the window is steeper now than the whole of it says.
    let recent = Array(hours.suffix(hours.count / 2))
    if let newest = Trend.theilSen(times: recent, values: Array(logs.suffix(recent.count)))?.earliest(logLimit) {
      hoursLow = min(hoursLow, Self.fromNow(newest))
      hoursMid = max(hoursLow, hoursMid)
    }
    return true
  }

  private static func timeLeft(_ fit: TrendFit, to limit: Double) -> (low: Double, mid: Double, high: Double)? {
    guard let left = fit.timeToLimit(limit) else { return nil }
    return (fromNow(left.low), fromNow(left.mid), fromNow(left.high))
  }

  /// Hours from the end of the last pane, which is half a pane after what its mean stands for.
  private static func fromNow(_ hours: Double) -> Double { max(0, hours - 0.5 / 60) }
}
