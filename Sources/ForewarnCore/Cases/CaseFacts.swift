/// What a decision step knows of one situation when its case is judged.
struct CaseFacts {
  /// What the step is about. An alert that meets an immediate rule asks for no persistence and no pacing; else the rules are the same.
  enum Urgency {
    case paneEnd, immediate
  }

  var urgency = Urgency.paneEnd
  var pane: Pane
  /// The date of what is decided.
  var atMicros: Int64
  var risk: RiskModel.Assessment
  var severity: Severity
  /// There is a reason that the case has not named yet.
  var hasNewReason: Bool
  /// Whether the data that the case rests on still arrives: no data is not "resolved".
  var isDataSeen: Bool
}
