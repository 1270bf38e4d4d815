import ForewarnCore
import RollingStatistics

/// The `trend` command on one file.
struct TrendReport {
  /// Values read; a row without a readable time or value is none.
  var count = 0
  var fit: TrendFit?
  var limit: Double?

  private static let millisPerHour = 3_600_000.0

  /// Fits a line to a whole series: to its values, or, when there are more than `Trend.maxPoints`, to the means of so many
  /// stretches of equal length.
  ///
  /// - Parameter passedOver: gets the line of each row that does not count, and why.
  init(
    csv input: [UInt8], limit: Double?, passedOver: (_ line: Int, _ reason: String) -> Void = { _, _ in }
  ) throws(SeriesError) {
    var points: [(millis: Int64, value: Double)] = []
    var first: (line: Int, reason: String)?
    var series = CSVSeries()
    let row = { (row: CSVSeries.Row) in
      if let reason = row.reasonNotToCount {
        first = first ?? (row.line, reason)
        passedOver(row.line, reason)
      } else if let millis = row.epochMillis, let value = row.value {
        points.append((millis, value))
      }
    }
    try series.feed(input, header: { _, _ in }, row: row)
    try series.finish(header: { _, _ in }, row: row)
    if points.isEmpty, let first { throw .nothingReadable(line: first.line, reason: first.reason) }
    self.init(points: points, limit: limit)
  }

  init(points: [(millis: Int64, value: Double)], limit: Double?) {
    count = points.count
    self.limit = limit
    // Stable, so that values of the same time stay in the order of the file.
    let order = points.indices.sorted { (points[$0].millis, $0) < (points[$1].millis, $1) }
    let sorted = order.map { points[$0] }
    guard let first = sorted.first, let last = sorted.last else { return }
    if sorted.count <= Trend.maxPoints {
      fit = Trend.theilSen(
        times: sorted.map { Double($0.millis - first.millis) / Self.millisPerHour }, values: sorted.map(\.value))
      return
    }
    let span = Double(last.millis - first.millis) + 1
    var sums = [(time: Double, value: Double, count: Double)](repeating: (0, 0, 0), count: Trend.maxPoints)
    for point in sorted {
      let offset = Double(point.millis - first.millis)
      let bin = min(Int(offset / span * Double(Trend.maxPoints)), Trend.maxPoints - 1)
      sums[bin].time += offset / Self.millisPerHour
      sums[bin].value += point.value
      sums[bin].count += 1
    }
    let bins = sums.filter { $0.count > 0 }
    fit = Trend.theilSen(times: bins.map { $0.time / $0.count }, values: bins.map { $0.value / $0.count })
  }

  /// One JSON object without a line end; nulls where there are too few values.
  func json(file: String) -> String {
    let limitTime = limit.flatMap { limit in fit?.timeToLimit(limit) }
    var json = JSONWriter()
    json.object { json in
      json.string("file", file)
      json.integer("n", Int64(count))
      json.number("slope_per_hour", fit?.slope)
      json.array("ci95") { json in
        let interval = fit?.slopeInterval
        json.number(nil, interval?.low)
        json.number(nil, interval?.high)
      }
      json.number("p_value", fit?.pValue)
      json.bool("significant", fit?.significant ?? false)
      json.number("level", fit?.level)
      guard let limitTime else { return json.null("time_to_limit_hours") }
      json.object("time_to_limit_hours") { json in
        json.number("low", limitTime.low)
        json.number("mid", limitTime.mid)
        json.number("high", limitTime.high)
      }
    }
    return json.text
  }
}
