/// Where an event that counts belongs: names to ids, ids to cells.
struct Placement {
  /// What became of an event.
  enum Fate: Equatable {
    case counted
    case duplicate
    case late
    case quarantined(Quarantine)
    case rejected(Rejection)
  }

  /// A record on its way in.
  struct Arrival {
    var partition: Int
    var offset: Int64
    /// The record's timestamp, `RecordClock.timestamp(of:)`.
    var timestampMicros: Int64
    var wall: WallClock

    @inline(__always)
    func clock(for event: Event, _ time: TimeSettings) -> RecordClock {
      RecordClock(told: timestampMicros, wall, eventMicros: event.timeMicros, time)
    }
  }

  /// What an event's names hash to, and the pane that it counts in.
  private struct Place {
    var instance: UInt64
    var series: UInt64
    var pane: Pane = 0

    @inline(__always)
    init(_ event: Event) {
      instance = Hash64.hash(event.instance.isEmpty ? event.ci.buffer : event.instance.buffer)
      series = Self.series(event, of: instance)
    }

    @inline(__always)
    static func series(_ event: Event, of instance: UInt64) -> UInt64 {
      Statistics.seriesHash(event.name, event.kind, of: instance)
    }
  }

  /// The firing alert series that the last alert was counted in, with their instances.
  private(set) var fired: [(instance: Int, series: Int)] = []
  /// Instances of which the last alert, in no open pane, began or ended: what their cases rest on may have changed.
  private(set) var stirred: [Int] = []
  private var touched: [Int] = []

  /// Ids have moved; those of the last alert stay, being of an open pane.
  mutating func renumber(_ departure: Departure) {
    for index in fired.indices {
      let (instance, series) = (Int32(fired[index].instance), Int32(fired[index].series))
      fired[index] = (
        Int(departure.instances.renumbered(instance)), Int(departure.alerts.renumbered(series))
      )
    }
    stirred.removeAll(keepingCapacity: true)
  }

  /// Judges an event's time and adds it to its cells. Names that are new get ids, within the limits.
  @inline(__always)
  mutating func place(
    _ event: Event, _ arrival: Arrival, _ cursor: inout Cursor, _ statistics: inout Statistics,
    _ directory: inout Directory
  ) -> Fate {
    guard PaneTime.valid.contains(event.timeMicros) else { return .rejected(.invalidTime) }
    var place = Place(event)
    let clock = arrival.clock(for: event, cursor.time)
    if event.kind == .alert {
      cursor.noteTold(timeMicros: event.timeMicros, clockMicros: clock.micros, of: arrival.partition)
    }
    switch cursor.admit(timeMicros: event.timeMicros, clock: clock, series: place.series, of: arrival.partition) {
    case .late:
      noteDiversion(event, place, &statistics)
      place.pane = cursor.lastDecided &+ 1
      takeState(event, at: place, &statistics, &directory)
      return .late
    case .quarantined(let cause):
      noteDiversion(event, place, &statistics)
      return .quarantined(cause)
    case .cell(let pane):
      guard statistics.openPanes.hasRoom(for: pane, isFarAhead: cursor.isFarAhead(pane)) else {
        noteDiversion(event, place, &statistics)
        return .quarantined(.noRoom)
      }
      // Only an event that counts starts time: one from a broken clock would carry it away for good.
      if !cursor.hasStarted {
        cursor.lastDecided = PaneTime.pane(of: event.timeMicros - cursor.time.delayMicros) - 1
        statistics.lastClosed = cursor.lastDecided
      }
      place.pane = pane
      return switch event.kind {
      case .transaction: addTransaction(event, at: place, arrival, &statistics, &directory)
      case .alert: addAlert(event, at: place, arrival, &statistics, &directory)
      case .signal: addSignal(event, at: place, arrival, &statistics, &directory)
      }
    }
  }

  private func noteDiversion(_ event: Event, _ place: Place, _ statistics: inout Statistics) {
    guard event.kind == .transaction, !event.instance.isEmpty else { return }
    statistics.noteDiversion(event.instance, place.instance)
  }

  @inline(__always)
  private mutating func addTransaction(
    _ event: Event, at place: Place, _ arrival: Arrival, _ statistics: inout Statistics,
    _ directory: inout Directory
  ) -> Fate {
    if !event.instance.isEmpty {
      let instance = statistics.instance(event.instance, place.instance, place.pane, &directory)
      guard let instance,
        let series = statistics.transaction(event.name, of: instance, place.series, place.pane, &directory)
      else { return .rejected(statistics.reason(noSeriesOf: instance, directory)) }
      statistics.addTransaction(
        event, to: series, pane: place.pane, partition: arrival.partition, offset: arrival.offset)
      return .counted
    }
    touch(event, at: place, &statistics, &directory)
    var fate = Fate.rejected(statistics.reason(noSeriesOf: touched.first, directory))
    for instance in touched {
      let hash = Place.series(event, of: statistics.instances.series[instance].hash)
      guard let series = statistics.transaction(event.name, of: instance, hash, place.pane, &directory) else {
        continue
      }
      statistics.addTransaction(
        event, to: series, pane: place.pane, partition: arrival.partition, offset: arrival.offset)
      fate = .counted
    }
    return fate
  }

  /// Apart, as it is none of the way of every request.
  @inline(never)
  private mutating func addSignal(
    _ event: Event, at place: Place, _ arrival: Arrival, _ statistics: inout Statistics, _ directory: inout Directory
  ) -> Fate {
    touch(event, at: place, &statistics, &directory)
    var isCounted = false
    for instance in touched {
      let hash = Place.series(event, of: statistics.instances.series[instance].hash)
      guard let series = statistics.signal(event, of: instance, hash, place.pane, &directory) else { continue }
      statistics.addSignal(event, to: series, pane: place.pane, partition: arrival.partition, offset: arrival.offset)
      isCounted = true
    }
    return isCounted ? .counted : .rejected(statistics.reason(noSeriesOf: touched.first, directory))
  }

  private mutating func addAlert(
    _ event: Event, at place: Place, _ arrival: Arrival, _ statistics: inout Statistics,
    _ directory: inout Directory
  ) -> Fate {
    fired.removeAll(keepingCapacity: true)
    stirred.removeAll(keepingCapacity: true)
    if event.status == .neither {
      statistics.addWithoutCell(pane: place.pane, partition: arrival.partition, offset: arrival.offset)
      return .counted
    }
    let isRepeat = isRepeat(event, at: place, &statistics.repeats)
    let item = touch(event, at: place, &statistics, &directory)
    var fate = Fate.rejected(statistics.reason(noSeriesOf: touched.first, directory))
    for instance in touched {
      let hash = Place.series(event, of: statistics.instances.series[instance].hash)
      guard let series = statistics.alert(event, of: instance, hash, directory) else { continue }
      let turn =
        statistics.tell(event, of: series, hash, pane: place.pane)
        ?? tellNow(event, instance, series, hash, &statistics)
      // Also a repeat: it says how things are now.
      if event.status == .firing { statistics.note(event, item: item, of: series, pane: place.pane) }
      // A repeat is a sign of life; where the alert was over meanwhile, it is news, also with the old beginning.
      if isRepeat, turn != .began {
        if fate != .counted { fate = .duplicate }
        continue
      }
      statistics.addAlert(event, to: series, pane: place.pane, partition: arrival.partition, offset: arrival.offset)
      fate = .counted
      guard event.status == .firing else { continue }
      if turn != .isOver { fired.append((instance, series)) }
    }
    return fate
  }

  /// A late alert is in no pane, but whether it fires is known from it.
  private mutating func takeState(
    _ event: Event, at place: Place, _ statistics: inout Statistics, _ directory: inout Directory
  ) {
    stirred.removeAll(keepingCapacity: true)
    guard event.kind == .alert, event.status != .neither else { return }
    touch(event, at: place, &statistics, &directory)
    for instance in touched {
      let hash = Place.series(event, of: statistics.instances.series[instance].hash)
      guard let series = statistics.alert(event, of: instance, hash, directory) else { continue }
      _ = tellNow(event, instance, series, hash, &statistics)
    }
  }

  /// What no open pane holds is known at once.
  private mutating func tellNow(
    _ event: Event, _ instance: Int, _ series: Int, _ hash: UInt64, _ statistics: inout Statistics
  ) -> AlertTurn {
    let turn = statistics.registers.note(event, of: series, hash)
    if turn != .goesOn { stirred.append(instance) }
    return turn
  }

  /// Whether this very transition of an alert was told before.
  private func isRepeat(_ event: Event, at place: Place, _ repeats: inout RepeatFilter) -> Bool {
    let start = event.startMicros != Event.noTime ? event.startMicros : event.timeMicros
    guard event.identity != 0 else { return false }
    let alert = Hash64.combine(event.identity, place.series)
    let transition = UInt64(event.status.rawValue) << 8 | UInt64(event.severity.rawValue)
    return !repeats.isNew(Hash64.combine(Hash64.combine(alert, UInt64(bitPattern: start)), transition))
  }

  /// Finds the instances that an event touches: the one that it names, and those that its item serves. An item that the customer model
  /// does not know is an instance of its own, for the triage queue. Answers the item's id.
  @discardableResult
  private mutating func touch(
    _ event: Event, at place: Place, _ statistics: inout Statistics, _ directory: inout Directory
  ) -> Int? {
    touched.removeAll(keepingCapacity: true)
    let item = event.ci.isEmpty ? nil : statistics.item(event.ci, &directory)
    if !event.instance.isEmpty {
      if let named = statistics.instance(event.instance, place.instance, place.pane, &directory) {
        touched.append(named)
      }
    }
    if let item {
      for other in directory.instances(ofItem: item) where !touched.contains(other) { touched.append(other) }
      if event.instance.isEmpty, touched.isEmpty,
        let triage = statistics.instance(event.ci, place.instance, place.pane, &directory)
      {
        touched.append(triage)
      }
    }
    assert(Set(touched).count == touched.count, "an event touches an instance once")
    return item
  }
}
