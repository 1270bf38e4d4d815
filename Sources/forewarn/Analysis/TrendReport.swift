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
  init(csv input: [UInt8], limit: Double?) throws(SeriesError) {
    var points: [(millis: Int64, value: Double)] = []
    var series = CSVSeries()
    let row = { (row: CSVSeries.Row) in
      if let millis = row.epochMillis, let value = row.value { points.append((millis, value)) }
    }
    try series.feed(input, header: { _, _ in }, row: row)
    try series.finish(header: { _, _ in }, row: row)
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
    let time =
      limitTime.map {
        "{\"low\":\(jsonNumber($0.low)),\"mid\":\(jsonNumber($0.mid)),\"high\":\(jsonNumber($0.high))}"
      } ?? "null"
    return "{\"file\":\(jsonString(file)),\"n\":\(count),\"slope_per_hour\":\(jsonNumber(fit?.slope)),"
      + "\"ci95\":[\(jsonNumber(fit?.slopeLow)),\(jsonNumber(fit?.slopeHigh))],\"p_value\":\(jsonNumber(fit?.pValue)),"
      + "\"significant\":\(fit?.significant ?? false),\"level\":\(jsonNumber(fit?.level)),"
      + "\"time_to_limit_hours\":\(time)}"
  }
}

private func jsonNumber(_ value: Double?) -> String {
  guard let value, value.isFinite else { return "null" }
  return value == 0 ? "0" : "\(value)"
}

private func jsonString(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case _ where scalar.value < 0x20:
      let hex = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
