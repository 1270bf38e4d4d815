/// One situation in a decision step: what is known, and what the rules say.
struct JudgedCase {
  var key: SituationKey
  var facts: CaseFacts
  var verdict: CaseRules.Verdict
}

/// The pass over all situations of a step: what one may do depends on the others.
enum CaseAdmission {
  /// Keeps openings back that a limit on open cases does not allow, in the order of keys. Answers how many.
  static func admit(_ judged: inout [JudgedCase], openCases: Int, limit: Int) -> Int64 {
    var open = openCases
    var suppressed: Int64 = 0
    for index in judged.indices {
      switch judged[index].verdict {
      case .open where open >= limit:
        judged[index].verdict = .nothing
        suppressed += 1
      case .open, .reopen: open += 1
      case .resolve: open -= 1
      case .nothing, .escalate, .update, .refresh, .forget: break
      }
    }
    precondition(open >= 0, "no more cases resolve than are open")
    return suppressed
  }
}
