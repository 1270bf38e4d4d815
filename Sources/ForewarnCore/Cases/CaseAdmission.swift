/// One situation in a decision step: what is known, and what the rules say.
struct JudgedCase {
  var key: SituationKey
  var facts: CaseFacts
  var verdict: CaseRules.Verdict
  /// Of a person, where the step is about one.
  var word: CaseWord?
  /// Why an opening was kept back.
  var suppression: Suppression?

  var opens: Bool { verdict == .open || verdict == .reopen }
  /// It would open a case that a customer's budget is of.
  var isEarlyWarning: Bool { facts.isEarlyWarning && opens }
  var rank: WarningRank { WarningRank(facts.severity, felt: facts.felt, permille: facts.risk.permille) }
}

/// The pass over all situations of a step: what one may do depends on the others.
enum CaseAdmission {
  /// Keeps openings back that a limit on open cases does not allow, in the order of keys.
  static func admit(_ judged: inout [JudgedCase], openCases: Int, limit: Int) {
    var open = openCases
    for index in judged.indices {
      switch judged[index].verdict {
      case .open where open >= limit:
        judged[index].verdict = .nothing
        judged[index].suppression = .openCasesLimit
      case .open, .reopen: open += 1
      case .resolve: open -= 1
      case .nothing, .escalate, .update, .refresh, .remark, .forget: break
      }
    }
    precondition(open >= 0, "no more cases resolve than are open")
  }
}
