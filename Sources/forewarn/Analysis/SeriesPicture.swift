import ForewarnCore

/// One scored series as an SVG picture: above the values, with the band in which a value is usual where there is one, below the
/// scores with their alarms. The same rows give the same bytes.
struct SeriesPicture {
  private struct Point {
    var value: Float
    var score: Float
    var low: Float
    var high: Float
    var isAlarm: Bool
  }

  private static let width = 1_200
  private static let valueHeight = 360.0
  private static let scoreHeight = 120.0
  private static let top = 40.0
  private static let left = 10.0
  /// Scores are drawn up to here: what lies higher is an alarm all the same.
  private static let highestScore = 4.0

  private var points: [Point] = []
  private var times: (first: Int64, last: Int64)?

  mutating func add(_ row: CSVSeries.Row, _ score: SeriesScorer.Score) {
    points.append(
      Point(
        value: row.value.map(Float.init) ?? .nan, score: Float(score.anomaly),
        low: score.usual.map { Float($0 - score.band) } ?? .nan,
        high: score.usual.map { Float($0 + score.band) } ?? .nan, isAlarm: score.alarm))
    if let millis = row.epochMillis { times = (times?.first ?? millis, millis) }
  }

  /// What so many neighbouring rows span: a column of the picture.
  private struct Column {
    var low = Float.infinity
    var high = -Float.infinity
    var bandLow = Float.infinity
    var bandHigh = -Float.infinity
    var score: Float = 0
    var hasAlarm = false

    mutating func add(_ point: Point) {
      if point.value.isFinite {
        low = min(low, point.value)
        high = max(high, point.value)
      }
      if point.low.isFinite, point.high.isFinite {
        bandLow = min(bandLow, point.low)
        bandHigh = max(bandHigh, point.high)
      }
      score = max(score, point.score)
      if point.isAlarm { hasAlarm = true }
    }
  }

  func svg(title: String) -> String {
    let count = min(points.count, Self.width)
    var columns = [Column](repeating: Column(), count: count)
    for (i, point) in points.enumerated() { columns[i * count / points.count].add(point) }
    let values = columns.filter { $0.low <= $0.high }
    let low = Double(values.map(\.low).min() ?? 0)
    let span = Double(values.map(\.high).max() ?? 1) - low
    func y(_ value: Float) -> Double {
      let share = span > 0 ? (Double(value) - low) / span : 0.5
      return Self.top + Self.valueHeight * (1 - min(max(share, -0.05), 1.05))
    }
    func x(_ column: Int) -> Double { Self.left + (Double(column) + 0.5) * Double(Self.width) / Double(max(count, 1)) }

    let base = Self.top + Self.valueHeight + 40 + Self.scoreHeight
    func scoreY(_ score: Double) -> Double {
      base - Self.scoreHeight * min(score, Self.highestScore) / Self.highestScore
    }
    var svg = Self.head(height: base + 30, title: title)
    var band = ""
    var line = ""
    var scores = ""
    var alarms = ""
    for (i, column) in columns.enumerated() {
      let at = Self.decimal(x(i))
      if column.bandLow <= column.bandHigh {
        band += "M\(at) \(Self.decimal(y(column.bandLow)))V\(Self.decimal(y(column.bandHigh)))"
      }
      if column.low <= column.high {
        line += "\(line.isEmpty ? "M" : "L")\(at) \(Self.decimal(y(column.low)))V\(Self.decimal(y(column.high)))"
      }
      if column.score > 0 { scores += "M\(at) \(Self.decimal(base))V\(Self.decimal(scoreY(Double(column.score))))" }
      if column.hasAlarm {
        alarms += "<path class=\"alarm\" d=\"M\(at) \(Self.decimal(Self.top))V\(Self.decimal(base))\"/>\n"
      }
    }
    svg += "<path class=\"band\" d=\"\(band)\"/>\n<path class=\"value\" d=\"\(line)\"/>\n\(alarms)"
    svg += "<path class=\"score\" d=\"\(scores)\"/>\n"
    svg += "<path class=\"limit\" d=\"M\(Self.decimal(Self.left)) \(Self.decimal(scoreY(1)))h\(Self.width)\"/>\n"
    svg += label(y: Self.top + 12, "\(low + span)") + label(y: Self.top + Self.valueHeight, "\(low)")
    svg += label(y: scoreY(1) - 4, "score 1") + label(y: base + 20, span: times)
    return svg + "</svg>\n"
  }

  private static func head(height: Double, title: String) -> String {
    let name = title.reduce(into: "") { text, character in
      switch character {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      default: text.append(character)
      }
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width + 20) \(Int(height))" font-family="sans-serif" font-size="12">
      <style>path{fill:none}.value{stroke:#1f4e79}.band{stroke:#cfe3f5}.score{stroke:#7a7a7a}.alarm{stroke:#d62728;\
      stroke-opacity:.6}.limit{stroke:#d62728;stroke-dasharray:4}</style>
      <rect width="100%" height="100%" fill="#fff"/>
      <text x="10" y="22" font-size="16">\(name)</text>

      """
  }

  private func label(y: Double, _ text: String) -> String {
    "<text x=\"\(Self.decimal(Self.left + 4))\" y=\"\(Self.decimal(y))\">\(text)</text>\n"
  }

  private func label(y: Double, span times: (first: Int64, last: Int64)?) -> String {
    guard let times else { return label(y: y, "\(points.count) rows") }
    return label(y: y, "\(points.count) rows, \(Self.time(times.first)) to \(Self.time(times.last))")
  }

  private static func time(_ millis: Int64) -> String {
    guard abs(millis) < 1 << 48 else { return "\(millis)" }
    return Timestamp.text(millis * 1_000)
  }

  /// With one decimal.
  private static func decimal(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
