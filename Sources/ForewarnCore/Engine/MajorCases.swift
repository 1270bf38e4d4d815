/// Cases of several customers that name the same configuration item are one problem: a major case of the item, with theirs as its members.
extension Engine {
  /// Once the cases of instances are decided: their major cases, on what is so now. `due` are those that are looked at anyway.
  mutating func judgeMajorCases(_ step: CaseStep, due: [SituationKey]) {
    precondition(step.urgency == .paneEnd, "what cases have in common is looked at when all of them are decided")
    guard !due.isEmpty || !sharedItems.shared.isEmpty else { return }
    var problems: [SituationKey: CommonProblem] = [:]
    for item in Set(due.map(\.instance)).union(sharedItems.shared).sorted() {
      let key = SituationKey(item, .major)
      let told = book.cases.situation(key)?.openEpisode
      let problem = commonProblem(of: item, told: told)
      guard problem.isMajor || told != nil else { continue }
      problems[key] = problem
      book.cases.watch(key)
    }
    judge(book.cases.due(at: step.pane).filter { $0.kind == .major }, step, trigger: nil, problems: problems)
  }

  private func commonProblem(of item: Name, told: Episode?) -> CommonProblem {
    var problem = CommonProblem(members: told?.members ?? [])
    for key in sharedItems.cases(naming: item).prefix(Limits.majorCaseMembers) {
      guard let episode = book.cases.situation(key)?.episode else { continue }
      problem.join(CaseMember(instance: key.instance, caseID: episode.id))
    }
    var accounts: Set<String> = []
    var showing = 0
    for member in problem.members {
      guard let situation = book.cases.situation(member.key), situation.episode?.id == member.caseID else { continue }
      var isShown = false
      for finding in situation.findings {
        let names = finding.items.filter { directory.customers.itemKey(of: $0) == item }
        guard !names.isEmpty else { continue }
        problem.show(finding, of: names)
        if situation.isOpen, !finding.standing.isOver { isShown = true }
      }
      guard isShown else { continue }
      showing += 1
      accounts.formUnion(directory.customers.accounts(of: item, in: member.instance).map(\.id))
    }
    assert(showing <= problem.members.count, "who shows it is a member")
    problem.isMajor = showing >= 2 && accounts.count >= settings.cases.majorCaseAccounts
    return problem
  }

  /// What follows for other cases when one moved.
  mutating func follow(_ outcome: CaseOutcome) {
    guard case .changed(let change) = outcome else { return }
    if change.key.kind == .major {
      book.cases.join(change.episode.members, parent: change.episode.id)
    } else {
      noteItems(of: change.key, change.resolution == nil ? change.episode : nil)
    }
  }

  /// After a book was loaded: what its open cases name.
  mutating func noteSharedItems() {
    for (key, situation) in book.cases.all where key.kind != .major {
      if let episode = situation.openEpisode { noteItems(of: key, episode) }
    }
  }

  private mutating func noteItems(of key: SituationKey, _ episode: Episode?) {
    let named = (episode?.findings ?? []).flatMap(\.items).compactMap(directory.customers.itemKey(of:))
    sharedItems.note(key, names: Set(named).sorted())
  }
}
