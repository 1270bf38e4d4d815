import RollingStatistics

/// Which names leave when a limit comes near: what was silent longest, and first what would be missed least. A function of the records and
/// of the customer model alone, before a pane is closed or passed: so it is taught the same.
extension Statistics {
  /// What a name has that would be missed.
  private enum Worth: Int {
    /// Of a host that nobody knows, or of a transaction that was seen a few times: a short-lived pod, an id in a name.
    case fleeting
    /// Heard of for days, of an instance that nobody knows.
    case settled
    /// Of a customer, with what was learned.
    case known

    var silentPanes: Pane {
      switch self {
      case .fleeting: 60
      case .settled: 1_440
      case .known: 7 * 1_440
      }
    }
  }

  /// One that has been silent for long enough.
  private struct Candidate {
    var id: Int
    var kind = Event.Kind.transaction
    var worth: Worth
    var heard: Pane
    var hash: UInt64
    /// Of a series.
    var instance = -1

    func leaves(before other: Candidate) -> Bool {
      (worth.rawValue, heard, hash) < (other.worth.rawValue, other.heard, other.hash)
    }
  }

  /// The pane in which a series or an instance was last heard of, by its id; `Pane.max` for what has to stay.
  private struct Census {
    var transactions: [Pane]
    var alerts: [Pane]
    var signals: [Pane]
    var instances: [Pane]
  }

  /// Makes room where a limit comes near; nil when nothing leaves. `pane` is the one that closes or passes next.
  mutating func makeRoom(before pane: Pane, _ directory: Directory, _ settings: AlertSettings) -> Departure? {
    precondition(pane > lastClosed, "room is made before a pane, not behind it")
    let now = PaneTime.end(of: pane)
    registers.makeRoom(atMicros: now, settings)
    let limits = directory.limits
    guard
      Room(instances.count, of: limits.instances).isNear || Room(seriesCount, of: limits.series).isNear
        || Room(items.count, of: limits.series).isNear
        || Room(instances.mostSeries, of: limits.seriesPerInstance).isNear
    else { return nil }
    let census = takeCensus(atMicros: now, directory, settings)
    let goneInstances = instancesToForget(census, pane, directory)
    let gone = seriesToForget(census, goneInstances, pane, directory)
    let items = itemsToKeep(alerts: gone.alerts)
    let departure = Departure(
      instances: Renumbering(of: instances.count) { !goneInstances.contains($0) },
      transactions: Renumbering(of: transactions.count) { !gone.transactions[$0] },
      alerts: Renumbering(of: alerts.count) { !gone.alerts[$0] },
      signals: Renumbering(of: signals.count) { !gone.signals[$0] }, items: items)
    guard departure.isAny else { return nil }
    keep(departure)
    return departure
  }

  // MARK: Who was heard of when

  /// What fires stays: of a customer anything, of a host that nobody knows what is severe enough for a case.
  private func takeCensus(atMicros now: Int64, _ directory: Directory, _ settings: AlertSettings) -> Census {
    var census = Census(
      transactions: transactions.series.elements.map(\.lastPane),
      alerts: alerts.rates.elements.map(\.taughtPane),
      signals: signals.series.elements.map(\.lastPane),
      instances: instances.series.elements.map { max($0.firstPane, $0.lastDataPane) })
    for register in registers.registers.elements {
      let series = Int(register.series)
      let isMissed =
        register.severity >= settings.immediateSeverity || directory.isInModel(Int(alerts.series[series].instance))
      let heard =
        isMissed && register.isHeld(atMicros: now, settings) ? .max : PaneTime.pane(of: register.lastHeardMicros)
      census.alerts[series] = max(census.alerts[series], heard)
    }
    // What an open case is about stays, too.
    for shadow in transactions.held.shadows { census.transactions[Int(shadow.series)] = .max }
    for shadow in signals.held.shadows { census.signals[Int(shadow.series)] = .max }
    for shadow in alerts.held.shadows { census.alerts[Int(shadow.series)] = .max }
    for shadow in learned.usage.held.shadows { census.instances[Int(shadow.series)] = .max }
    for shadow in learned.latency.held.shadows { census.instances[Int(shadow.series)] = .max }
    for shadow in learned.alertTotals.held.shadows { census.instances[Int(shadow.series)] = .max }
    for open in openPanes.panes {
      for id in open.transactions { census.transactions[Int(id)] = .max }
      for id in open.alerts { census.alerts[Int(id)] = .max }
      for id in open.signals { census.signals[Int(id)] = .max }
    }
    for told in openAlerts.alerts.elements { census.alerts[Int(told.register.series)] = .max }
    for id in 0..<transactions.count {
      let instance = Int(transactions.series[id].instance)
      census.instances[instance] = max(census.instances[instance], census.transactions[id])
    }
    for id in 0..<alerts.count {
      let instance = Int(alerts.series[id].instance)
      census.instances[instance] = max(census.instances[instance], census.alerts[id])
    }
    for id in 0..<signals.count {
      let instance = Int(signals.series[id].instance)
      census.instances[instance] = max(census.instances[instance], census.signals[id])
    }
    return census
  }

  // MARK: Who leaves

  private func instancesToForget(
    _ census: Census, _ pane: Pane, _ directory: Directory
  ) -> Set<Int> {
    let room = Room(instances.count, of: directory.limits.instances)
    guard room.isNear else { return [] }
    var silent: [Candidate] = []
    for id in 0..<instances.count {
      let heard = census.instances[id]
      let isBrief = Int64(heard) - Int64(instances.series[id].firstPane) < Int64(Worth.settled.silentPanes)
      let worth: Worth = directory.isInModel(id) ? .known : isBrief ? .fleeting : .settled
      note(Candidate(id: id, worth: worth, heard: heard, hash: instances.series[id].hash), pane, &silent)
    }
    silent.sort { $0.leaves(before: $1) }
    return Set(silent.prefix(room.excess).map(\.id))
  }

  /// Which series leave, by their ids.
  private struct Gone {
    var transactions: [Bool]
    var alerts: [Bool]
    var signals: [Bool]

    var count: Int { transactions.count { $0 } + alerts.count { $0 } + signals.count { $0 } }

    mutating func leave(_ candidate: Candidate) {
      switch candidate.kind {
      case .transaction: transactions[candidate.id] = true
      case .alert: alerts[candidate.id] = true
      case .signal: signals[candidate.id] = true
      }
    }
  }

  /// Those of instances that leave, and of others as many as there have to be.
  private func seriesToForget(
    _ census: Census, _ goneInstances: Set<Int>, _ pane: Pane, _ directory: Directory
  ) -> Gone {
    var gone = Gone(
      transactions: transactions.series.elements.map { goneInstances.contains(Int($0.instance)) },
      alerts: alerts.series.elements.map { goneInstances.contains(Int($0.instance)) },
      signals: signals.series.elements.map { goneInstances.contains(Int($0.instance)) })
    var excess = Room(seriesCount - gone.count, of: directory.limits.series).excess
    let perInstance = directory.limits.seriesPerInstance
    var excessOf: [Int: Int] = [:]
    for id in 0..<instances.count {
      let own = Room(instances.seriesCount(of: id), of: perInstance).excess
      if own > 0 { excessOf[id] = own }
    }
    guard excess > 0 || !excessOf.isEmpty else { return gone }
    for candidate in silentSeries(census, gone, pane, directory).sorted(by: { $0.leaves(before: $1) }) {
      let own = excessOf[candidate.instance] ?? 0
      guard excess > 0 || own > 0 else { continue }
      excess -= 1
      if own > 0 { excessOf[candidate.instance] = own - 1 }
      gone.leave(candidate)
    }
    return gone
  }

  /// Those that have been silent for long enough, but for what leaves anyhow.
  private func silentSeries(_ census: Census, _ gone: Gone, _ pane: Pane, _ directory: Directory) -> [Candidate] {
    var silent: [Candidate] = []
    for id in 0..<transactions.count where !gone.transactions[id] {
      let (series, isSlight) = (transactions.series[id], isSlight(transactions.latency[id].score.count))
      let worth = worth(of: series.instance, isSlight: isSlight, directory)
      let heard = census.transactions[id]
      note(
        Candidate(id: id, worth: worth, heard: heard, hash: series.hash, instance: Int(series.instance)), pane, &silent)
    }
    for id in 0..<alerts.count where !gone.alerts[id] {
      let series = alerts.series[id]
      let worth = worth(of: series.instance, isSlight: false, directory)
      note(
        Candidate(
          id: id, kind: .alert, worth: worth, heard: census.alerts[id], hash: series.hash,
          instance: Int(series.instance)), pane, &silent)
    }
    for id in 0..<signals.count where !gone.signals[id] {
      let series = signals.series[id]
      let worth = worth(of: series.instance, isSlight: isSlight(Int(signals.levels[id].seen)), directory)
      note(
        Candidate(
          id: id, kind: .signal, worth: worth, heard: census.signals[id], hash: series.hash,
          instance: Int(series.instance)), pane, &silent)
    }
    return silent
  }

  private func worth(of instance: Int32, isSlight: Bool, _ directory: Directory) -> Worth {
    if isSlight { return .fleeting }
    return directory.isInModel(Int(instance)) ? .known : .settled
  }

  /// Whether little was learned of a series.
  private func isSlight(_ panesSeen: Int) -> Bool { panesSeen < Int(Worth.fleeting.silentPanes) }

  /// Lists who has been silent for long enough.
  private func note(_ candidate: Candidate, _ pane: Pane, _ silent: inout [Candidate]) {
    if Int64(candidate.heard) + Int64(candidate.worth.silentPanes) < Int64(pane) { silent.append(candidate) }
  }

  /// Items are known by the alert types that name them.
  private func itemsToKeep(alerts gone: [Bool]) -> Renumbering {
    var isNamed = Array(repeating: false, count: items.count)
    for id in 0..<alerts.count where !gone[id] {
      for i in 0..<Limits.alertItems where alerts.notes[id].items[i].item >= 0 {
        isNamed[Int(alerts.notes[id].items[i].item)] = true
      }
    }
    return Renumbering(of: items.count) { isNamed[$0] }
  }

  // MARK: Leaving

  private mutating func keep(_ departure: Departure) {
    var kept = NameArena()
    instances.keep(departure.instances, from: names, to: &kept)
    transactions.keep(departure.transactions, of: departure.instances, from: names, to: &kept)
    alerts.keep(
      departure.alerts, of: departure.instances, items: departure.items, from: names, to: &kept)
    signals.keep(departure.signals, of: departure.instances, from: names, to: &kept)
    items.keep(departure.items, from: names, to: &kept)
    names = kept
    registers.keep(departure.alerts)
    openAlerts.keep(departure.alerts)
    learned.keep(departure)
    openPanes.renumber(departure)
    countSeries()
  }
}

/// Names that left, and the ids of those that stay.
struct Departure {
  var instances: Renumbering
  var transactions: Renumbering
  var alerts: Renumbering
  var signals: Renumbering
  var items: Renumbering

  var isAny: Bool { instances.leaving + series + items.leaving > 0 }

  /// Series of all kinds that left.
  var series: Int { transactions.leaving + alerts.leaving + signals.leaving }
}
