/// The facts of a message to a customer.
struct MessageTrouble {
  enum Kind {
    /// So many times the usual response time at worst.
    case slow(times: Double)
    case slowing
    /// The share of a function's requests, or of all, that failed at worst.
    case failing(share: Double, ofAll: Bool)
    /// Requests a minute at lowest, and usually.
    case unused(requests: Double, usual: Double)
    /// Requests a minute at most, and usually.
    case busy(requests: Double, usual: Double)
    /// A signal that is off its level, on its way to its limit, or beyond it.
    case measured(area: RiskDomain, limit: Limit)
    /// An alert; nobody knows whether people notice.
    case reported(area: RiskDomain, isCritical: Bool)
  }

  enum Limit {
    case none, near, reached
  }

  enum State {
    case goesOn
    case over(since: String)
    /// Nothing was heard of it since; nobody said that it is over.
    case unconfirmed(since: String)
    /// It has become what may be normal.
    case lasting
    /// A person of the operator's has closed the case; nothing says that it is over.
    case closed(at: String)
  }

  var kind: Kind
  var state: State
  /// When it was noticed, this time: date and time.
  var noticed: String

  /// nil where the case says nothing, or a person has said that it was no problem.
  init?(_ change: CaseChange) {
    let episode = change.episode
    guard let lead = Self.lead(change) else { return nil }
    kind = Self.kind(lead)
    let since = lead.standing.sincePane > 0 ? PaneTime.start(of: lead.standing.sincePane) : episode.startedMicros
    noticed = Self.moment(max(since, episode.startedMicros))
    guard let resolution = change.resolution else {
      state = .goesOn
      return
    }
    let ends = episode.findings.map(\.standing.endMicros).filter { $0 > 0 }
    switch resolution.reason {
    case .recovered, .prevented, .cameTrue:
      state = .over(since: Self.moment(min(ends.max() ?? resolution.atMicros, resolution.atMicros)))
    case .expired: state = .unconfirmed(since: Self.moment(lead.standing.endMicros))
    case .newNormal: state = .lasting
    case .closedBy, .ruleRemoved: state = .closed(at: Self.moment(resolution.atMicros))
    case .declaredFalse, .superseded: return nil
    }
  }

  /// What people feel comes before what machines say; and before both, what is there while the case is open, and what decided how it ended.
  private static func lead(_ change: CaseChange) -> Finding? {
    let findings = change.episode.findings
    let decisive = findings.filter { finding in
      switch change.resolution?.reason {
      case nil: !finding.standing.isOver
      case .recovered, .prevented, .cameTrue, .closedBy, .declaredFalse, .superseded: true
      case .ruleRemoved: finding.standing.state == .unwatched
      case .expired: finding.standing.state == .expired
      case .newNormal: finding.standing.state == .lasting
      }
    }
    let candidates = decisive.isEmpty ? findings : decisive
    return candidates.first { $0.code.reason.unit != nil } ?? candidates.first
  }

  private static func kind(_ lead: Finding) -> Kind {
    let standing = lead.standing
    let normal = standing.normal > 0 ? standing.normal : lead.expected
    assert(normal.isFinite && standing.worst.isFinite, "what was measured is a number")
    switch lead.code {
    case .latencyAnomaly, .latencyTrend:
      let worst = max(standing.worst, lead.observed)
      return lead.trend != nil && worst < 2 * normal || normal <= 0 ? .slowing : .slow(times: worst / normal)
    case .latencyOverall: return .slow(times: max(standing.worst, lead.observed))
    case .latencyTail: return .slow(times: LatencyTail.timesUsual)
    case .errorShare, .errorOverall:
      return .failing(share: max(standing.worst, lead.observed), ofAll: lead.code == .errorOverall)
    case .usageSurge: return .busy(requests: max(standing.worst, lead.observed), usual: normal)
    case .usageDrop: return .unused(requests: min(standing.worst, lead.observed), usual: normal)
    case .signalShift: return .measured(area: lead.domain, limit: .none)
    case .signalTrend: return .measured(area: lead.domain, limit: .near)
    case .signalLimit: return .measured(area: lead.domain, limit: .reached)
    case .immediateAlert, .indicatorBurst, .novelAlerts, .alertFlood, .earlyIndicator:
      return .reported(area: lead.domain, isCritical: lead.severity == .critical)
    }
  }

  /// A message is read on another day.
  private static func moment(_ micros: Int64) -> String {
    "\(Timestamp.text(micros).prefix(10)) \(Timestamp.clockMinute(micros)) UTC"
  }
}
