/// When a transaction that grows, or a signal, reaches its limit, as times: what a person plans by. null where nothing grows.
struct ForecastJSON {
  let episode: Episode
  let textLength: Int

  func write(to json: inout JSONWriter) {
    guard let growing = episode.growing, let trend = growing.trend else {
      return json.null("forecast")
    }
    let asOf = PaneTime.end(of: growing.pane)
    json.object("forecast") { forecast in
      if case .signal = growing.code.reason.watched {
        forecast.string("signal", Words.cut(growing.subject.text, to: textLength))
        forecast.string("unit", growing.unit.isEmpty ? nil : Words.cut(growing.unit, to: textLength))
        forecast.number("limit", trend.limitMicros, decimals: MeasuredUnit.ownOfSignal.decimals(for: trend.limitMicros))
      } else {
        forecast.string("transaction", Words.cut(growing.subject.text, to: textLength))
        forecast.number("limit_ms", trend.limitMicros / 1_000, decimals: 3)
      }
      forecast.string("as_of", Timestamp.text(asOf))
      forecast.object("limit_at") {
        $0.string("low", Timestamp.text(PaneTime.after(asOf, hours: trend.hoursLow)))
        $0.string("mid", Timestamp.text(PaneTime.after(asOf, hours: trend.hoursMid)))
        $0.string("high", Timestamp.text(PaneTime.after(asOf, hours: trend.hoursHigh)))
      }
    }
  }
}
