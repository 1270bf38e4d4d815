/// Signals: one for every (instance, signal).
struct SignalTable: ~Copyable {
  var series = Column<SignalSeries>()
  /// Parallel to `series`.
  var levels = Column<SignalLevel>(capacity: 1)
  var courses = Column<SignalCourse>(capacity: 1)
  private var index = HashIndex()
  private var links = SeriesLinks()
  /// Levels that cases hold.
  var held = HeldSeries<SignalShadow>()

  var count: Int { series.count }

  func find(_ name: Bytes, of instance: Int, _ hash: UInt64, in names: borrowing NameArena) -> Int? {
    index.find(hash) { series[$0].isNamed(name, of: instance, in: names) }
  }

  mutating func add(_ name: NameRef, unit: NameRef, of instance: Int, _ hash: UInt64, pane: Pane) -> Int {
    let id = series.count
    series.append(SignalSeries(name: name, unit: unit, hash: hash, instance: Int32(instance), lastPane: pane))
    levels.append(SignalLevel())
    courses.append(SignalCourse())
    precondition(levels.count == series.count && courses.count == series.count, "the columns are parallel")
    index.insert(hash, id: id)
    links.link(id, of: instance)
    return id
  }

  func firstSeries(of instance: Int) -> Int? { links.first(of: instance) }
  func nextSeries(after id: Int) -> Int? { links.next(after: id) }

  /// Adds a value to its cell; commutes with every other addition between two closings.
  mutating func add(_ value: Double, to id: Int, in open: inout OpenPane, lastClosed: Pane) {
    let key = Int32(truncatingIfNeeded: id)
    let slot = OpenWindow.slot(of: open.pane, lastDecided: lastClosed)
    let isInlineEmpty = slot.map { series[id].cells[$0].isEmpty } ?? true
    if isInlineEmpty, open.signalsAside[key] == nil { open.signals.append(key) }
    if let slot {
      series[id].cells[slot].add(value)
    } else {
      open.signalsAside[key, default: SignalCell()].add(value)
    }
  }

  /// Takes a signal's cell of a pane out.
  mutating func takeCell(_ id: Int, of open: borrowing OpenPane) -> SignalCell {
    series[id].takeCell(of: open.pane, aside: open.signalsAside[Int32(id)])
  }

  mutating func drop(_ open: borrowing OpenPane) {
    for id in open.signals { _ = takeCell(Int(id), of: open) }
  }

  /// Makes series found by their instances, once it is known that these are there.
  mutating func linkAll() {
    links = SeriesLinks(of: series)
  }

  /// Only those that stay, under names and instances that have moved.
  mutating func keep(
    _ kept: Renumbering, of instances: Renumbering, from old: borrowing NameArena, to names: inout NameArena
  ) {
    held.keep(kept)
    series.keep(kept)
    levels.keep(kept)
    courses.keep(kept)
    for id in 0..<count {
      series[id].move(to: instances, from: old, to: &names)
      series[id].unit = names.add(old.bytes(series[id].unit))
    }
    index = HashIndex(hashes: series.elements.lazy.map(\.hash))
    linkAll()
  }
}

/// Signals as sections.
extension SignalSeries: StoredElement {
  static let section = SectionKind(name: "signals", version: 1, stride: 128)
}
extension SignalLevel: StoredElement {
  static let section = SectionKind(name: "signal_levels", version: 1, stride: 2_064)
}
extension SignalCourse: StoredElement {
  static let section = SectionKind(name: "signal_courses", version: 1, stride: 1_072)
}

extension SignalTable {
  /// Where nobody sends any there is nothing to write.
  func write(to writer: inout SectionWriter) {
    guard count > 0 else { return }
    writer.column(series)
    writer.column(levels)
    writer.column(courses)
    held.write(to: &writer)
  }

  mutating func restore(from reader: inout SectionReader) {
    guard reader.has(SignalSeries.section), let saved = reader.column(of: SignalSeries.self) else { return }
    let count = saved.count
    series = saved
    index = HashIndex(hashes: series.elements.lazy.map(\.hash))
    levels = reader.column(of: SignalLevel.self, beside: count, anew: SignalLevel())
    courses = reader.column(of: SignalCourse.self, beside: count, anew: SignalCourse())
    held.restore(from: &reader)
  }

  mutating func emptyUnlisted(_ open: OpenPanes) {
    var listed: Set<Int32> = []
    for pane in open.panes { listed.formUnion(pane.signals) }
    for id in 0..<count where !listed.contains(Int32(id)) { series[id].cells = .init(repeating: SignalCell()) }
  }

  func isConsistent(_ names: borrowing NameArena, _ instances: borrowing InstanceTable) -> Bool {
    held.isConsistent(of: count)
      && series.elements.allSatisfy {
        names.holds($0.name) && names.holds($0.unit) && instances.holds($0.instance)
      }
  }
}
