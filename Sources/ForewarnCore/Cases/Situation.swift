/// An instance's findings of one kind, and its case, if there is or recently was one. A book row.
struct Situation: RowValue, Equatable {
  /// Most findings kept; the weakest give way.
  static let maxFindings = 12

  /// The life of a case. What a state needs lies in it: an open case has no resolution, a resolved one has.
  enum Phase: Equatable {
    case quiet
    case open(Episode)
    case resolved(Episode, Resolution)
  }

  private(set) var findings: [Finding] = []
  /// First pane of the present run at or above the opening threshold, and of that in which nothing holds that the case rests on.
  private(set) var aboveSince: Pane?
  private(set) var belowSince: Pane?
  private(set) var phase = Phase.quiet
  /// What is not learned as normal while the case is open.
  var held: [HeldBaseline] = []

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &findings)
    coder.field(2, &aboveSince)
    coder.field(3, &belowSince)
    // 4 was what `instance-health` had said of this kind, before it spoke of instances.
    var episode = self.episode
    var resolution = self.resolution
    coder.field(5, &episode)
    coder.field(6, &resolution)
    var held: [HeldBaseline]? = self.held.isEmpty ? nil : self.held
    coder.field(7, &held)
    self.held = held ?? []
    switch (episode, resolution) {
    case (nil, nil): phase = .quiet
    case (let episode?, nil): phase = .open(episode)
    case (let episode?, let resolution?): phase = .resolved(episode, resolution)
    case (nil, .some): coder.fail()
    }
  }

  var episode: Episode? {
    switch phase {
    case .quiet: nil
    case .open(let episode), .resolved(let episode, _): episode
    }
  }

  var resolution: Resolution? {
    if case .resolved(_, let resolution) = phase { resolution } else { nil }
  }

  var openEpisode: Episode? {
    if case .open(let episode) = phase { episode } else { nil }
  }

  var isOpen: Bool {
    if case .open = phase { true } else { false }
  }

  /// Neither findings nor a case: there is nothing to remember.
  var isGone: Bool { findings.isEmpty && phase == .quiet }

  /// A resolved case without findings: nothing happens to it until it is forgotten.
  var isResting: Bool { findings.isEmpty && aboveSince == nil && resolution != nil && !isHeldShut }

  // MARK: Findings

  /// Takes a finding in: the newest of its code and subject stands.
  mutating func add(_ finding: Finding) {
    let known = findings.firstIndex { $0.isAbout(finding) }
    var standing = Standing()
    standing.carry(from: known.map { findings[$0] }, to: finding)
    var finding = finding
    finding.standing = standing
    // What is normal does not move under an open case, whatever the baseline learns meanwhile.
    if isOpen, known != nil, finding.code.reason.unit != nil { finding.expected = standing.normal }
    if let known { findings[known] = finding } else { findings.append(finding) }
    assert(findings.count { $0.isAbout(finding) } == 1, "a situation holds one finding of a code and subject")
  }

  /// What was seen of the facts that an open case rests on, one for each finding. They are kept with the episode too: its end names them.
  /// Without an open case only alerts that speak for themselves are looked at: does what may open one still fire?
  mutating func observe(_ seen: [Standing.Observation], at pane: Pane, adaptAfterPanes: Int) {
    guard !seen.isEmpty else { return }
    precondition(seen.count == findings.count, "every finding was asked about")
    for index in findings.indices where isOpen || isHeldShut || findings[index].code.reason.speaksForItself {
      let finding = findings[index]
      findings[index].standing.observe(seen[index], of: finding, at: pane, adaptAfterPanes: adaptAfterPanes)
      guard case .open(var episode) = phase else { continue }
      episode.keep(findings[index].standing, of: finding)
      episode.prediction?.observe(seen[index], of: finding, at: pane)
      phase = .open(episode)
    }
  }

  /// The rules that the configuration has decide what is looked at from now on.
  mutating func attend(to rules: RulesInForce, at pane: Pane) {
    for index in findings.indices { findings[index].standing.attend(rules.watch(findings[index]), at: pane) }
    guard case .open(var episode) = phase else { return }
    for finding in findings { episode.keep(finding.standing, of: finding) }
    phase = .open(episode)
  }

  /// A major case shows what the cases of its customers do.
  mutating func adopt(_ problem: CommonProblem) {
    findings = problem.findings
    guard case .open(var episode) = phase else { return }
    for finding in findings { episode.keep(finding.standing, of: finding) }
    phase = .open(episode)
  }

  /// An open case is part of a major one; it says so in its next event.
  mutating func join(parent id: String) {
    guard case .open(var episode) = phase else { return }
    episode.parentID = id
    phase = .open(episode)
  }

  /// Something was said of the case, which has one.
  mutating func hear(_ word: CaseWord) {
    guard var episode else { preconditionFailure("a word is of a case") }
    var remarks = episode.remarks ?? CaseRemarks()
    word.remark(&remarks)
    if remarks != CaseRemarks() { episode.remarks = remarks }
    switch phase {
    case .quiet: preconditionFailure("a word is of a case")
    case .open: phase = .open(episode)
    case .resolved(_, var resolution):
      // What was done about it may be said when it is over.
      if resolution.reason == .recovered { resolution.reason = Resolution.Reason(of: episode) }
      phase = .resolved(episode, resolution)
    }
  }

  /// A person has ended the case, and what it was about has not been over since.
  var isHeldShut: Bool { resolution?.isHeldShut ?? false }

  /// Whether the case rests on nothing but alerts that fire.
  func rests(onAlertsOnly known: InstanceKnowledge) -> Bool {
    isOpen && known.observations.count == findings.count && findings.allSatisfy { $0.standing.state == .holds }
  }

  /// Whether anything that the case rests on is still there. What has no fact to watch counts by the risk that is left of it.
  func holds(at pane: Pane, _ settings: Settings) -> Bool {
    if findings.contains(where: { $0.standing.state == .holds }) { return true }
    let fading = findings.filter { $0.standing.state == .fading }
    return RiskModel.assess(fading, at: pane, settings.risk).risk > settings.cases.closeAtRisk
  }

  mutating func forgetFaded(at pane: Pane, _ settings: RiskSettings) {
    findings.removeAll { RiskModel.decayed($0, at: pane, settings) < RiskModel.forgottenScore }
    guard findings.count > Self.maxFindings else { return }
    findings.sort { RiskModel.precedes($0, $1, at: pane, settings) }
    findings.removeLast(findings.count - Self.maxFindings)
    assert(findings.count == Self.maxFindings, "what a situation holds is bounded")
  }

  // MARK: The state machine

  /// Whether anything was found since the last case ended: what is over and only fades opens nothing again.
  private var hasNews: Bool {
    guard let ended = resolution?.pane else { return true }
    for finding in findings where finding.pane > ended && !finding.standing.isOver { return true }
    return false
  }

  /// Without an open case, facts may still ask for one: what was found since the last one ended, and an alert that speaks for itself, whose
  /// case a limit kept back.
  var mayComeBack: Bool {
    !isOpen && (resolution == nil ? findings.contains { $0.code.reason.speaksForItself } : hasNews)
  }

  /// An alert that speaks for itself fires, though no case is open: it began before the last one's end, and came after it, or its own was
  /// kept back.
  func firesStill(among findings: [Finding]) -> Bool {
    let ended = resolution?.pane ?? .min
    return !isOpen
      && findings.contains { $0.code.reason.speaksForItself && $0.pane > ended && $0.standing.state == .holds }
  }

  /// Moves the runs on: above the threshold, and without a fact.
  mutating func count(_ facts: CaseFacts, _ settings: CaseSettings) {
    aboveSince = facts.risk.risk >= settings.openAtRisk && hasNews ? aboveSince ?? facts.pane : nil
    let isBelow = !facts.holds && facts.isDataSeen
    belowSince = isBelow ? belowSince ?? facts.pane : nil
    guard case .resolved(let episode, var resolution) = phase, resolution.isHeldShut, let since = belowSince,
      Int64(facts.pane) - Int64(since) + 1 >= Int64(settings.closeForPanes)
    else { return }
    resolution.isHeldShut = false
    phase = .resolved(episode, resolution)
  }

  /// Does what the rules said. Answers what there is to tell, nothing or one event.
  mutating func move(_ judged: JudgedCase, _ risk: RiskSettings, inputs: [InputRange]) -> CaseOutcome? {
    let (key, facts) = (judged.key, judged.facts)
    guard judged.verdict != .nothing else { return nil }
    let now = findings.sorted { RiskModel.precedes($0, $1, at: facts.pane, risk) }
    switch (judged.verdict, phase) {
    case (.forget, .resolved):
      phase = .quiet
      return .forgotten(key)
    case (.open, .quiet), (.open, .resolved):
      belowSince = nil
      let new = Episode(
        key, strongest: (Self.present(now) ?? now).first, previousID: episode?.id, atMicros: facts.atMicros)
      return tell(.opened, new, judged, now, inputs)
    case (.reopen, .resolved(var episode, let resolution)):
      belowSince = nil
      episode.beginAgain(after: resolution, facts)
      return tell(.reopened, episode, judged, now, inputs)
    case (.escalate, .open(var episode)):
      episode.restartResponse(atMicros: facts.atMicros)
      return tell(.escalated, episode, judged, now, inputs)
    case (.update, .open(let episode)), (.refresh, .open(let episode)):
      return tell(.updated, episode, judged, now, inputs)
    case (.resolve(let reason), .open(let episode)): return resolve(episode, reason, judged, inputs)
    case (.remark, .resolved(var episode, let resolution)):
      let told = episode
      episode.advance(withWordAt: facts.atMicros)
      phase = .resolved(episode, resolution)
      return .changed(
        CaseChange(
          type: .updated, key: key, episode: episode, resolution: resolution, before: told, word: judged.word?.text))
    case (.nothing, _), (.open, .open), (.reopen, _), (.escalate, _), (.update, _), (.refresh, _), (.resolve, _),
      (.remark, _), (.forget, _):
      preconditionFailure("the rules say nothing that the state of the case does not allow")
    }
  }

  private mutating func resolve(
    _ told: Episode, _ reason: Resolution.Reason, _ judged: JudgedCase, _ inputs: [InputRange]
  ) -> CaseOutcome {
    let facts = judged.facts
    var episode = told
    for finding in findings { episode.keep(finding.standing, of: finding) }
    episode.advance(facts, inputs: inputs)
    assert(judged.word == nil || judged.word?.ending == reason, "a person ends it as they say")
    var resolution = Resolution(reason: reason, atMicros: facts.atMicros, pane: facts.pane)
    if let word = judged.word {
      resolution.word = word.text
      resolution.by = word.by
      resolution.isHeldShut = true
      belowSince = nil
    } else if let cause = facts.cause {
      resolution.word = "\(cause) is behind it: its own major case takes the place of this one."
      findings = []
    }
    phase = .resolved(episode, resolution)
    return .changed(
      CaseChange(
        type: .resolved, key: judged.key, episode: episode, resolution: resolution, before: told,
        word: judged.word?.text))
  }

  /// What is not over; nil when all is.
  static func present(_ findings: [Finding]) -> [Finding]? {
    let present = findings.filter { !$0.standing.isOver }
    return present.isEmpty ? nil : present
  }

  private mutating func tell(
    _ type: CaseEventType, _ before: Episode, _ judged: JudgedCase, _ now: [Finding], _ inputs: [InputRange]
  ) -> CaseOutcome {
    var episode = before
    episode.advance(judged.facts, inputs: inputs)
    precondition(episode.sequence == before.sequence + 1, "the sequence of a case rises by one")
    // What was over before this time, and only fades, is not of it.
    let own = now.filter { finding in !finding.standing.isOver || before.findings.contains { $0.isAbout(finding) } }
    episode.show(own.isEmpty ? now : own, judged.facts)
    if judged.key.kind != .major { episode.predict(by: own, isFirst: before.findings.isEmpty) }
    phase = .open(episode)
    return .changed(
      CaseChange(
        type: type, key: judged.key, episode: episode, before: before.findings.isEmpty ? nil : before,
        isRefresh: judged.verdict == .refresh, word: judged.word?.text))
  }
}
