/// Where an event that counts belongs: names to ids, ids to cells.
struct Placement {
  /// What became of an event.
  enum Fate: Equatable {
    case counted
    case duplicate
    case late, quarantined
    case rejected(Rejection)
  }

  /// A record on its way in.
  struct Arrival {
    var partition: Int
    var offset: Int64
    /// The record's clock, never later than now.
    var clockMicros: Int64
  }

  /// What an event's names hash to.
  private struct Hashes {
    var instance: UInt64
    var series: UInt64

    @inline(__always)
    init(_ event: Event) {
      instance = Hash64.hash(event.instance.isEmpty ? event.ci.buffer : event.instance.buffer)
      series = Self.series(event, of: instance)
    }

    @inline(__always)
    static func series(_ event: Event, of instance: UInt64) -> UInt64 {
      Hash64.hash(event.name.buffer, seed: instance ^ UInt64(event.kind.rawValue))
    }
  }

  /// The firing alert series that the last alert was counted in, with their instances.
  private(set) var fired: [(instance: Int, series: Int)] = []
  private var touched: [Int] = []

  /// Judges an event's time and adds it to its cells. Names that are new get ids, within the limits.
  @inline(__always)
  mutating func place(
    _ event: Event, _ arrival: Arrival, _ cursor: inout Cursor, _ statistics: inout Statistics,
    _ directory: inout Directory
  ) -> Fate {
    guard PaneTime.valid.contains(event.timeMicros) else { return .rejected(.invalidTime) }
    let hashes = Hashes(event)
    switch cursor.admit(
      timeMicros: event.timeMicros, clockMicros: arrival.clockMicros, series: hashes.series, of: arrival.partition)
    {
    case .late: return .late
    case .quarantined: return .quarantined
    case .cell(let pane):
      guard statistics.openPanes.hasRoom(for: pane) else { return .quarantined }
      // Only an event that counts starts time: one from a broken clock would carry it away for good.
      if !cursor.hasStarted {
        cursor.lastDecided = PaneTime.pane(of: event.timeMicros - cursor.time.delayMicros) - 1
        statistics.lastClosed = cursor.lastDecided
      }
      return event.kind == .transaction
        ? addTransaction(event, hashes, pane, arrival, &statistics, &directory)
        : addAlert(event, hashes, pane, arrival, &statistics, &directory)
    }
  }

  @inline(__always)
  private mutating func addTransaction(
    _ event: Event, _ hashes: Hashes, _ pane: Pane, _ arrival: Arrival, _ statistics: inout Statistics,
    _ directory: inout Directory
  ) -> Fate {
    if !event.instance.isEmpty {
      guard let instance = statistics.instance(event.instance, hashes.instance, pane, &directory),
        let series = statistics.transaction(event.name, of: instance, hashes.series, pane, directory.limits)
      else { return .rejected(.seriesLimit) }
      statistics.addTransaction(event, to: series, pane: pane, partition: arrival.partition, offset: arrival.offset)
      return .counted
    }
    touch(event, hashes, pane, &statistics, &directory)
    var fate = Fate.rejected(.seriesLimit)
    for instance in touched {
      let hash = Hashes.series(event, of: statistics.instances.series[instance].hash)
      guard let series = statistics.transaction(event.name, of: instance, hash, pane, directory.limits) else {
        continue
      }
      statistics.addTransaction(event, to: series, pane: pane, partition: arrival.partition, offset: arrival.offset)
      fate = .counted
    }
    return fate
  }

  private mutating func addAlert(
    _ event: Event, _ hashes: Hashes, _ pane: Pane, _ arrival: Arrival, _ statistics: inout Statistics,
    _ directory: inout Directory
  ) -> Fate {
    fired.removeAll(keepingCapacity: true)
    if event.identity != 0, !statistics.repeats.isNew(event.identity) { return .duplicate }
    let item = touch(event, hashes, pane, &statistics, &directory)
    var fate = Fate.rejected(.seriesLimit)
    for instance in touched {
      let hash = Hashes.series(event, of: statistics.instances.series[instance].hash)
      guard let series = statistics.alert(event, of: instance, hash, directory.limits) else { continue }
      statistics.addAlert(event, to: series, pane: pane, partition: arrival.partition, offset: arrival.offset)
      fate = .counted
      guard event.status == .firing else { continue }
      statistics.note(event, item: item, of: series)
      fired.append((instance, series))
    }
    return fate
  }

  /// Finds the instances that an event touches: the one that it names, and those that its item serves. An item that the customer model
  /// does not know is an instance of its own, for the triage queue. Answers the item's id.
  @discardableResult
  private mutating func touch(
    _ event: Event, _ hashes: Hashes, _ pane: Pane, _ statistics: inout Statistics, _ directory: inout Directory
  ) -> Int? {
    touched.removeAll(keepingCapacity: true)
    let item = event.ci.isEmpty ? nil : statistics.item(event.ci, &directory)
    if !event.instance.isEmpty {
      if let named = statistics.instance(event.instance, hashes.instance, pane, &directory) { touched.append(named) }
    }
    if let item {
      for other in directory.instances(ofItem: item) where !touched.contains(other) { touched.append(other) }
      if event.instance.isEmpty, touched.isEmpty,
        let triage = statistics.instance(event.ci, hashes.instance, pane, &directory)
      {
        touched.append(triage)
      }
    }
    return item
  }
}
