import RollingStatistics

/// How what leads a case went lately: the minutes before an event, for people to look at. In the unit of the finding.
struct SeriesPicture: Equatable {
  static let panes: Pane = 60

  struct Point: Equatable {
    var pane: Pane
    var value: Double
  }

  /// Of the panes with data, the oldest first; at most `panes`.
  var points: [Point]
  /// What is normal now, and between what a single pane is not unusual. No upper bound is infinite.
  var level: Double
  var low: Double
  var high: Double
}

extension Statistics {
  /// Deviations from the usual number of alerts a minute that are not unusual in a single one.
  private static let usualDeviations = 3.0

  /// Of a transaction that is followed closely; of others no minutes are kept.
  func responsePicture(_ id: Int, at pane: Pane) -> SeriesPicture? {
    let block = Int(transactions.series[id].followed)
    guard block >= 0 else { return nil }
    let points = transactions.windows[block].points(after: pane - SeriesPicture.panes, through: pane)
    guard !points.isEmpty else { return nil }
    precondition(points.count <= SeriesPicture.panes, "a pane is one point")
    let score = transactions.latency[id].score
    func micros(_ octaves: Double) -> Double { DeterministicMath.exp2(octaves) - 1 }
    return SeriesPicture(
      points: points, level: micros(score.expected), low: micros(score.expected - score.band),
      high: micros(score.expected + score.band))
  }

  /// What share of a transaction fails, from the opening of its case on.
  func errorPicture(_ id: Int, at pane: Pane, usualLimit: (Double) -> Double) -> SeriesPicture? {
    guard let place = transactions.minutes.place(of: id) else { return nil }
    let points = transactions.minutes[place].minutes.points(through: pane, missing: nil)
    guard !points.isEmpty else { return nil }
    let usual = transactions.latency[id].usualErrors.counted
    return SeriesPicture(points: points, level: usual, low: 0, high: usualLimit(usual))
  }

  /// How often an alert type came: five minutes before its case opens, and all since then.
  func alertPicture(_ id: Int, at pane: Pane) -> SeriesPicture {
    let rate = alerts.rates[id].paneRate
    let minutes =
      alerts.minutes.place(of: id).map { alerts.minutes[$0].minutes }
      ?? AlertMinutes(of: id, alerts.rates[id], at: pane).minutes
    return SeriesPicture(
      points: minutes.points(through: pane, missing: 0), level: rate.mean, low: 0,
      high: rate.mean + Self.usualDeviations * rate.variance.squareRoot())
  }

  /// The last values of a signal, a minute with values each, as far back as a picture goes; the band is that of both directions.
  func signalPicture(_ id: Int, at pane: Pane) -> SeriesPicture? {
    let level = signals.levels[id]
    let points = signals.courses[id].recent.points(after: .min, through: pane).suffix(Int(SeriesPicture.panes))
    guard level.scale.isKnown, !points.isEmpty else { return nil }
    func bound(falls: Bool, _ bands: Double) -> Double {
      let score = level[falls: falls].score
      return level.value(ofOctaves: score.expected + bands * score.band, falls: falls)
    }
    return SeriesPicture(
      points: Array(points), level: bound(falls: false, 0), low: bound(falls: true, 1), high: bound(falls: false, 1))
  }

  func usagePicture(_ instance: Int, usual: Double, at pane: Pane, _ settings: TransactionSettings) -> SeriesPicture? {
    let points = learned.usage.minutes[instance].points(through: pane, missing: nil)
    guard !points.isEmpty else { return nil }
    return SeriesPicture(points: points, level: usual, low: usual * settings.usageDropShare, high: .infinity)
  }
}

extension TrendWindow {
  /// As far back as the ring goes, which is further than a trend may look.
  func points(after first: Pane, through last: Pane) -> [SeriesPicture.Point] {
    var points: [SeriesPicture.Point] = []
    for i in 0..<Self.capacity {
      let at = (Int(next) + i) & 63
      guard panes[at] > first, panes[at] <= last else { continue }
      points.append(SeriesPicture.Point(pane: panes[at], value: Double(means[at])))
    }
    assert(zip(points, points.dropFirst()).allSatisfy { $0.pane < $1.pane }, "minutes are in order")
    return points
  }
}
