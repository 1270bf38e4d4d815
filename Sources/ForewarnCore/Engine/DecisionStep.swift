/// What a decision step is about. Whatever is not an addition to a cell happens in one, between two records, never between two batches.
enum DecisionCause {
  /// Pane time, or a tick, has passed the end of this pane.
  case pane(Pane)
  /// Panes up to this one have passed in which nothing can happen.
  case nothing(through: Pane)
  /// An alert that speaks for itself; `isOfBefore`: it began before its case was over.
  case alert(Evidence, atMicros: Int64, isOfBefore: Bool, trigger: InputRange)
  /// A person has said something on a control topic.
  case control(ReferenceRecord)

  /// An operator has changed whose things are, or the thresholds.
  case customers(CustomerModel)
  case settings(Settings)

  /// What people say may come before the first event.
  var needsTime: Bool {
    switch self {
    case .pane, .nothing, .alert: true
    case .control, .customers, .settings: false
    }
  }
}

/// The one decision step: gather what was found, assess each situation, let its case move, tell what came of it.
extension Engine {
  mutating func decide(_ cause: DecisionCause) {
    precondition(
      teaching == nil && (book.cursor.hasStarted || !cause.needsTime),
      "only a running engine decides, and only once time has begun")
    defer { precondition(statistics.lastClosed == book.cursor.lastDecided, "a pane is closed when it is decided") }
    book.meta.step += 1
    counters.decisions += 1
    switch cause {
    case .nothing(let last):
      inspectNothing(after: book.cursor.lastDecided, through: last)
      passPanes(through: last)
      record(last, ranges: nil, isBlind: false)
    case .pane(let pane):
      close(pane)
      tellFeeds()
      tellRollouts()
      let rules = RulesInForce(settings)
      let found = Detectors.evidence(in: closed, settings).filter { rules.has($0.finding.code) }
      counters.findings += Int64(found.count)
      decidedSinceSnapshot = true
      gather(found)
      inspectRules(found)
      let step = step(.paneEnd, pane, PaneTime.end(of: pane))
      let due = book.cases.due(at: pane)
      let own = due.filter { $0.kind != .major }
      judge(own, step, trigger: nil)
      judgeMajorCases(step, due: due.filter { $0.kind == .major })
      holdBaselines(at: pane)
      tellHealth(at: pane, judged: own)
      inspectCases(at: pane)
      book.cases.settle(settings.cases)
      // A case that a person speaks of is looked at again in the next pane.
      reviewControl(at: step.atMicros)
    case .alert(let evidence, let atMicros, let isOfBefore, let trigger):
      gather([evidence])
      guard !isSilenced(evidence, atMicros) else { return }
      judge(
        [SituationKey(statistics.name(ofInstance: evidence.instance), CaseKind(evidence.finding.code))],
        step(isOfBefore ? .ofBefore : .immediate, evidence.finding.pane, atMicros), trigger: trigger)
    case .control(let record): carryOut(record)
    case .customers(let customers): change(customers, settings)
    case .settings(let settings): change(directory.customers, settings)
    }
  }

  private func step(_ urgency: CaseFacts.Urgency, _ pane: Pane, _ atMicros: Int64) -> CaseStep {
    CaseStep(urgency: urgency, pane: pane, atMicros: atMicros, settings: settings)
  }

  // MARK: Gather

  /// The pane's cells leave and teach; what it held is in `closed`.
  private mutating func close(_ pane: Pane) {
    let open = statistics.openPanes.panes.first
    let ranges = open?.pane == pane ? open?.ranges : nil
    let isBlind = merge.isBlind
    let turns = excludeInstances(from: pane)
    closePane(pane, isBlind: isBlind)
    for instance in closed.turned { book.cases.wake(statistics.name(ofInstance: Int(instance))) }
    record(pane, ranges: ranges, isBlind: isBlind)
    if !turns.isEmpty { book.panes.note(turns) }
  }

  /// Writes down where every partition stands at this decision.
  private mutating func record(_ pane: Pane, ranges: [OpenPane.OffsetRange]?, isBlind: Bool) {
    precondition(pane > book.cursor.lastDecided, "a pane is decided once")
    forgetWarnings(deciding: pane)
    book.cursor.lastDecided = pane
    let positions = sources.indices.map { p in
      PartitionPosition(
        partition: sources[p].partition, nextOffset: book.cursor.partitions[p].nextOffset,
        from: ranges?[p].from ?? 0, to: ranges?[p].to ?? 0,
        clockMicros: book.cursor.partitions[p].maxClockMicros)
    }
    book.panes.append(DecidedPane(pane: pane, isBlind: isBlind, wallMicros: nowMicros, positions: positions))
  }

  /// Findings, by name now, join the situations that they speak of.
  private mutating func gather(_ found: [Evidence]) {
    introduceInstances()
    assert(introduced == statistics.instances.count, "the cases know every instance that has an id")
    for (instance, findings) in Pooling.byInstance(found.map { $0.named(by: statistics) }) {
      let name = statistics.name(ofInstance: instance)
      for finding in findings {
        book.cases.add(finding, to: SituationKey(name, CaseKind(finding.code)), instance: instance)
      }
    }
  }

  /// Situations and health rows that were loaded learn the ids of their instances as the statistics meet them.
  private mutating func introduceInstances() {
    while introduced < statistics.instances.count {
      let name = statistics.name(ofInstance: introduced)
      book.cases.attach(name, instance: introduced)
      book.health.meet(name)
      introduced += 1
    }
  }

  // MARK: Assess, decide, tell

  /// `problems`: what the major cases among them rest on.
  mutating func judge(
    _ keys: [SituationKey], _ step: CaseStep, trigger: InputRange?, problems: [SituationKey: CommonProblem] = [:]
  ) {
    var judged: [JudgedCase] = []
    judged.reserveCapacity(keys.count)
    for key in keys { judged.append(book.cases.assess(key, step, knowledge(of: key, step), problems[key])) }
    keepToBudget(&judged, step)
    CaseAdmission.admit(&judged, openCases: book.cases.openCount, limit: settings.limits.openCases)
    for item in judged { if let suppression = item.suppression { counters.count(suppression) } }
    let isNews = judged.contains { $0.verdict != .nothing }
    let inputs = isNews ? book.panes.inputs(endingWith: step.pane, sources, trigger: trigger) : []
    for item in judged { move(item, inputs: inputs) }
  }

  /// Does what was judged, and tells what came of it.
  mutating func move(_ judged: JudgedCase, inputs: [InputRange]) {
    guard let outcome = book.cases.move(judged, settings.risk, inputs: inputs) else { return }
    noteOpening(judged)
    follow(outcome)
    tell(outcome)
  }

  /// What the statistics know of a situation's instance, and, when its case is open, of the facts that it rests on.
  private mutating func knowledge(of key: SituationKey, _ step: CaseStep) -> InstanceKnowledge {
    guard let instance = book.cases.instance(of: key), let situation = book.cases.situation(key) else {
      return InstanceKnowledge()
    }
    var known = InstanceKnowledge(
      lastDataPane: statistics.instances.series[instance].lastDataPane,
      isProduction: directory.isProduction(instance))
    known.silenced = silenced(key, at: step.atMicros)
    known.isExcluded = statistics.learned.excluded.holds(instance)
    guard situation.isOpen || situation.mayComeBack || situation.isHeldShut, step.urgency == .paneEnd else {
      return known
    }
    known.observations = FactObserver(instance: instance, settings: settings.alerts)
      .observe(situation.findings, in: &closed, statistics)
    return known
  }

  private mutating func tell(_ outcome: CaseOutcome) {
    if case .changed(let change) = outcome {
      counters.count(change.type)
      book.meta.accounting.caseEvents += 1
      if change.type == .opened { book.meta.accounting.casesOpened += 1 }
    }
    let told = teller.tell(outcome, directory, picture(of: outcome))
    counters.textsWithheld += told.textsWithheld
    emit(told.output)
  }

  /// The minutes before an event, of what leads its case.
  private func picture(of outcome: CaseOutcome) -> LeadPicture? {
    guard case .changed(let change) = outcome, let instance = book.cases.instance(of: change.key) else { return nil }
    for lead in LeadPicture.candidates(of: change.episode) {
      let finding = change.episode.findings[lead]
      if let minutes = finding.picture(
        of: instance, at: change.episode.lastEventPane, in: statistics, settings.transactions)
      {
        return LeadPicture(finding: lead, series: minutes)
      }
    }
    return nil
  }

  // MARK: Immediate alerts

  /// An alert of a severity that speaks for itself opens or changes its case now, not at the end of its pane.
  mutating func meetImmediateRules(_ event: Event, _ arrival: Placement.Arrival) {
    guard RulesInForce(settings).has(.immediateAlert) else { return }
    for (instance, series) in placement.fired where directory.isImmediate(event.severity, of: instance) {
      let isOfBefore = isOfBefore(event, instance)
      // What is seen of it is seen after the end.
      let pane = max(PaneTime.pane(of: event.timeMicros), book.cursor.lastDecided + (isOfBefore ? 1 : 0))
      let evidence = ImmediateRule.evidence(
        event, series: series, domain: statistics.alerts.series[series].domain, of: instance, at: pane)
      precondition(pane >= book.cursor.lastDecided, "an alert is decided in the present")
      guard !isKnown(evidence) else { continue }
      if let reason = directory.unknownEnvironment(of: instance) { counters.count(reason) }
      let source = sources[arrival.partition].partition
      decide(
        .alert(
          evidence, atMicros: max(event.timeMicros, PaneTime.end(of: book.cursor.lastDecided)),
          isOfBefore: isOfBefore,
          trigger: InputRange(
            topic: source.topic, partition: source.partition, from: arrival.offset, to: arrival.offset + 1)))
    }
  }

  /// Whether nothing is to be said of an alert now; it is looked at again at the end of each pane.
  private mutating func isSilenced(_ evidence: Evidence, _ micros: Int64) -> Bool {
    let found = evidence.named(by: statistics)
    let name = statistics.name(ofInstance: found.instance)
    guard let silence = silenced(found.finding, of: name, at: micros) else { return false }
    counters.count(silence.isMaintenance ? .maintenance : .silence)
    return true
  }

  /// Whether an alert began before the case that it is of was over: it came late.
  private func isOfBefore(_ event: Event, _ instance: Int) -> Bool {
    let key = SituationKey(statistics.name(ofInstance: instance), CaseKind(.immediateAlert))
    guard let situation = book.cases.situation(key), let resolution = situation.resolution else { return false }
    return event.timeMicros < resolution.atMicros
  }

  /// The same alert in the same pane is no news.
  private func isKnown(_ evidence: Evidence) -> Bool {
    let found = evidence.named(by: statistics)
    let key = SituationKey(statistics.name(ofInstance: found.instance), CaseKind(found.finding.code))
    let known = book.cases.situation(key)?.findings.first { $0.isAbout(found.finding) }
    return known?.pane == found.finding.pane
  }
}
