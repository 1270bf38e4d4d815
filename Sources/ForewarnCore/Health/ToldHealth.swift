/// What `instance-health` holds of an instance, as far as the next record depends on it. A book row.
struct ToldHealth: RowValue, Equatable {
  /// What was told last; nil before the first record.
  var gist: HealthGist?
  /// When the instance was last heard of, as far as its last record knew.
  var heardPane: Pane = .min
  /// The first pane at which something is learned that was told to be still learning; nil when nothing is.
  var learnsUntil: Pane?
  /// Since when a record waits for its turn.
  var owedSince: Pane?

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &gist)
    coder.field(2, &heardPane)
    coder.field(3, &learnsUntil)
    coder.field(4, &owedSince)
  }
}

/// A health record in short: whether there is something new to tell.
struct HealthGist: RowValue, Equatable {
  /// Risk moves this much, in per mille, before it is said again.
  private static let step = 20

  var permille = 0
  /// A bit for each kind of which a case is open, and the worst severity of these.
  var openKinds = 0
  var severity = Severity.clear
  /// A bit for each domain in which an alert fires, and for each thing that is still learned.
  var firingDomains = 0
  var learning = 0

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &permille)
    coder.field(2, &openKinds)
    coder.field(3, &severity)
    coder.field(4, &firingDomains)
    coder.field(5, &learning)
  }

  /// Whether the cases say something new to who knows the other. What has come to rest is told as it is.
  func isNewsOfCases(to told: HealthGist, isAtRest: Bool) -> Bool {
    precondition((0...1_000).contains(permille), "health is a share")
    return abs(permille - told.permille) >= (isAtRest ? 1 : Self.step) || openKinds != told.openKinds
      || severity != told.severity
  }

  /// Whether the statistics say something new to who knows the other.
  func isNewsOfStatistics(to told: HealthGist) -> Bool {
    firingDomains != told.firingDomains || learning != told.learning
  }
}
