/// Alerts: counts and rates for every (instance, alert type).
struct AlertTable: ~Copyable {
  var series = Column<AlertSeries>()
  /// Parallel to `series`.
  var rates = Column<AlertRates>()
  var notes = Column<AlertNotes>()
  /// Of those that ever had one.
  var texts = Column<AlertText>()
  var index = HashIndex()
  /// Rates that cases hold.
  var held = HeldSeries<AlertShadow>()
  var minutes = HeldSeries<AlertMinutes>()
  private var links = SeriesLinks()

  var count: Int { series.count }

  func find(_ name: Bytes, of instance: Int, _ hash: UInt64, in names: borrowing NameArena) -> Int? {
    index.find(hash) { series[$0].isNamed(name, of: instance, in: names) }
  }

  mutating func add(
    _ name: NameRef, of instance: Int, domain: Domain, _ hash: UInt64, silentSince firstPane: Pane
  ) -> Int {
    let id = series.count
    series.append(
      AlertSeries(name: name, hash: hash, instance: Int32(instance), rawDomain: UInt32(domain.rawValue)))
    rates.append(AlertRates(silentSince: firstPane))
    notes.append(AlertNotes())
    precondition(rates.count == series.count && notes.count == series.count, "the columns are parallel")
    index.insert(hash, id: id)
    links.link(id, of: instance)
    return id
  }

  func firstSeries(of instance: Int) -> Int? { links.first(of: instance) }
  func nextSeries(after id: Int) -> Int? { links.next(after: id) }

  /// Of the name of a series, which is the same for all instances that have the type.
  func typeHash(_ id: Int, _ names: borrowing NameArena) -> UInt64 {
    Hash64.hash(names.bytes(series[id].name).buffer)
  }

  /// Counts an alert in its cell; commutes with every other addition between two closings.
  mutating func add(_ event: Event, to id: Int, in open: inout OpenPane, lastClosed: Pane) {
    let key = Int32(truncatingIfNeeded: id)
    let slot = OpenWindow.slot(of: open.pane, lastDecided: lastClosed)
    let inlineEmpty = slot.map { series[id].cells[$0].isEmpty } ?? true
    if inlineEmpty, open.alertsAside[key] == nil { open.alerts.append(key) }
    if let slot {
      series[id].cells[slot].add(status: event.status, severity: event.severity)
    } else {
      open.alertsAside[key, default: AlertCell()].add(status: event.status, severity: event.severity)
    }
  }

  /// Takes the place of all series, and finds them by their hashes again.
  mutating func reindex(_ saved: consuming Column<AlertSeries>) {
    series = saved
    index = HashIndex(hashes: series.elements.lazy.map(\.hash))
    links = SeriesLinks()
  }

  /// Makes the series that were read found by their instances, once it is known that these are there.
  mutating func linkAll() {
    links = SeriesLinks(of: series)
  }

  /// Only those that stay, under names, instances and items that have moved.
  mutating func keep(
    _ kept: Renumbering, of instances: Renumbering, items: Renumbering, from old: borrowing NameArena,
    to names: inout NameArena
  ) {
    held.keep(kept)
    minutes.keep(kept)
    series.keep(kept)
    rates.keep(kept)
    notes.keep(kept)
    for id in 0..<count {
      series[id].move(to: instances, from: old, to: &names)
      for i in 0..<Limits.alertItems where notes[id].items[i].item >= 0 {
        notes[id].items[i].item = items.renumbered(notes[id].items[i].item)
      }
    }
    closeUpTexts()
    index = HashIndex(hashes: series.elements.lazy.map(\.hash))
    linkAll()
  }

  /// The texts of those that left make room.
  private mutating func closeUpTexts() {
    var kept = Column<AlertText>(capacity: max(texts.count, 1))
    for id in 0..<count where notes[id].text >= 0 {
      kept.append(texts[Int(notes[id].text)])
      notes[id].text = Int32(kept.count - 1)
    }
    texts = kept
  }

  mutating func takeCell(_ id: Int, of open: borrowing OpenPane) -> AlertCell {
    series[id].takeCell(of: open.pane, aside: open.alertsAside[Int32(id)])
  }

  mutating func drop(_ open: borrowing OpenPane) {
    for id in open.alerts { _ = takeCell(Int(id), of: open) }
  }
}
