/// A finding of which nothing is to be said for now.
struct SilencedFinding: Equatable {
  var code: ReasonCode
  var subject: Name
  /// It is planned work, not a silence.
  var isMaintenance: Bool

  func isAbout(_ finding: Finding) -> Bool { code == finding.code && subject == finding.subject }
}
