/// What people say on `control`: each record is a decision step, and what came of it is on the audit topic.
extension Engine {
  /// A case may be named in a record of now while deciding is this far behind: ticks go `time.tick_delay_seconds` behind the wall clock.
  private var nearMicros: Int64 { (settings.time.tickDelaySeconds + 120) * 1_000_000 }

  /// Where reading of a control topic's partition goes on; nil when none of it was applied yet.
  public func nextControlOffset(_ partition: TopicPartition) -> Int64? { book.control.positions[partition]?.nextOffset }

  /// Applies a record, or keeps it until deciding has come to its time. What was applied already is passed over.
  public mutating func takeControl(_ record: ReferenceRecord) {
    precondition(teaching == nil, "only a running engine decides")
    precondition(record.offset >= 0, "a record stands somewhere")
    guard record.offset >= nextControlOffset(record.partition) ?? 0 else { return }
    book.control.positions[record.partition] = ControlPosition(nextOffset: record.offset + 1)
    decide(.control(record))
  }

  mutating func carryOut(_ record: ReferenceRecord) {
    let place = ControlPlace(partition: record.partition, offset: record.offset)
    let told = record.timestampMicros == Event.noTime ? nowMicros : record.timestampMicros
    var control: ControlRecord?
    do throws(ControlRejection) {
      let known = try ControlRecord(record.value, at: place, timestampMicros: told)
      control = known
      if try !carryOut(known, at: place) {
        let value = String(decoding: record.value ?? [], as: UTF8.self)
        try book.control.wait(WaitingControl(value: value, timestampMicros: told), at: place)
        tell(ControlOutcome(place, known, .waiting))
      }
    } catch {
      refuse(error, record, control, at: place)
    }
  }

  /// At the end of a pane: what was said of a time that is reached now, and what stood and is over.
  mutating func reviewControl(at micros: Int64) {
    for (place, waiting) in book.control.waiting.sorted {
      let record = ReferenceRecord(
        partition: place.partition, offset: place.offset, timestampMicros: waiting.timestampMicros, key: nil,
        value: Array(waiting.value.utf8))
      var control: ControlRecord?
      do throws(ControlRejection) {
        let known = try ControlRecord(record.value, at: place, timestampMicros: waiting.timestampMicros)
        control = known
        guard try carryOut(known, at: place) else { continue }
      } catch {
        refuse(error, record, control, at: place)
      }
      book.control.waiting[place] = nil
    }
    book.control.forgetOver(through: micros)
  }

  /// False when its time has not come.
  private mutating func carryOut(_ control: ControlRecord, at place: ControlPlace) throws(ControlRejection) -> Bool {
    switch control.effect {
    case .stand(let silence):
      try book.control.stand(silence, id: control.id)
      tell(ControlOutcome(place, control, .applied))
      return true
    case .exclude(var exclusion, let saysFrom):
      if !saysFrom, let known = book.control.exclusions[control.id] { exclusion.fromMicros = known.fromMicros }
      var outcome = ControlOutcome(place, control, .applied)
      outcome.note = try exclude(exclusion, id: control.id)
      tell(outcome)
      return true
    case .say(let caseID, let word):
      let decided = decidedThroughMicros ?? .min
      let isNear = decided >= control.atMicros - nearMicros
      guard isNear else { return false }
      guard let key = book.cases.key(ofCase: caseID) else {
        // In a backlog it may come up yet; at the live edge it does not.
        if decided < control.atMicros, decided < nowMicros - nearMicros { return false }
        throw .unknownCase
      }
      guard !word.needsOpenCase || book.cases.situation(key)?.isOpen ?? false else { throw .notOpen }
      say(word, of: key, atMicros: control.atMicros)
      tell(ControlOutcome(place, control, .applied))
      return true
    }
  }

  private mutating func say(_ word: CaseWord, of key: SituationKey, atMicros micros: Int64) {
    precondition(book.cursor.hasStarted, "there is no case before there is time")
    let pane = book.cursor.lastDecided
    let step = CaseStep(
      urgency: .person, pane: pane, atMicros: max(PaneTime.end(of: pane), micros), settings: settings)
    let judged = book.cases.hear(word, of: key, step)
    move(judged, inputs: book.panes.inputs(endingWith: pane, sources, trigger: nil))
  }

  private mutating func refuse(
    _ rejection: ControlRejection, _ record: ReferenceRecord, _ control: ControlRecord?, at place: ControlPlace
  ) {
    counters.count(rejection)
    emit(
      Output(
        role: .deadLetter, key: record.key, value: record.value,
        headers: Diversion.marks(
          rejection.rawValue, rejection.explanation, of: record.partition, record.offset, settings.source),
        timestampMicros: record.timestampMicros == Event.noTime ? nil : record.timestampMicros))
    tell(ControlOutcome(place, control, .refused, rejection))
  }

  private mutating func tell(_ outcome: ControlOutcome) {
    if outcome.state == .applied { counters.controlsApplied += 1 }
    emit(outcome.output)
    if controlTold.count < Limits.notices { controlTold.append(outcome.text) }
  }

  /// What became of control records since this was asked, a sentence each.
  public mutating func takeControlTold() -> [String] {
    defer { controlTold.removeAll(keepingCapacity: true) }
    return controlTold
  }

  // MARK: Silences

  /// The findings of a situation of which nothing is to be said at this moment.
  func silenced(_ key: SituationKey, at micros: Int64) -> [SilencedFinding] {
    guard !book.control.silences.isEmpty, key.kind != .major, let situation = book.cases.situation(key) else {
      return []
    }
    return situation.findings.compactMap { silenced($0, of: key.instance, at: micros) }
  }

  func silenced(_ finding: Finding, of instance: Name, at micros: Int64) -> SilencedFinding? {
    guard !book.control.silences.isEmpty else { return nil }
    let silences = book.control.silences.sorted.map(\.value).filter {
      $0.lasts(at: micros) && $0.covers(finding, of: instance, directory.customers)
    }
    guard !silences.isEmpty else { return nil }
    return SilencedFinding(
      code: finding.code, subject: finding.subject,
      isMaintenance: silences.contains { $0.occasion == .maintenance })
  }
}
