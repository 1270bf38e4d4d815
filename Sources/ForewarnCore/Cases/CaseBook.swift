/// All situations: which have to be looked at in a decision, which rest, how many cases are open.
struct CaseBook {
  /// Data that were last seen so many panes ago are not seen any more.
  private static let dataPanes: Pane = 5

  private struct Entry {
    var situation = Situation()
    /// The instance's id in the statistics, as long as they know it.
    var instance: Int?
    /// Until then nothing happens to the open case unless something is told of it; nil: it has to be looked at in every pane.
    var steadyUntil: Pane?
  }

  private var entries: [SituationKey: Entry] = [:]
  /// Those that every decision looks at, ascending; and those that joined since the last one, in any order.
  private var active: [SituationKey] = []
  private var joining: [SituationKey] = []
  private var resting = RestingCases()
  private(set) var openCount = 0
  /// Of the rows that an epoch has to write.
  private(set) var changed: Set<SituationKey> = []

  /// Whether a decision would look at anything up to this pane.
  func isQuiet(through pane: Pane) -> Bool { active.isEmpty && joining.isEmpty && resting.firstDue > pane }

  /// The first pane at which a resting case is due; `Pane.max` for none.
  var firstDue: Pane { resting.firstDue }
  var isEmpty: Bool { entries.isEmpty }
  func situation(_ key: SituationKey) -> Situation? { entries[key]?.situation }

  /// The id of a situation's instance in the statistics; nil when they do not know it.
  func instance(of key: SituationKey) -> Int? { entries[key]?.instance }

  /// Instances with an open case, as far as the statistics know them.
  var openInstances: Set<Int> { Set(entries.values.lazy.filter { $0.situation.isOpen }.compactMap(\.instance)) }

  // MARK: What comes in

  mutating func add(_ finding: Finding, to key: SituationKey, instance: Int) {
    watch(key)
    entries[key]?.situation.add(finding)
    entries[key]?.instance = instance
    changed.insert(key)
  }

  /// The next decision looks at this situation, whether or not there was one.
  mutating func watch(_ key: SituationKey) {
    if entries[key] == nil {
      entries[key] = Entry()
      joining.append(key)
    } else if resting.remove(key) {
      joining.append(key)
    }
  }

  /// The members of a major case that was told now are part of it. Of two such cases, that of the item which is the cause comes first.
  mutating func join(_ members: [CaseMember], parent id: String, isCause: Bool) {
    for member in members {
      precondition(member.key.kind != .major, "a major case is no member of one")
      guard let episode = entries[member.key]?.situation.episode, episode.id == member.caseID, episode.parentID != id,
        isCause || episode.parentID == nil
      else { continue }
      entries[member.key]?.situation.join(parent: id)
      changed.insert(member.key)
    }
  }

  /// Something was told of an instance: what rests is looked at in the next decision.
  mutating func wake(_ name: Name) {
    for kind in CaseKind.ofInstances {
      let key = SituationKey(name, kind)
      if resting.remove(key) { joining.append(key) }
    }
  }

  /// What all rest on has changed: the next decision looks at every open case.
  mutating func wakeOpen() {
    for (key, entry) in entries where entry.situation.isOpen && resting.remove(key) { joining.append(key) }
  }

  /// An instance has an id now: situations of that name that were there before are about it.
  mutating func attach(_ name: Name, instance: Int) {
    guard !entries.isEmpty else { return }
    for kind in CaseKind.ofInstances { entries[SituationKey(name, kind)]?.instance = instance }
  }

  /// The statistics that gave the ids are gone.
  mutating func detachAll() {
    for key in Array(entries.keys) { entries[key]?.instance = nil }
  }

  // MARK: Decisions

  /// The situations of a decision at the end of this pane, ascending.
  mutating func due(at pane: Pane) -> [SituationKey] {
    joining.append(contentsOf: resting.due(at: pane))
    guard !joining.isEmpty else { return active }
    joining.sort()
    active = Self.merged(active, joining)
    assert(zip(active, active.dropFirst()).allSatisfy { $0 < $1 }, "what is looked at is in order, and once")
    joining.removeAll(keepingCapacity: true)
    return active
  }

  /// Assesses one situation: facts are looked at, what has faded is forgotten, the rest weighed.
  /// `problem`: of a major case, what it rests on now.
  mutating func assess(
    _ key: SituationKey, _ step: CaseStep, _ known: InstanceKnowledge, _ problem: CommonProblem? = nil
  ) -> JudgedCase {
    guard var entry = entries[key] else { preconditionFailure("what is due has an entry") }
    precondition(step.pane > .min && step.atMicros > .min, "a step has a pane and a date")
    let before = entry.situation
    precondition(problem == nil || key.kind == .major, "only a major case is made of others")
    if let problem {
      entry.situation.adopt(problem)
    } else {
      entry.situation.attend(to: RulesInForce(step.settings), at: step.pane)
    }
    entry.situation.observe(
      known.observations, at: step.pane, adaptAfterPanes: known.adaptAfterPanes(step.settings.cases))
    entry.situation.forgetFaded(at: step.pane, step.settings.risk)
    let audible = AudibleFindings(of: entry.situation, without: known.silenced, step)
    let findings = audible.findings
    let risk = RiskModel.assess(findings, at: step.pane, step.settings.risk)
    let harm = CaseSeverity.of(findings, at: step.pane, isProduction: known.isProduction, step.settings.risk)
    let facts = CaseFacts(
      urgency: step.urgency, pane: step.pane, atMicros: Self.date(of: step, for: entry.situation), risk: risk,
      severity: problem?.severity ?? harm.severity, felt: harm.felt,
      firesStill: entry.situation.firesStill(among: findings),
      holds: entry.situation.holds(at: step.pane, step.settings),
      hasNewReason: Self.hasNewReason(entry.situation, findings, step) || hasNewMembers(entry.situation, problem),
      isWorse: entry.situation.isWorseThanTold(by: findings),
      isSameProblem: entry.situation.isProblemOfEpisode(findings, at: step.pane, step.settings.risk),
      members: problem?.members ?? entry.situation.episode?.members ?? [], cause: problem?.cause,
      isCertain: problem?.isMajor ?? false,
      isEarlyWarning: problem == nil && entry.situation.isEarlyWarning(findings, step),
      isDataSeen: key.kind == .major || !Self.needsData(entry.situation)
        || known.lastDataPane.map { $0 > step.pane - Self.dataPanes } ?? false)
    if step.urgency == .paneEnd { entry.situation.count(facts, step.settings.cases) }
    // What waits for its turn to be told, or was only counted, may change with time alone.
    let isSteady =
      entry.situation.rests(onAlertsOnly: known) && !facts.hasNewReason && !facts.isWorse && known.silenced.isEmpty
    entry.steadyUntil = isSteady ? known.steadyUntil : nil
    // Alerts of a clock that is ahead are told before their pane: until then nothing is seen of them.
    if entry.situation.isOpen, let first = entry.situation.findings.map(\.pane).min(), first > step.pane {
      entry.steadyUntil = first
    }
    if entry.situation != before { changed.insert(key) }
    entries[key] = entry
    var judged = JudgedCase(
      key: key, facts: facts, verdict: CaseRules.verdict(on: entry.situation, facts, step.settings.cases))
    guard judged.verdict == .nothing else { return judged }
    judged.suppression = audible.suppression ?? (entry.situation.isHeldShut && facts.holds ? .closedByPerson : nil)
    return judged
  }

  /// What follows from a person's word on a case that is there.
  mutating func hear(_ word: CaseWord, of key: SituationKey, _ step: CaseStep) -> JudgedCase {
    precondition(entries[key]?.situation.episode != nil, "a word is of a case that is there")
    watch(key)
    entries[key]?.situation.hear(word)
    var judged = assess(key, step, InstanceKnowledge())
    let isOpen = entries[key]?.situation.isOpen ?? false
    judged.verdict = isOpen ? word.ending.map { .resolve($0) } ?? .update : .remark
    judged.word = word
    changed.insert(key)
    return judged
  }

  /// The situation of a case, open or resolved not long ago.
  func key(ofCase id: String) -> SituationKey? {
    entries.filter { $0.value.situation.episode?.id == id }.keys.min()
  }

  /// Does what the rules said.
  mutating func move(_ judged: JudgedCase, _ risk: RiskSettings, inputs: [InputRange]) -> CaseOutcome? {
    let key = judged.key
    guard var situation = entries[key]?.situation else { preconditionFailure("what is due has an entry") }
    let wasOpen = situation.isOpen
    guard let outcome = situation.move(judged, risk, inputs: inputs) else { return nil }
    if case .changed(let change) = outcome {
      precondition((change.resolution == nil) == situation.isOpen, "what is told is the state that is kept")
    }
    openCount += (situation.isOpen ? 1 : 0) - (wasOpen ? 1 : 0)
    precondition(openCount >= 0, "cases that are open are counted")
    entries[key]?.situation = situation
    changed.insert(key)
    return outcome
  }

  /// After a decision at a pane's end, of those that it looked at: what of their subjects is learned as normal, and what is not.
  mutating func holdBaselines(at pane: Pane) -> [(key: SituationKey, moved: BaselineHolding)] {
    var all: [(key: SituationKey, moved: BaselineHolding)] = []
    for key in active where key.kind != .major {
      guard let moved = entries[key]?.situation.holdBaselines(at: pane) else { continue }
      all.append((key, moved))
      changed.insert(key)
    }
    return all
  }

  /// After a decision at a pane's end: what is gone leaves, what rests is not looked at until it is due.
  mutating func settle(_ settings: CaseSettings) {
    active.removeAll { key in
      guard let situation = entries[key]?.situation else { return true }
      if situation.isGone {
        entries[key] = nil
        changed.insert(key)
        return true
      }
      if situation.isResting, let resolution = situation.resolution {
        resting.add(key, due: resolution.pane + CaseRules.tombstonePanes)
        return true
      }
      guard case .open(let episode) = situation.phase, let steady = entries[key]?.steadyUntil else { return false }
      resting.add(key, due: min(steady, episode.lastEventPane + Pane(settings.refreshHours * 60)))
      return true
    }
    assert(active.count + resting.count == entries.count, "every situation is looked at, or rests")
    assert(openCount == entries.values.count { $0.situation.isOpen }, "the count is that of the entries")
  }

  private static func merged(_ a: [SituationKey], _ b: [SituationKey]) -> [SituationKey] {
    guard let last = a.last else { return b }
    guard let first = b.first, first < last else { return a + b }
    var merged: [SituationKey] = []
    merged.reserveCapacity(a.count + b.count)
    var (i, j) = (0, 0)
    while i < a.count, j < b.count {
      precondition(a[i] != b[j], "a situation is listed once")
      if a[i] < b[j] {
        merged.append(a[i])
        i += 1
      } else {
        merged.append(b[j])
        j += 1
      }
    }
    return merged + a[i...] + b[j...]
  }

  // MARK: Facts

  /// A decision is never dated before the last event of its case, whatever its evidence is dated.
  private static func date(of step: CaseStep, for situation: Situation) -> Int64 {
    max(step.atMicros, situation.episode?.updatedMicros ?? .min)
  }

  private static func hasNewReason(_ situation: Situation, _ findings: [Finding], _ step: CaseStep) -> Bool {
    guard case .open(let episode) = situation.phase else { return false }
    return findings.contains { finding in
      !finding.standing.isOver && RiskModel.decayed(finding, at: step.pane, step.settings.risk) >= 1
        && !episode.findings.contains { told in
          // A second rule about the same fact is no news.
          told.isAbout(finding) || told.subject == finding.subject && !finding.isNewsBesideOthers
        }
    }
  }

  private func hasNewMembers(_ situation: Situation, _ problem: CommonProblem?) -> Bool {
    guard case .open(let episode) = situation.phase, let problem else { return false }
    return problem.members.count > episode.members.count
  }

  /// A case that rests on transactions resolves only while transactions are seen; alerts that stay away are good news.
  private static func needsData(_ situation: Situation) -> Bool {
    guard case .open(let episode) = situation.phase else { return false }
    return episode.findings.contains { $0.code.reason.needsTransactions && $0.standing.state != .unwatched }
  }

  // MARK: Rows

  /// Ascending by key.
  var all: [(key: SituationKey, situation: Situation)] {
    entries.sorted { $0.key < $1.key }.map { ($0.key, $0.value.situation) }
  }

  mutating func restore(_ situation: Situation, _ key: SituationKey) {
    precondition(entries[key] == nil, "a book has one row for a situation")
    entries[key] = Entry(situation: situation)
    joining.append(key)
    if situation.isOpen { openCount += 1 }
  }

  mutating func markAllChanged() { changed = Set(entries.keys) }

  /// The rows to write, ascending; nil for one that left.
  mutating func takeChanges() -> [(key: SituationKey, situation: Situation?)] {
    defer { changed.removeAll(keepingCapacity: true) }
    return changed.sorted().map { ($0, entries[$0]?.situation) }
  }
}

/// What a step is, for the cases.
struct CaseStep {
  var urgency: CaseFacts.Urgency
  var pane: Pane
  var atMicros: Int64
  var settings: Settings
}
