/// Situations judged, cases moved, events emitted.
extension Engine {
  /// Judges one situation at the end of a pane.
  mutating func judge(_ key: String, at pane: Pane) {
    guard var situation = book.situations[key] else { return }
    situation.forget(at: pane, settings.risk)
    let risk = RiskModel.assess(situation.findings, at: pane, settings.risk)
    let kind = Self.kind(of: key)
    let instance = Self.instance(of: key)
    let facts = CaseRules.Facts(
      pane: pane, risk: risk, severity: CaseRules.severity(situation.findings, risk: risk),
      hasNewReason: hasNewReason(situation, at: pane), isDataSeen: isDataSeen(situation, instance, pane))
    let verdict = CaseRules.judge(&situation, facts, settings.cases)
    apply(verdict, to: &situation, key, instance, kind, facts, atMicros: PaneTime.end(of: pane))
    publishHealth(&situation, instance, kind, facts)
    settle(key, situation)
  }

  /// Judges at an alert that met an immediate rule: no persistence, no pacing.
  mutating func judgeNow(_ key: String, at pane: Pane, atMicros: Int64, partition: Int, offset: Int64) {
    guard var situation = book.situations[key] else { return }
    // A storm of unlike alerts within one pane is bounded here; the pane's end may be far.
    situation.forget(at: pane, settings.risk)
    let risk = RiskModel.assess(situation.findings, at: pane, settings.risk)
    let facts = CaseRules.Facts(
      pane: pane, risk: risk, severity: CaseRules.severity(situation.findings, risk: risk),
      hasNewReason: hasNewReason(situation, at: pane), isDataSeen: true)
    let verdict: CaseRules.Verdict =
      switch situation.episode {
      case .some(let episode) where episode.isOpen:
        facts.severity > episode.severity ? .escalate : facts.hasNewReason ? .update : .nothing
      case .some(let episode)
      where Double(Int64(pane) - Int64(episode.resolvedPane)) <= settings.cases.reopenWindowHours * 60:
        .reopen
      default: .open
      }
    let trigger = InputRange(
      topic: sources[partition].partition.topic, partition: sources[partition].partition.partition, from: offset,
      to: offset + 1)
    apply(
      verdict, to: &situation, key, Self.instance(of: key), Self.kind(of: key), facts, atMicros: atMicros,
      trigger: trigger)
    settle(key, situation)
  }

  /// `<instance>|<kind>`; an instance's name may hold the separator too, a kind's cannot.
  static func kind(of key: String) -> CaseKind {
    // By bytes: the separator may be one character together with the end of a name.
    CaseKind.allCases.first { key.utf8.reversed().starts(with: "|\($0.name)".utf8.reversed()) } ?? .performance
  }

  static func instance(of key: String) -> String {
    String(decoding: key.utf8.dropLast(kind(of: key).name.utf8.count + 1), as: UTF8.self)
  }

  // MARK: Facts

  private func hasNewReason(_ situation: Situation, at pane: Pane) -> Bool {
    guard let episode = situation.episode, episode.isOpen else { return false }
    return situation.findings.contains { finding in
      RiskModel.decayed(finding, at: pane, settings.risk) >= 1
        && !episode.findings.contains { $0.code == finding.code && $0.subject == finding.subject }
    }
  }

  /// A case that rests on transactions resolves only while transactions are seen; alerts that stay away are good news.
  private func isDataSeen(_ situation: Situation, _ instance: String, _ pane: Pane) -> Bool {
    guard let episode = situation.episode, episode.isOpen,
      episode.findings.contains(where: { $0.code.model == .topTransactionTrending })
    else { return true }
    var utf8 = Array(instance.utf8)
    let id = utf8.withUnsafeMutableBytes { buffer in
      let bytes = Bytes(UnsafeRawBufferPointer(buffer))
      return statistics.find(instance: bytes, Hash64.hash(bytes.buffer))
    }
    guard let id else { return false }
    return statistics.instances[id].lastDataPane > pane - 5
  }

  // MARK: Verdicts

  private mutating func apply(
    _ verdict: CaseRules.Verdict, to situation: inout Situation, _ key: String, _ instance: String, _ kind: CaseKind,
    _ facts: CaseRules.Facts, atMicros: Int64, trigger: InputRange? = nil
  ) {
    let change: CaseChange
    var episode: CaseState
    switch verdict {
    case .nothing: return
    case .forget:
      emit(Output(role: .cases, key: Array(key.utf8), value: nil, headers: []))
      situation.episode = nil
      return
    case .open:
      guard openCases < settings.limits.openCases else {
        counters.casesSuppressed += 1
        return
      }
      episode = newEpisode(situation, instance, kind, facts.pane, atMicros)
      change = .opened
      book.meta.accounting.casesOpened += 1
    case .reopen, .escalate, .update, .refresh, .resolve:
      guard let known = situation.episode else { return }
      episode = known
      switch verdict {
      case .reopen:
        change = .reopened
        episode.isOpen = true
        episode.resolvedMicros = nil
        episode.resolution = nil
        episode.findings = []
        episode.severity = .clear
      case .escalate: change = .escalated
      case .resolve(let reason):
        change = .resolved
        episode.isOpen = false
        episode.resolvedMicros = atMicros
        episode.resolution = reason
        episode.resolvedPane = facts.pane
      default: change = .updated
      }
    }
    refresh(&episode, from: situation, facts, atMicros: atMicros, trigger: trigger, keepsFindings: change == .resolved)
    situation.episode = episode
    counters.caseEvents[Int(change.rawValue)] += 1
    book.meta.accounting.caseEvents += 1
    emit(
      CaseEvent(
        state: episode, change: change, instance: instance, kind: kind, installation: customers.installation(instance),
        hasCustomers: !customers.isEmpty, settings: settings
      ).output())
  }

  private func newEpisode(
    _ situation: Situation, _ instance: String, _ kind: CaseKind, _ pane: Pane, _ atMicros: Int64
  ) -> CaseState {
    var episode = CaseState()
    let strongest = situation.findings.min { Situation.precedes($0, $1, at: pane, settings.risk) }
    let identity = "\(instance)|\(kind.name)|\(strongest?.code.name ?? "")|\(strongest?.subject ?? "")|\(atMicros)"
    episode.id = Self.caseID(identity)
    episode.previousID = situation.episode?.id
    episode.isOpen = true
    episode.openedMicros = atMicros
    episode.severity = .clear
    return episode
  }

  /// 32 hex digits that name the episode by instance, kind and first evidence: the same on every replay.
  private static func caseID(_ identity: String) -> String {
    var utf8 = Array(identity.utf8)
    return utf8.withUnsafeMutableBytes { buffer in
      let bytes = UnsafeRawBufferPointer(buffer)
      return "fw-" + hex(Hash64.hash(bytes, seed: 1)) + hex(Hash64.hash(bytes, seed: 2))
    }
  }

  private static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  private func refresh(
    _ episode: inout CaseState, from situation: Situation, _ facts: CaseRules.Facts, atMicros: Int64,
    trigger: InputRange?, keepsFindings: Bool
  ) {
    episode.sequence += 1
    episode.updatedMicros = atMicros
    episode.lastEventPane = facts.pane
    episode.riskPermille = facts.risk.permille
    episode.contributions = facts.risk.contributions
    episode.windowStartMicros = PaneTime.start(of: facts.pane - Self.evidencePanes + 1)
    episode.windowEndMicros = max(PaneTime.end(of: facts.pane), atMicros)
    episode.inputs = inputs(endingWith: facts.pane, trigger)
    guard !keepsFindings else { return }
    episode.severity = max(episode.severity, facts.severity)
    episode.agreeingDomains = facts.risk.agreeing
    // What has faded stays behind what is there now, so that the event still explains the case.
    let now = situation.findings.sorted { Situation.precedes($0, $1, at: facts.pane, settings.risk) }
    let faded = episode.findings.filter { old in
      !now.contains { $0.code == old.code && $0.subject == old.subject }
    }
    episode.findings = Array((now + faded).prefix(Situation.maxFindings))
  }

  /// The offsets that went into the panes of the evidence window.
  private func inputs(endingWith pane: Pane, _ trigger: InputRange?) -> [InputRange] {
    var from = [Int64](repeating: .max, count: sources.count)
    var to = [Int64](repeating: 0, count: sources.count)
    for decided in book.panes
    where decided.pane > pane - Self.evidencePanes && decided.ranges.count == 2 * sources.count {
      for p in sources.indices where decided.ranges[2 * p] < decided.ranges[2 * p + 1] {
        from[p] = min(from[p], decided.ranges[2 * p])
        to[p] = max(to[p], decided.ranges[2 * p + 1])
      }
    }
    if let trigger,
      let p = sources.firstIndex(where: {
        $0.partition.topic == trigger.topic && $0.partition.partition == trigger.partition
      })
    {
      from[p] = min(from[p], trigger.from)
      to[p] = max(to[p], trigger.to)
    }
    return sources.indices.filter { from[$0] < to[$0] }.map {
      InputRange(
        topic: sources[$0].partition.topic, partition: sources[$0].partition.partition, from: from[$0], to: to[$0])
    }
  }

  /// Writes the situation back; one at rest leaves the book and the list of those that are looked at.
  private mutating func settle(_ key: String, _ situation: Situation) {
    guard book.situations[key] != situation else { return }
    changedSituations.insert(key)
    if situation.findings.isEmpty, situation.episode == nil {
      book.situations[key] = nil
      active.removeAll { $0 == key }
    } else {
      book.situations[key] = situation
    }
  }
}
