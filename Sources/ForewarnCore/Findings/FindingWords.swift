/// Parts of sentences that more than one reason says.
extension Finding {
  /// What became of it; no full stop. `end` is when it was over, as text.
  func ending(at end: String) -> String {
    standing.state == .unwatched
      ? "the configuration has no rule \(code.name) for \(subject) any more, so whether it is over is not known"
      : code.reason.ending(self, at: end)
  }

  var onItems: String { items.isEmpty ? "" : " on \(items.prefix(3).map(\.text).joined(separator: ", "))" }

  var quotedSummary: String { summary.isEmpty ? "" : " (\(Words.cut(summary, to: 120)))" }

  var ofTheLoad: String { loadShare >= 0.005 ? "; it carries \(Words.percent(loadShare)) of the load" : "" }

  /// Behind a value that is of a window of its own.
  var overItsWindow: String { windowPanes > 0 ? " over the last \(windowPanes) minutes" : "" }

  /// Behind a share of requests: how many in the minute, or of which window it is.
  var countOrWindow: String { windowPanes > 0 ? overItsWindow : " (\(Words.many(count, "request")))" }

  /// What became of a share of requests: it is back when at most half of the excess that was told is left and, where single minutes show
  /// it, few are bad.
  func observedShare(_ seen: ShareVerdict) -> Standing.Observation {
    let half = standing.normal + (standing.worst - standing.normal) / 2
    guard standing.isOfMinutes else {
      let share = seen.share(panes: min(windowPanes, 20))
      return .value(share, isOut: share > half)
    }
    return .value(seen.paneShare, isOut: seen.paneShare > min(max(2 * standing.normal, 0.01), half))
  }

  /// How long a value has been out of its band.
  var lastingSpan: String { Words.span(hours: Double(Int64(standing.lastPane) - Int64(standing.sincePane)) / 60) }

  var endingOfDuration: String {
    let s = standing
    return switch s.state {
    case .back:
      "\(subject) is back at \(Words.duration(s.now)) (peak \(Words.duration(s.worst)), usually \(Words.duration(s.normal)))"
    case .lasting:
      "\(subject) has taken \(Words.duration(s.now)) instead of \(Words.duration(s.normal)) for \(lastingSpan): is this the new normal?"
    case .holds: "\(subject) still takes \(Words.duration(s.now))"
    case .fading, .resolved, .expired, .unwatched: "\(subject) is not unusually slow any more"
    }
  }

  func endingOfUsage(_ unusually: String, atWorst: String) -> String {
    let s = standing
    return switch s.state {
    case .back:
      "usage is back at \(Words.count(s.now)) requests a minute (\(atWorst) \(Words.count(s.worst)), usually \(Words.count(s.normal)))"
    case .lasting:
      "usage has been \(Words.count(s.now)) requests a minute instead of \(Words.count(s.normal)) for \(lastingSpan): is this the new normal?"
    case .holds: "usage is still \(Words.count(s.now)) requests a minute"
    case .fading, .resolved, .expired, .unwatched: "usage is not unusually \(unusually) any more"
    }
  }

  func findWhatSlows(_ instance: String) -> String {
    "Find what changed on \(instance) in the last hour (release, job, data growth), look where \(subject) spends its time, and tell the customer before they call."
  }
}
