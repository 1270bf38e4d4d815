/// The numbers behind a case, enough to apply the rules again.
struct EvidenceJSON {
  static let shownSeries = 8

  let episode: Episode
  let detail: CaseDetail
  let picture: LeadPicture?

  private func short(_ text: String) -> String { Words.cut(text, to: detail.textLength) }

  func write(to json: inout JSONWriter) {
    json.object("window") {
      $0.string("start", Timestamp.text(episode.windowStartMicros))
      $0.string("end", Timestamp.text(episode.windowEndMicros))
    }
    json.array("series") { list in
      let measured = episode.findings.enumerated().compactMap { n, f in f.code.reason.unit.map { (n, f, $0) } }
      for (n, f, unit) in measured.prefix(Self.shownSeries) {
        list.object {
          series(f, unit, &$0)
          if let picture, picture.finding == n, detail.showsPicture { show(picture.series, scale: unit.scale, &$0) }
        }
      }
    }
    json.array("alerts") { list in
      let told = episode.findings.enumerated().filter { $0.element.code.reason.unit == nil }
      for (n, f) in told.prefix(detail.alerts) {
        list.object {
          alert(f, &$0)
          if let picture, picture.finding == n, detail.showsPicture { show(picture.series, scale: 1, &$0) }
        }
      }
    }
    if let f = episode.growing, let trend = f.trend {
      json.object("trend") { self.trend(f, trend, &$0) }
    } else {
      json.null("trend")
    }
    json.array("inputs") { list in
      for range in episode.inputs.prefix(detail.inputs) {
        list.object {
          $0.string("topic", range.topic)
          $0.integer("partition", Int64(range.partition))
          $0.integer("from", range.from)
          $0.integer("to", range.to)
        }
      }
    }
    if episode.inputs.count > detail.inputs {
      json.integer("inputs_omitted", Int64(episode.inputs.count - detail.inputs))
    }
  }

  private func series(_ f: Finding, _ unit: MeasuredUnit, _ json: inout JSONWriter) {
    json.string("rule", f.code.name)
    json.string("name", short(f.subject.text))
    json.string("pane", Timestamp.text(PaneTime.start(of: f.pane)))
    json.string("unit", unit.name)
    json.number("observed", f.observed * unit.scale, decimals: 3)
    json.number("expected", f.expected * unit.scale, decimals: 3)
    json.integer("count", f.count)
    json.number("statistic", f.statistic, decimals: 6)
    json.number("load_share", f.loadShare, decimals: 3)
    if f.p90Micros > 0 { json.number("p90_ms", f.p90Micros / 1_000, decimals: 3) }
    if f.p99Micros > 0 { json.number("p99_ms", f.p99Micros / 1_000, decimals: 3) }
  }

  private func show(_ picture: SeriesPicture, scale: Double, _ json: inout JSONWriter) {
    json.number("level", picture.level * scale, decimals: 3)
    json.number("low", picture.low * scale, decimals: 3)
    json.number("high", picture.high * scale, decimals: 3)
    json.array("points") { list in
      for point in picture.points {
        list.object {
          $0.string("pane", Timestamp.text(PaneTime.start(of: point.pane)))
          $0.number("value", point.value * scale, decimals: 3)
        }
      }
    }
  }

  private func alert(_ f: Finding, _ json: inout JSONWriter) {
    json.string("rule", f.code.name)
    json.string("alert", short(f.subject.text))
    json.string("domain", f.domain.name)
    json.string("severity", f.severity.name)
    json.string("pane", Timestamp.text(PaneTime.start(of: f.pane)))
    json.integer("count", f.count)
    json.number("expected", f.expected, decimals: 3)
    json.number("statistic", f.statistic, decimals: 3)
    json.string("summary", f.summary.isEmpty ? nil : Words.cut(f.summary, to: min(200, detail.textLength)))
    json.strings("items", f.items.map { short($0.text) })
  }

  private func trend(_ f: Finding, _ t: TrendEstimate, _ json: inout JSONWriter) {
    json.string("transaction", short(f.subject.text))
    json.number("slope_ms_per_hour", t.slopePerHour / 1_000, decimals: 3)
    json.array("ci95") {
      $0.number(nil, t.slopeLow / 1_000, decimals: 3)
      $0.number(nil, t.slopeHigh / 1_000, decimals: 3)
    }
    json.number("p_value", t.pValue, decimals: 9)
    json.integer("panes", Int64(t.panes))
    json.number("level_ms", t.levelMicros / 1_000, decimals: 3)
    json.number("limit_ms", t.limitMicros / 1_000, decimals: 3)
    json.string("as_of", Timestamp.text(PaneTime.end(of: f.pane)))
    json.object("time_to_limit_hours") {
      $0.number("low", t.hoursLow, decimals: 2)
      $0.number("mid", t.hoursMid, decimals: 2)
      $0.number("high", t.hoursHigh, decimals: 2)
    }
  }
}

/// The last hour of the series that leads a case, and which of its findings that is.
struct LeadPicture: Equatable {
  var finding: Int
  var series: SeriesPicture

  /// The findings of an episode whose minutes are shown, the first that has any: the first response time, then the others as they lead.
  static func candidates(of episode: Episode) -> [Int] {
    let first = episode.findings.firstIndex { $0.code.reason.isTopTransaction }
    return [first].compactMap { $0 } + episode.findings.indices.filter { $0 != first }
  }
}
