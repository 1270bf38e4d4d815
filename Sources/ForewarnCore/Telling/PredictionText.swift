/// What became of what was predicted, in words that claim no more than was seen.
struct PredictionText {
  let prediction: Prediction
  let episode: Episode
  let resolution: Resolution

  /// Empty where there is nothing to say; no full stop.
  var fact: String {
    switch (resolution.reason, prediction.isForecast) {
    case (.cameTrue, true):
      "\(prediction.subject) reached its limit of \(limit) at \(moment(prediction.cameMicros)), which \(forecast)"
    case (.cameTrue, false):
      "\(prediction.subject) had warned at \(told), \(Words.span(hours: warning)) before trouble with \(prediction.felt) was felt"
    case (.prevented, true):
      "\(prediction.subject) turned before its limit of \(limit), which \(forecast); \(deed)"
    case (.prevented, false):
      "\(prediction.subject) had warned at \(told), and nothing was felt; \(deed)"
    case (_, true): "its limit of \(limit), which \(forecast), was not reached"
    case (_, false): ""
    }
  }

  private var limit: String {
    prediction.unit.map { Words.value(prediction.limitMicros, $0) } ?? Words.duration(prediction.limitMicros)
  }
  private var told: String { moment(prediction.toldMicros) }
  private var warning: Double { Double(prediction.cameMicros - prediction.toldMicros) / 3.6e9 }

  private var forecast: String {
    "was forecast at \(told) for \(moment(prediction.lowMicros)) to \(moment(prediction.highMicros))"
  }

  /// What a person has said of what was done, else who has taken it on.
  private var deed: String {
    guard let remarks = episode.remarks else { return "nobody said what was done" }
    if let action = remarks.action { return "what was done: \(Words.cut(action, to: 120))" }
    let who = remarks.acknowledgedBy ?? "somebody"
    return remarks.acknowledgedMicros.map { "\(who) had taken the case at \(moment($0))" }
      ?? "\(who) had taken the case"
  }

  private func moment(_ micros: Int64) -> String { Timestamp.moment(micros, seenFrom: resolution.atMicros) }
}

/// The same for machines: whether forecasts hold is counted by it.
struct PredictionJSON {
  let prediction: Prediction
  let textLength: Int

  func write(to json: inout JSONWriter) {
    json.string("subject", Words.cut(prediction.subject.text, to: textLength))
    json.string("told_at", Timestamp.text(prediction.toldMicros))
    if prediction.isForecast {
      json.object("limit_at") {
        $0.string("low", Timestamp.text(prediction.lowMicros))
        $0.string("mid", Timestamp.text(prediction.midMicros))
        $0.string("high", Timestamp.text(prediction.highMicros))
      }
    } else {
      json.null("limit_at")
    }
    json.string("came_at", prediction.hasCome ? Timestamp.text(prediction.cameMicros) : nil)
  }
}
