/// What the statistics know of the facts that a case rests on, at the end of a pane: asked once for each case that is looked at.
struct InstanceKnowledge {
  /// The last pane in which the instance had transactions; nil when the statistics do not know it.
  var lastDataPane: Pane?
  /// What nobody says counts as production.
  var isProduction = true
  /// One for each finding that was asked about, in their order; empty when none was.
  var observations: [Standing.Observation] = []
  /// Of which nothing is to be said in this step.
  var silenced: [SilencedFinding] = []
  /// A person says that what it shows now is not usual.
  var isExcluded = false

  /// How long a value has to last to be asked about as what may be normal now: what is not usual never is.
  func adaptAfterPanes(_ settings: CaseSettings) -> Int {
    isExcluded ? .max : Int(settings.adaptAfterHours * 60)
  }

  /// The first pane at which any of the facts can change though nothing more is told of them; nil when they have to be looked at in every
  /// pane.
  var steadyUntil: Pane? {
    var until = Pane.max
    for seen in observations {
      guard case .alert(let alert) = seen, alert.firing > 0 else { return nil }
      until = min(until, PaneTime.pane(of: min(alert.firesUntilMicros, PaneTime.valid.upperBound)))
    }
    return observations.isEmpty ? nil : until
  }
}
