/// Cases of several customers that name the same configuration item are one problem: a major case of the item, with theirs as its members.
/// Where no item is behind them, cases that begin together at a fair share of those with the same service offering are one too.
extension Engine {
  /// Once the cases of instances are decided: their major cases, on what is so now. `due` are those that are looked at anyway.
  mutating func judgeMajorCases(_ step: CaseStep, due: [SituationKey]) {
    precondition(step.urgency == .paneEnd, "what cases have in common is looked at when all of them are decided")
    guard !due.isEmpty || !sharedItems.shared.isEmpty || !sharedOfferings.shared.isEmpty else { return }
    var problems: [SituationKey: CommonProblem] = [:]
    // Whose an item is behind.
    var causes: [CaseMember: Name] = [:]
    let known = Set(due.map(\.instance))
    for item in known.union(sharedItems.shared).sorted() where SharedOffering(item) == nil {
      let key = SituationKey(item, .major)
      let told = book.cases.situation(key)?.openEpisode
      let problem = commonProblem(of: item, told: told)
      guard problem.isMajor || told != nil else { continue }
      problems[key] = problem
      for member in problem.members { causes[member] = item }
    }
    for name in known.union(sharedOfferings.shared).sorted() {
      guard let offering = SharedOffering(name) else { continue }
      let key = SituationKey(name, .major)
      let told = book.cases.situation(key)?.openEpisode
      let problem = commonProblem(of: offering, told: told, causes)
      guard problem.isMajor || told != nil else { continue }
      problems[key] = problem
    }
    for key in problems.keys.sorted() { book.cases.watch(key) }
    judge(book.cases.due(at: step.pane).filter { $0.kind == .major }, step, trigger: nil, problems: problems)
  }

  private func commonProblem(of item: Name, told: Episode?) -> CommonProblem {
    var problem = CommonProblem(members: told?.members ?? [])
    for key in sharedItems.cases(with: item).prefix(Limits.majorCaseMembers) {
      guard let episode = book.cases.situation(key)?.episode else { continue }
      problem.join(CaseMember(instance: key.instance, caseID: episode.id, kind: key.kind))
    }
    var accounts: Set<String> = []
    var showing = 0
    for member in problem.members {
      guard let situation = situation(of: member) else { continue }
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

  /// `causes`: the cases that a major case of an item has.
  private func commonProblem(
    of offering: SharedOffering, told: Episode?, _ causes: [CaseMember: Name]
  ) -> CommonProblem {
    var problem = CommonProblem(members: told?.members ?? [])
    let parent = book.cases.situation(SituationKey(offering.name, .major))?.episode?.id
    let candidates = sharedOfferings.cases(with: offering.name)
      .compactMap { candidate($0, offering, parent: parent) }.filter { causes[$0.member] == nil }
    var lead = told?.findings.first.flatMap { CommonOffering.Lead($0) }
    if let told, let lead {
      let begun = told.members.compactMap { situation(of: $0)?.openEpisode?.startedMicros }
      for candidate in candidates where CommonOffering.joins(candidate, lead, startedMicros: begun) {
        problem.join(candidate.member)
      }
    } else if told == nil {
      let group = CommonOffering.group(candidates, leastAccounts: settings.cases.majorCaseAccounts) {
        directory.customers.instances(of: offering).count { statistics.instance($0) != nil }
      }
      for candidate in group { problem.join(candidate.member) }
      lead = group.first?.lead
      problem.isMajor = !problem.members.isEmpty
    }
    var live: [CaseMember] = []
    for member in problem.members {
      guard let situation = situation(of: member), let episode = situation.episode else { continue }
      for finding in situation.findings where lead?.isShown(by: finding) ?? false { problem.show(finding, of: []) }
      guard situation.isOpen else { continue }
      live.append(member)
      problem.severity = max(problem.severity ?? .clear, episode.severity)
    }
    let found = live.map { causes[$0] }
    if told != nil, let cause = found.first ?? nil, !found.contains(nil) { problem.cause = cause }
    return problem
  }

  /// What an open case has to do with an offering, whose own major case is `parent`; nil where another major case has it.
  func candidate(
    _ key: SituationKey, _ offering: SharedOffering, parent: String?
  ) -> CommonOffering.Candidate? {
    guard let episode = book.cases.situation(key)?.openEpisode,
      let lead = episode.findings.first.flatMap({ CommonOffering.Lead($0) }),
      // Where anything names an item, that is where to look: its major case may come a pane later.
      episode.findings.allSatisfy(\.items.isEmpty),
      episode.parentID == nil || episode.parentID == parent
    else { return nil }
    return CommonOffering.Candidate(
      member: CaseMember(instance: key.instance, caseID: episode.id, kind: key.kind), lead: lead,
      startedMicros: episode.startedMicros,
      accounts: directory.customers.accounts(of: offering, in: key.instance).map(\.id))
  }

  /// nil when its case is not the one that the member was.
  private func situation(of member: CaseMember) -> Situation? {
    guard let situation = book.cases.situation(member.key), situation.episode?.id == member.caseID else { return nil }
    return situation
  }

  /// What follows for other cases when one moved.
  mutating func follow(_ outcome: CaseOutcome) {
    guard case .changed(let change) = outcome else { return }
    if change.key.kind == .major {
      book.cases.join(
        change.episode.members, parent: change.episode.id, isCause: SharedOffering(change.key.instance) == nil)
    } else {
      noteShared(of: change.key, change.resolution == nil ? change.episode : nil)
    }
  }

  /// After a book was loaded: what its open cases have in common.
  mutating func noteSharedItems() {
    for (key, situation) in book.cases.all where key.kind != .major {
      if let episode = situation.openEpisode { noteShared(of: key, episode) }
    }
  }

  private mutating func noteShared(of key: SituationKey, _ episode: Episode?) {
    let named = (episode?.findings ?? []).flatMap(\.items).compactMap(directory.customers.itemKey(of:))
    sharedItems.note(key, has: Set(named).sorted())
    sharedOfferings.note(
      key, has: episode == nil ? [] : directory.customers.installation(key.instance)?.offerings ?? [])
  }
}
