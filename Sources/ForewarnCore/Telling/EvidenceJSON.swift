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
          if let picture, picture.finding == n, detail.showsPicture { show(picture.series, unit, &$0) }
        }
      }
    }
    json.array("alerts") { list in
      let told = episode.findings.enumerated().filter { $0.element.code.reason.unit == nil }
      for (n, f) in told.prefix(detail.alerts) {
        list.object {
          alert(f, &$0)
          if let picture, picture.finding == n, detail.showsPicture { show(picture.series, .alerts, &$0) }
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
    json.string("unit", f.unit.isEmpty ? unit.name : short(f.unit))
    number("observed", f.observed, unit, &json)
    number("expected", f.expected, unit, &json)
    json.integer("count", f.count)
    json.number("statistic", f.statistic, decimals: 6)
    json.number("load_share", f.loadShare, decimals: 3)
    if f.p90Micros > 0 { json.number("p90_ms", f.p90Micros / 1_000, decimals: 3) }
    if f.p99Micros > 0 { json.number("p99_ms", f.p99Micros / 1_000, decimals: 3) }
  }

  private func number(_ name: String, _ value: Double, _ unit: MeasuredUnit, _ json: inout JSONWriter) {
    let scaled = value * unit.scale
    json.number(name, scaled, decimals: unit.decimals(for: scaled))
  }

  private func show(_ picture: SeriesPicture, _ unit: MeasuredUnit, _ json: inout JSONWriter) {
    number("level", picture.level, unit, &json)
    number("low", picture.low, unit, &json)
    number("high", picture.high, unit, &json)
    json.array("points") { list in
      for point in picture.points {
        list.object {
          $0.string("pane", Timestamp.text(PaneTime.start(of: point.pane)))
          number("value", point.value, unit, &$0)
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
    if case .signal = f.code.reason.watched {
      json.string("signal", short(f.subject.text))
      json.string("unit", f.unit.isEmpty ? nil : short(f.unit))
      line(t, Line(slope: "slope_per_hour", level: "level", limit: "limit", divisor: 1, decimals: 6), &json)
    } else {
      json.string("transaction", short(f.subject.text))
      line(
        t, Line(slope: "slope_ms_per_hour", level: "level_ms", limit: "limit_ms", divisor: 1_000, decimals: 3), &json)
    }
    json.string("as_of", Timestamp.text(PaneTime.end(of: f.pane)))
    json.object("time_to_limit_hours") {
      $0.number("low", t.hoursLow, decimals: 2)
      $0.number("mid", t.hoursMid, decimals: 2)
      $0.number("high", t.hoursHigh, decimals: 2)
    }
  }
}

extension EvidenceJSON {
  /// What a line is told in.
  private struct Line {
    var slope: String
    var level: String
    var limit: String
    var divisor: Double
    var decimals: Int
  }

  private func line(_ t: TrendEstimate, _ line: Line, _ json: inout JSONWriter) {
    func number(_ name: String?, _ value: Double, _ json: inout JSONWriter) {
      json.number(name, value / line.divisor, decimals: MeasuredUnit.decimals(line.decimals, for: value))
    }
    number(line.slope, t.slopePerHour, &json)
    json.array("ci95") {
      number(nil, t.slopeLow, &$0)
      number(nil, t.slopeHigh, &$0)
    }
    json.number("p_value", t.pValue, decimals: 9)
    json.integer("panes", Int64(t.panes))
    number(line.level, t.levelMicros, &json)
    number(line.limit, t.limitMicros, &json)
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
