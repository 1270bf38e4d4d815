/// When a transaction that grows reaches its limit, as times: what a person plans by. null where nothing grows.
struct ForecastJSON {
  let episode: Episode
  let textLength: Int

  func write(to json: inout JSONWriter) {
    guard let growing = episode.growing, let trend = growing.trend else {
      return json.null("forecast")
    }
    let asOf = PaneTime.end(of: growing.pane)
    json.object("forecast") { forecast in
      forecast.string("transaction", Words.cut(growing.subject.text, to: textLength))
      forecast.number("limit_ms", trend.limitMicros / 1_000, decimals: 3)
      forecast.string("as_of", Timestamp.text(asOf))
      forecast.object("limit_at") {
        $0.string("low", Self.time(asOf, trend.hoursLow))
        $0.string("mid", Self.time(asOf, trend.hoursMid))
        $0.string("high", Self.time(asOf, trend.hoursHigh))
      }
    }
  }

  private static let hourMicros = 3_600_000_000.0

  private static func time(_ asOfMicros: Int64, _ hours: Double) -> String {
    assert(hours.isFinite && hours >= 0, "what is left is a time")
    return Timestamp.text(asOfMicros + Int64((hours * hourMicros).rounded()))
  }
}
