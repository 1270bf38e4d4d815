import RollingStatistics

/// How a transaction went lately: the minutes before an event, for people to look at. µs.
struct SeriesPicture: Equatable {
  static let panes: Pane = 60

  struct Point: Equatable {
    var pane: Pane
    var micros: Double
  }

  /// Means of the panes with data, the oldest first; at most `panes`.
  var points: [Point]
  /// What is normal now, and between what a single pane is not unusual.
  var level: Double
  var low: Double
  var high: Double
}

extension Statistics {
  /// The last hour up to `pane` of a transaction that is followed closely; nil of others, of which no minutes are kept.
  func picture(of transaction: Int, at pane: Pane) -> SeriesPicture? {
    let block = Int(transactions.series[transaction].followed)
    guard block >= 0 else { return nil }
    let points = transactions.windows[block].points(after: pane - SeriesPicture.panes, through: pane)
    guard !points.isEmpty else { return nil }
    precondition(points.count <= SeriesPicture.panes, "a pane is one point")
    let score = transactions.latency[transaction].score
    func micros(_ octaves: Double) -> Double { DeterministicMath.exp2(octaves) - 1 }
    return SeriesPicture(
      points: points, level: micros(score.level), low: micros(score.level - score.band()),
      high: micros(score.level + score.band()))
  }
}

extension TrendWindow {
  /// As far back as the ring goes, which is further than a trend may look.
  func points(after first: Pane, through last: Pane) -> [SeriesPicture.Point] {
    var points: [SeriesPicture.Point] = []
    for i in 0..<Self.capacity {
      let at = (Int(next) + i) & 63
      guard panes[at] > first, panes[at] <= last else { continue }
      points.append(SeriesPicture.Point(pane: panes[at], micros: Double(means[at])))
    }
    assert(zip(points, points.dropFirst()).allSatisfy { $0.pane < $1.pane }, "minutes are in order")
    return points
  }
}
