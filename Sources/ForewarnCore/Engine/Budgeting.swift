/// Early warnings are weighed against what their customers have had: which open now, and which are kept back and listed.
extension Engine {
  /// Keeps those back that a customer's budget does not bear, the worst of a step first served. What several customers have is no early
  /// warning of one of them.
  mutating func keepToBudget(_ judged: inout [JudgedCase], _ step: CaseStep) {
    let warnings = judged.indices.filter { judged[$0].isEarlyWarning }
    guard let budget = CaseBudget(settings.cases), !warnings.isEmpty else { return }
    precondition(step.urgency == .paneEnd, "what cannot wait is no early warning")
    var ledger = BudgetLedger(book.warnings, at: step.pane, in: directory.customers)
    let worstFirst = warnings.sorted {
      let (one, other) = (judged[$0], judged[$1])
      return one.rank > other.rank || one.rank >= other.rank && one.key < other.key
    }
    var kept: [Int: KeptWarning] = [:]
    for index in worstFirst {
      let (key, rank) = (judged[index].key, judged[index].rank)
      let owners = BudgetLedger.owners(of: key.instance, in: directory.customers)
      let entry = ledger.entry(of: owners)
      let waited = book.warnings[key.instance]?.waited(key.kind, at: step.pane) ?? 0
      if budget.admits(rank, waited: waited, after: entry.opened) {
        ledger.open(rank, of: owners)
        continue
      }
      kept[index] = KeptWarning(
        kind: key.kind, firstPane: step.pane, lastPane: step.pane, rank: rank, title: warningTitle(of: key, step),
        needed: budget.needed(rank, waited: waited, after: entry.opened, kept: entry.kept))
    }
    let opening = judged.indices.filter { kept[$0] == nil && judged[$0].opens }.map { judged[$0].key }
    let shared = shared(worstFirst.filter { kept[$0] != nil }.map { judged[$0].key }, opening: opening, step)
    for index in worstFirst {
      guard let warning = kept[index], !shared.contains(judged[index].key) else { continue }
      judged[index].verdict = .nothing
      judged[index].suppression = .budget
      keep(warning, of: judged[index].key.instance)
    }
  }

  /// What opened counts from now on.
  mutating func noteOpening(_ judged: JudgedCase) {
    guard judged.isEarlyWarning else { return }
    var own = book.warnings[judged.key.instance] ?? EarlyWarnings()
    own.open(judged.key.kind, judged.rank, at: judged.facts.pane)
    book.warnings[judged.key.instance] = own
  }

  private mutating func keep(_ warning: KeptWarning, of instance: Name) {
    var own = book.warnings[instance] ?? EarlyWarnings()
    let isNew = own.keep(warning)
    book.warnings[instance] = own
    if isNew, warningsTold.count < Limits.notices { warningsTold.append(KeptBack(instance, warning).told) }
  }

  private func warningTitle(of key: SituationKey, _ step: CaseStep) -> String {
    guard let situation = book.cases.situation(key),
      let lead = situation.lead(of: situation.findings, at: step.pane, step.settings.risk)
    else { return key.kind.name }
    return lead.code.reason.headline(lead)
  }

  /// Once a day what lies behind the window makes room; it counts no more before that.
  mutating func forgetWarnings(deciding pane: Pane) {
    let today = HealthBook.dayPanes * (pane / HealthBook.dayPanes)
    guard !book.warnings.isEmpty, book.cursor.lastDecided < today else { return }
    for (instance, own) in book.warnings.sorted {
      var left = own
      left.forget(before: today - CaseBudget.windowPanes)
      book.warnings[instance] = left.isEmpty ? nil : left
    }
  }

  /// Early warnings that the budget began to keep back since this was asked, a sentence each.
  public mutating func takeWarningsTold() -> [String] {
    defer { warningsTold.removeAll(keepingCapacity: true) }
    return warningsTold
  }
}
