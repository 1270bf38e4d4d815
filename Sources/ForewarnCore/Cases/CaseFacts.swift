/// What a decision step knows of one situation when its case is judged.
struct CaseFacts {
  /// What the step is about. An alert that meets an immediate rule asks for no persistence and no pacing; else the rules are the same.
  enum Urgency {
    case paneEnd, immediate
    /// The alert began before the case was over. It may be over too: it opens nothing again unless it fires still.
    case ofBefore
    /// A person has a word to say: nothing was looked at.
    case person
  }

  var urgency = Urgency.paneEnd
  var pane: Pane
  /// The date of what is decided.
  var atMicros: Int64
  var risk: RiskModel.Assessment
  var severity: Severity
  /// What customers feel of it now, as `Harm.felt` says.
  var felt = 0.0
  /// The case is over, and an alert that speaks for itself is not.
  var firesStill = false
  /// Something that the case rests on is still there.
  var holds = false
  /// There is a reason that the case has not named yet: another subject, not the same fact by a second rule.
  var hasNewReason = false
  /// It is much worse than was told, or much less time is left.
  var isWorse = false
  /// What leads now led the resolved case too, or is of its domain, or of the same item.
  var isSameProblem = true
  /// Of a major case: the cases that are part of it.
  var members: [CaseMember] = []
  /// Of a major case: the configuration item whose own takes its place.
  var cause: Name?
  /// That several customers' cases are open is no guess that has to persist.
  var isCertain = false
  /// Statistics speak for it alone, and nobody feels much of it yet: what a customer's budget is of.
  var isEarlyWarning = false
  /// Whether the data that the case rests on still arrives: no data is not "resolved".
  var isDataSeen: Bool
}
