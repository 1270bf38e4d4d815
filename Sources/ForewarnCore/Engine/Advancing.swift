/// Why `advance` came back.
public enum Advance: Equatable, Sendable {
  /// This partition's buffer ran empty: poll it, then `receive` or `supply`.
  case exhausted(Int)
  /// Some partition lags and holds the others, or nothing is buffered at all.
  case waiting
  /// As many records as were asked for, or as many outputs as one epoch may hold.
  case budget
}

/// Records in, one after the other in merged order, and panes decided between them.
extension Engine {
  public func isEmpty(_ partition: Int) -> Bool { merge.isEmpty(partition) }

  /// Takes a batch of a partition whose buffer is empty; the batch comes back with other memory, for the next one.
  public mutating func receive(_ batch: inout RecordBatch, of partition: Int) {
    merge.receive(
      &batch, of: partition, after: cursor.partitions[partition], settings.time, nowMicros: nowMicros)
  }

  public mutating func supply(_ partition: Int, _ supply: Supply) { merge.supply(partition, supply) }

  public func supply(of partition: Int) -> Supply { merge.supplies[partition] }

  /// Takes records in the order of an offline merge, by (event time, topic, partition, offset), deciding panes between them.
  public mutating func advance(maxRecords: Int) -> Advance {
    precondition(teaching == nil, "statistics that are still taught cannot judge")
    precondition(
      statistics.lastClosed == book.cursor.lastDecided, "a pane is closed when, and only when, it is decided")
    passPaneTime()
    var left = maxRecords
    while left > 0, !isFull {
      guard case .run(let first, let second) = merge.next() else { return .waiting }
      repeat {
        makeRoom()
        takeNext(of: first)
        left -= 1
        passPaneTime()
        if merge.isEmpty(first) { return .exhausted(first) }
      } while left > 0 && !isFull && (second.map { merge.precedes(first, $0) } ?? true)
    }
    return .budget
  }

  private mutating func takeNext(of partition: Int) {
    let taken = merge.take(partition)
    book.cursor.partitions[partition].passed(taken.offset, timestampMicros: taken.timestampMicros)
    book.meta.accounting.records += 1
    book.meta.accounting.events += Int64(taken.eventCount) + Int64(taken.rejectedEvents)
    if let rejection = taken.rejection {
      book.meta.accounting.rejected += Int64(taken.rejectedEvents)
      reject(rejection, events: Int64(taken.rejectedEvents), taken, of: partition)
    }
    let arrival = Placement.Arrival(
      partition: partition, offset: taken.offset, timestampMicros: taken.timestampMicros,
      wall: WallClock(micros: nowMicros))
    for index in taken.events {
      let event = merge.event(index, of: partition)
      switch place(event, arrival) {
      case .counted:
        if event.kind == .alert { meetAlert(event, arrival) }
      case .duplicate: stirCases()
      case .late:
        divert(.late, taken, of: partition)
        if event.kind == .alert { stirCases() }
      case .quarantined(let cause):
        counters.count(cause)
        divert(.quarantined(cause), taken, of: partition)
      case .rejected(let rejection): reject(rejection, events: 1, taken, of: partition)
      }
    }
  }

  /// Puts an event where it belongs, and counts it there.
  @inline(__always)
  mutating func place(_ event: Event, _ arrival: Placement.Arrival) -> Placement.Fate {
    let hadStarted = book.cursor.hasStarted
    let fate = placement.place(event, arrival, &book.cursor, &statistics, &directory)
    if !hadStarted, book.meta.beganAfter == nil, book.cursor.hasStarted {
      book.meta.beganAfter = book.cursor.lastDecided
    }
    switch fate {
    case .counted: book.meta.accounting.cells += 1
    case .duplicate: book.meta.accounting.duplicates += 1
    case .late: book.meta.accounting.late += 1
    case .quarantined: book.meta.accounting.quarantined += 1
    case .rejected: book.meta.accounting.rejected += 1
    }
    return fate
  }

  private mutating func meetAlert(_ event: Event, _ arrival: Placement.Arrival) {
    stirCases()
    guard !placement.fired.isEmpty else { return }
    // What time has passed by now is decided first: an old problem may be over when a new one comes.
    passPaneTime()
    meetImmediateRules(event, arrival)
  }

  /// Cases that rest on an alert that began or ended are looked at again.
  private mutating func stirCases() {
    guard !book.cases.isEmpty else { return }
    for instance in placement.stirred { book.cases.wake(statistics.name(ofInstance: instance)) }
  }

  // MARK: Records that do not count

  private mutating func reject(
    _ rejection: Rejection, events: Int64, _ taken: PartitionBuffer.Pending, of partition: Int
  ) {
    counters.count(rejection, events)
    divert(.rejected(rejection), taken, of: partition)
  }

  private mutating func divert(_ reason: Diversion.Reason, _ taken: PartitionBuffer.Pending, of partition: Int) {
    guard diversion.isFirst(reason, of: partition, taken.offset) else { return }
    // The decoder knows which field was in the way.
    let isOfDecoder = taken.rejection.map { reason == .rejected($0) } == true
    let explanation = isOfDecoder ? merge.explanation(of: taken, of: partition) : reason.explanation
    note(
      Notice(
        partition: partition, offset: taken.offset, reason: reason.name, explanation: explanation,
        field: isOfDecoder ? merge.blame(of: taken, of: partition)?.name : nil))
    let (record, headers) = merge.record(taken, of: partition)
    emit(
      Diversion.output(
        (reason, explanation), record, headers, from: sources[partition].partition, application: settings.source))
  }
}
