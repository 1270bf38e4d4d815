/// What several customers have at once is a major case in the making, and no early warning of one of them.
extension Engine {
  /// Those of the warnings that the budget would keep back of which a major case comes, together with those that open and the cases that are
  /// open.
  func shared(_ kept: [SituationKey], opening: [SituationKey], _ step: CaseStep) -> Set<SituationKey> {
    precondition(Set(kept).isDisjoint(with: opening), "what is kept back does not open")
    guard !kept.isEmpty, !directory.customers.isEmpty else { return [] }
    let candidates = kept + opening
    var shared: Set<SituationKey> = []
    for item in Set(kept.flatMap { items(of: $0) }).sorted() {
      let own = candidates.filter { items(of: $0).contains(item) } + sharedItems.cases(with: item)
      let accounts = Set(own.flatMap { directory.customers.accounts(of: item, in: $0.instance).map(\.id) })
      if own.count >= 2, accounts.count >= settings.cases.majorCaseAccounts { shared.formUnion(own) }
    }
    for name in Set(kept.flatMap { directory.customers.installation($0.instance)?.offerings ?? [] }).sorted() {
      guard let offering = SharedOffering(name) else { continue }
      let parent = book.cases.situation(SituationKey(name, .major))?.episode?.id
      let all =
        candidates.compactMap { warning($0, offering, step) }
        + sharedOfferings.cases(with: name).compactMap { candidate($0, offering, parent: parent) }
      let group = CommonOffering.group(all, leastAccounts: settings.cases.majorCaseAccounts) {
        directory.customers.instances(of: offering).count { statistics.instance($0) != nil }
      }
      shared.formUnion(group.map(\.member.key))
    }
    return shared.intersection(kept)
  }

  private func items(of key: SituationKey) -> [Name] {
    (book.cases.situation(key)?.findings ?? []).filter { !$0.standing.isOver }.flatMap(\.items)
      .compactMap { directory.customers.itemKey(of: $0) }
  }

  /// What a warning has to do with an offering that its customer has.
  private func warning(_ key: SituationKey, _ offering: SharedOffering, _ step: CaseStep) -> CommonOffering.Candidate? {
    guard let situation = book.cases.situation(key), situation.findings.allSatisfy(\.items.isEmpty),
      directory.customers.installation(key.instance)?.offerings.contains(offering.name) ?? false,
      let lead = situation.lead(of: situation.findings, at: step.pane, step.settings.risk)
        .flatMap({ CommonOffering.Lead($0) })
    else { return nil }
    let since = book.warnings[key.instance]?.since(key.kind, at: step.pane) ?? step.pane
    return CommonOffering.Candidate(
      member: CaseMember(instance: key.instance, caseID: "", kind: key.kind), lead: lead,
      startedMicros: PaneTime.end(of: since),
      accounts: directory.customers.accounts(of: offering, in: key.instance).map(\.id))
  }
}
