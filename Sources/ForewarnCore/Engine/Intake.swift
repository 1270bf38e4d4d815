/// Why `advance` came back.
public enum Advance: Equatable, Sendable {
  /// This partition's buffer ran empty: poll it, then `fill` or `supply`.
  case exhausted(Int)
  /// Some partition lags and holds the others, or nothing is buffered at all.
  case waiting
  /// As many records as were asked for.
  case budget
}

extension Engine {
  // MARK: Supply

  public func isEmpty(_ partition: Int) -> Bool { buffers[partition].isEmpty }

  /// Lets a reader fill the batch of a partition whose buffer is empty, then decodes it. The answer of `read` is passed on;
  /// `decodeIf` says whether it means that records are there.
  public mutating func fill<R>(_ partition: Int, decodeIf: (R) -> Bool, _ read: (inout RecordBatch) -> R) -> R {
    precondition(buffers[partition].isEmpty, "records that were not taken would be lost")
    let result = read(&buffers[partition].batch)
    if decodeIf(result) {
      // A log may hand over again what was taken; it does not count twice.
      let next = book.partitions[partition].nextOffset
      if let first = buffers[partition].batch.records.first, first.offset < next {
        buffers[partition].batch.records.removeAll { $0.offset < next }
      }
      buffers[partition].decode(nowMicros: nowMicros)
      // How it stood before it spoke says nothing about the moment when these are taken.
      supplies[partition] = .lagging
    }
    return result
  }

  public mutating func supply(_ partition: Int, _ supply: Supply) { supplies[partition] = supply }

  public func supply(of partition: Int) -> Supply { supplies[partition] }

  // MARK: Merge

  /// Takes records in the order of an offline merge, by (event time, topic, partition, offset), deciding panes between them.
  public mutating func advance(maxRecords: Int) -> Advance {
    precondition(teaching == nil, "statistics that are still taught cannot judge")
    passPaneTime()
    var left = maxRecords
    while left > 0 {
      // The first head and, to stay on its partition for a run, the one after it.
      var first = -1
      var second = -1
      for p in buffers.indices {
        if buffers[p].isEmpty {
          if supplies[p].blocksMerge { return .waiting }
          continue
        }
        if first < 0 || precedes(p, first) {
          second = first
          first = p
        } else if second < 0 || precedes(p, second) {
          second = p
        }
      }
      guard first >= 0 else { return .waiting }
      repeat {
        takeNext(of: first)
        left -= 1
        passPaneTime()
        if buffers[first].isEmpty { return .exhausted(first) }
      } while left > 0 && (second < 0 || precedes(first, second))
    }
    return .budget
  }

  /// Whether the head of one partition comes before that of another.
  @inline(__always)
  func precedes(_ a: Int, _ b: Int) -> Bool {
    let left = buffers[a].head.orderMicros
    let right = buffers[b].head.orderMicros
    return left != right ? left < right : a < b
  }

  mutating func takeNext(of partition: Int) {
    let index = buffers[partition].next
    let pending = buffers[partition].pending[index]
    buffers[partition].next = index + 1
    book.partitions[partition].nextOffset = pending.offset + 1
    take(pending, index, of: partition)
  }

  // MARK: One record

  private mutating func take(_ pending: PartitionBuffer.Pending, _ index: Int, of partition: Int) {
    let silent = teaching != nil
    if !silent {
      book.meta.accounting.records += 1
      book.meta.accounting.events += Int64(pending.eventCount) + Int64(pending.rejectedEvents)
    } else {
      counters.taught += 1
    }
    if let rejection = pending.rejection, !silent {
      reject(rejection, events: Int64(pending.rejectedEvents), index, of: partition, offset: pending.offset)
    }
    for i in Int(pending.firstEvent)..<Int(pending.firstEvent + pending.eventCount) {
      let event = buffers[partition].events[i]
      take(event, record: index, pending, of: partition)
    }
  }

  @inline(__always)
  private mutating func take(_ event: Event, record index: Int, _ pending: PartitionBuffer.Pending, of partition: Int) {
    let silent = teaching != nil
    guard PaneTime.valid.contains(event.timeMicros) else {
      if !silent { reject(.invalidTime, events: 1, index, of: partition, offset: pending.offset) }
      return
    }
    let clock = pending.timestampMicros == Event.noTime ? nowMicros : min(pending.timestampMicros, nowMicros)
    let instanceHash = Hash64.hash(event.instance.isEmpty ? event.ci.buffer : event.instance.buffer)
    let seriesHash = Hash64.hash(event.name.buffer, seed: instanceHash ^ UInt64(event.kind.rawValue))
    let judgement = book.partitions[partition].judge(
      timeMicros: event.timeMicros, clockMicros: clock, series: seriesHash, lastDecided: book.lastDecided, settings.time
    )
    let own = min(book.partitions[partition].maxAdmittedMicros, book.partitions[partition].maxClockMicros)
    if own > frontMicros { frontMicros = own }
    switch judgement {
    case .cell(let pane) where !statistics.hasRoom(for: pane):
      if !silent { divert(.quarantined, index, of: partition, offset: pending.offset) }
    case .cell(let pane):
      // Only an event that counts starts time: one from a broken clock would carry it away for good.
      if book.lastDecided == .min {
        start(at: PaneTime.pane(of: event.timeMicros - settings.time.delaySeconds * 1_000_000) - 1)
      }
      if event.kind == .transaction {
        addTransaction(event, instanceHash, seriesHash, pane, index, pending.offset, of: partition, silent: silent)
      } else {
        addAlert(event, instanceHash, seriesHash, pane, index, pending.offset, of: partition, silent: silent)
      }
    case .late: if !silent { divert(.late, index, of: partition, offset: pending.offset) }
    case .quarantined: if !silent { divert(.quarantined, index, of: partition, offset: pending.offset) }
    }
  }

  private mutating func start(at pane: Pane) {
    book.lastDecided = pane
    statistics.lastClosed = pane
  }

  @inline(__always)
  private mutating func addTransaction(
    _ event: Event, _ instanceHash: UInt64, _ seriesHash: UInt64, _ pane: Pane, _ index: Int, _ offset: Int64,
    of partition: Int, silent: Bool
  ) {
    if !event.instance.isEmpty {
      guard
        let instance = instance(event.instance, instanceHash, pane),
        let series = transaction(event.name, of: instance, seriesHash, pane)
      else {
        if !silent { reject(.seriesLimit, events: 1, index, of: partition, offset: offset) }
        return
      }
      add(event, to: series, of: instance, pane, offset, of: partition)
    } else {
      var placed = false
      for instance in instances(ofItem: event.ci, instanceHash, pane) {
        guard
          let series = transaction(
            event.name, of: instance, Self.series(event, of: statistics.instances[instance].hash), pane)
        else { continue }
        placed = true
        add(event, to: series, of: instance, pane, offset, of: partition)
      }
      guard placed else {
        if !silent { reject(.seriesLimit, events: 1, index, of: partition, offset: offset) }
        return
      }
    }
    if !silent { book.meta.accounting.cells += 1 }
  }

  @inline(__always)
  private mutating func add(
    _ event: Event, to series: Int, of instance: Int, _ pane: Pane, _ offset: Int64, of partition: Int
  ) {
    statistics.addTransaction(
      series, pane: pane, durationMicros: event.durationMicros, count: event.count, isError: event.isError,
      partition: partition, offset: offset)
  }

  private mutating func addAlert(
    _ event: Event, _ instanceHash: UInt64, _ seriesHash: UInt64, _ pane: Pane, _ index: Int, _ offset: Int64,
    of partition: Int, silent: Bool
  ) {
    if event.identity != 0, !statistics.repeats.isNew(event.identity) {
      if !silent { book.meta.accounting.duplicates += 1 }
      return
    }
    let item = event.ci.isEmpty ? nil : self.item(event.ci)
    var touched: [Int] = []
    if !event.instance.isEmpty, let named = instance(event.instance, instanceHash, pane) { touched.append(named) }
    if event.instance.isEmpty {
      touched = instances(ofItem: event.ci, instanceHash, pane)
    } else if let item {
      for other in instancesOfItem[item] where !touched.contains(other) { touched.append(other) }
    }
    var placed = false
    for instance in touched {
      let hash = Self.series(event, of: statistics.instances[instance].hash)
      guard let series = alert(event, of: instance, hash, pane) else { continue }
      placed = true
      statistics.addAlert(
        series, pane: pane, status: event.status, severity: event.severity, partition: partition, offset: offset)
      guard event.status == .firing else { continue }
      if let item { statistics.alerts[series].remember(item: Int32(item)) }
      remember(summary: event.summary, of: series)
      if !silent, takesImmediateAlerts[instance], event.severity >= settings.alerts.immediateSeverity {
        decideImmediately(event, series: series, instance: instance, partition: partition, offset: offset)
      }
    }
    guard !silent else { return }
    if placed {
      book.meta.accounting.cells += 1
    } else {
      reject(.seriesLimit, events: 1, index, of: partition, offset: offset)
    }
  }

  private static func series(_ event: Event, of instanceHash: UInt64) -> UInt64 {
    Hash64.hash(event.name.buffer, seed: instanceHash ^ UInt64(event.kind.rawValue))
  }

  private mutating func remember(summary: Bytes, of series: Int) {
    guard !summary.isEmpty, statistics.alerts[series].summary == .none else { return }
    statistics.alerts[series].summary = statistics.names.add(summary)
  }
}
