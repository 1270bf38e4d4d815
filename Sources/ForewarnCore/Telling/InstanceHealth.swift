/// What there is to say of an instance at the end of a pane, all its kinds of problems together: gathered by the decision step.
struct InstanceHealth {
  struct Kind {
    var kind: CaseKind
    var findings: [Finding]
    /// Of the open case, if one is.
    var episode: Episode?
  }

  var instance: Name
  var pane: Pane
  var kinds: [Kind]
  /// Of all findings.
  var risk: RiskModel.Assessment
  var firing: FiringAlerts
  var learning: [Learning]
  /// When anything was last heard of it, as far as the statistics know.
  var heardPane: Pane
  /// Those that carry the most load first; looked up only where the record is told.
  var transactions: [TransactionLevel] = []
  /// Looked up only there, too.
  var signals: [SignalStanding] = []

  /// There is nothing that could fade or end.
  var isAtRest: Bool { kinds.allSatisfy { $0.findings.isEmpty && $0.episode == nil } }

  /// When the first of what is learned is learned, at the earliest.
  var learnsUntil: Pane? { learning.compactMap(\.until).min() }

  var gist: HealthGist {
    var gist = HealthGist(permille: risk.permille, firingDomains: firing.domains)
    for case let (kind, episode?) in kinds.lazy.map({ ($0.kind, $0.episode) }) {
      gist.openKinds |= 1 << Int(kind.rawValue)
      gist.severity = max(gist.severity, episode.severity)
    }
    for item in learning { gist.learning |= 1 << item.subject.rawValue }
    return gist
  }
}
