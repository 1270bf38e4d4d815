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
    var worth: Worth
    var heard: Pane
    var hash: UInt64

    func leaves(before other: Candidate) -> Bool {
      (worth.rawValue, heard, hash) < (other.worth.rawValue, other.heard, other.hash)
    }
  }

  /// The pane in which a series or an instance was last heard of, by its id; `Pane.max` for what has to stay.
  private struct Census {
    var transactions: [Pane]
    var alerts: [Pane]
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
      alerts: Renumbering(of: alerts.count) { !gone.alerts[$0] }, items: items)
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
    for shadow in alerts.held.shadows { census.alerts[Int(shadow.series)] = .max }
    for shadow in learned.usage.held.shadows { census.instances[Int(shadow.series)] = .max }
    for shadow in learned.latency.held.shadows { census.instances[Int(shadow.series)] = .max }
    for shadow in learned.alertTotals.held.shadows { census.instances[Int(shadow.series)] = .max }
    for open in openPanes.panes {
      for id in open.transactions { census.transactions[Int(id)] = .max }
      for id in open.alerts { census.alerts[Int(id)] = .max }
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

  /// Those of instances that leave, and of others as many as there have to be.
  private func seriesToForget(
    _ census: Census, _ goneInstances: Set<Int>, _ pane: Pane, _ directory: Directory
  ) -> (transactions: [Bool], alerts: [Bool]) {
    var goneTransactions = transactions.series.elements.map { goneInstances.contains(Int($0.instance)) }
    var goneAlerts = alerts.series.elements.map { goneInstances.contains(Int($0.instance)) }
    let left = seriesCount - goneTransactions.count { $0 } - goneAlerts.count { $0 }
    var excess = Room(left, of: directory.limits.series).excess
    let perInstance = directory.limits.seriesPerInstance
    var excessOf: [Int: Int] = [:]
    for id in 0..<instances.count {
      let own = Room(instances.seriesCount(of: id), of: perInstance).excess
      if own > 0 { excessOf[id] = own }
    }
    guard excess > 0 || !excessOf.isEmpty else { return (goneTransactions, goneAlerts) }
    var silent: [Candidate] = []
    for id in 0..<transactions.count where !goneTransactions[id] {
      let worth = self.worth(of: transactions.series[id].instance, isSlight: isSlight(transaction: id), directory)
      note(
        Candidate(id: id, worth: worth, heard: census.transactions[id], hash: transactions.series[id].hash), pane,
        &silent)
    }
    for id in 0..<alerts.count where !goneAlerts[id] {
      let worth = self.worth(of: alerts.series[id].instance, isSlight: false, directory)
      note(
        Candidate(id: -1 - id, worth: worth, heard: census.alerts[id], hash: alerts.series[id].hash), pane, &silent)
    }
    silent.sort { $0.leaves(before: $1) }
    for candidate in silent {
      let isAlert = candidate.id < 0
      let id = isAlert ? -1 - candidate.id : candidate.id
      let instance = Int(isAlert ? alerts.series[id].instance : transactions.series[id].instance)
      let own = excessOf[instance] ?? 0
      guard excess > 0 || own > 0 else { continue }
      excess -= 1
      if own > 0 { excessOf[instance] = own - 1 }
      if isAlert { goneAlerts[id] = true } else { goneTransactions[id] = true }
    }
    return (goneTransactions, goneAlerts)
  }

  private func worth(of instance: Int32, isSlight: Bool, _ directory: Directory) -> Worth {
    if isSlight { return .fleeting }
    return directory.isInModel(Int(instance)) ? .known : .settled
  }

  /// Whether little was learned of a transaction.
  private func isSlight(transaction id: Int) -> Bool {
    transactions.latency[id].score.count < Int(Worth.fleeting.silentPanes)
  }

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
    items.keep(departure.items, from: names, to: &kept)
    names = kept
    registers.keep(departure.alerts)
    openAlerts.keep(departure.alerts)
    learned.keep(departure)
    openPanes.renumber(transactions: departure.transactions, alerts: departure.alerts)
    countSeries()
  }
}

/// Names that left, and the ids of those that stay.
struct Departure {
  var instances: Renumbering
  var transactions: Renumbering
  var alerts: Renumbering
  var items: Renumbering

  var isAny: Bool { instances.leaving + transactions.leaving + alerts.leaving + items.leaving > 0 }
}
