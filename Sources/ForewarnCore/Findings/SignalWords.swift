import RollingStatistics

/// Parts of sentences about signals, and the look at one.
extension Finding {
  /// A value with what it is a number of: `4.2`, `93 %`.
  func valueText(_ value: Double) -> String { Words.value(value, unit) }

  /// Behind a value that is not of one minute: a signal need not have one in each.
  var overItsValues: String { windowPanes > 0 ? " (mean of the last \(windowPanes) minutes with values)" : "" }

  var endingOfSignal: String {
    let s = standing
    return switch s.state {
    case .back:
      "\(subject) is back at \(valueText(s.now)) (\(falls ? "lowest" : "highest") \(valueText(s.worst)), usually \(valueText(s.normal)))"
    case .lasting:
      "\(subject) has been \(valueText(s.now)) instead of \(valueText(s.normal)) for \(lastingSpan): is this the new normal?"
    case .holds: "\(subject) is still \(valueText(s.now))"
    case .fading, .resolved, .expired, .unwatched: "\(subject) is not unusually \(falls ? "low" : "high") any more"
    }
  }

  func findWhatMoves(_ instance: String) -> String {
    "Find what moved \(subject) on \(instance) (release, incident, change, what users say), and talk to the customer before they call."
  }
}

extension FactObserver {
  /// The signal that a finding is about; nil when the pane has no value of it.
  func signalPane(
    _ finding: Finding, in closed: borrowing ClosedPane, _ statistics: borrowing Statistics
  ) -> SignalPane? {
    guard !closed.isPartial, let series = statistics.series(finding.subject, .signal, of: instance) else { return nil }
    return closed.signal(series)
  }

  /// Whether the signal is back: at most half of what was told is left, and no more than a usual value may stray.
  func signal(
    _ finding: Finding, in closed: borrowing ClosedPane, _ statistics: borrowing Statistics
  ) -> Standing.Observation {
    guard let seen = signalPane(finding, in: closed, statistics) else { return .unseen }
    let level = statistics.signals.levels[seen.series]
    guard level.scale.isKnown else { return .value(seen.value, isOut: true) }
    let (standing, falls) = (finding.standing, finding.falls)
    func octaves(_ value: Double) -> Double { level.octaves(of: value, falls: falls) }
    let normal = octaves(standing.normal)
    let (score, isOfMinutes) = (level[falls: falls].score, standing.isOfMinutes)
    // What only many values show is over when many show that it is.
    let now = isOfMinutes ? octaves(seen.value) : score.means.value(window: 0)
    let longer = score.means.value(window: isOfMinutes ? 0 : 1)
    let allowed = min(max(0.5 * (octaves(standing.worst) - normal), 0), score.band)
    let value = isOfMinutes ? seen.value : level.value(ofOctaves: now, falls: falls)
    return .value(value, isOut: max(now, longer) > normal + allowed)
  }
}
