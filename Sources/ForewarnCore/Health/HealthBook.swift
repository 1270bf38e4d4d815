/// Which instances `instance-health` speaks of, and when the next record of each is due: once a day at a minute of its own, when
/// something is learned, and as soon as may be when it waits. A function of the rows and of the last decided pane, so that a restart
/// does not show.
struct HealthBook {
  static let dayPanes: Pane = 1_440
  /// An instance of which nothing was heard for so long is spoken of no more, until it is heard of again.
  static let silentPanes: Pane = 30 * dayPanes

  private struct Entry {
    var name: Name
    /// Its daily record comes at the panes that are this, but for whole days.
    var minute: Pane
    var told: ToldHealth
    /// The instance's id in the statistics, as long as they know it.
    var instance: Int?
    /// `Pane.min`: the entry is free.
    var due: Pane
  }

  private var entries: [Entry] = []
  private var free: [Int] = []
  private var places: [Name: Int] = [:]
  /// Parallel to the instances of the statistics; -1: nothing is told of it.
  private var placeOfInstance: [Int32] = []
  /// Places by the pane at which they are due, within a day; those of which `due` is another one by now are passed over.
  private var ring: [[Int]] = Array(repeating: [], count: Int(dayPanes))
  private var changed: Set<Name> = []

  var count: Int { places.count }

  // MARK: Who is known

  /// The statistics have met an instance: its id is the next one.
  mutating func meet(_ name: Name) {
    let place = places[name]
    if let place { entries[place].instance = placeOfInstance.count }
    placeOfInstance.append(Int32(place ?? -1))
  }

  /// The statistics that gave the ids are gone.
  mutating func forgetIDs() {
    placeOfInstance = []
    for place in entries.indices { entries[place].instance = nil }
  }

  func place(ofInstance instance: Int) -> Int? {
    let place = placeOfInstance[instance]
    return place < 0 ? nil : Int(place)
  }

  func place(of name: Name) -> Int? { places[name] }

  /// From now on records are told of an instance; the first is owed.
  mutating func add(_ name: Name, instance: Int?, at pane: Pane) -> Int {
    let place = insert(name, ToldHealth(heardPane: pane, owedSince: pane))
    entries[place].instance = instance
    if let instance { placeOfInstance[instance] = Int32(place) }
    changed.insert(name)
    return place
  }

  private mutating func insert(_ name: Name, _ told: ToldHealth) -> Int {
    precondition(places[name] == nil, "an instance has one row")
    let minute = Pane(name.withBytes { Hash64.hash($0.buffer) } % UInt64(Self.dayPanes))
    let entry = Entry(name: name, minute: minute, told: told, instance: nil, due: .min)
    let place = free.popLast() ?? entries.count
    if place < entries.count { entries[place] = entry } else { entries.append(entry) }
    places[name] = place
    return place
  }

  /// Nothing is told of it any more.
  mutating func remove(_ place: Int) {
    let entry = entries[place]
    if let instance = entry.instance { placeOfInstance[instance] = -1 }
    places[entry.name] = nil
    changed.insert(entry.name)
    entries[place].due = .min
    free.append(place)
  }

  // MARK: One of them

  func name(_ place: Int) -> Name { entries[place].name }
  func instance(_ place: Int) -> Int? { entries[place].instance }
  func told(_ place: Int) -> ToldHealth { entries[place].told }

  func isDaily(_ place: Int, at pane: Pane) -> Bool { Self.slot(pane) == entries[place].minute }

  /// What was done about an instance at this pane.
  mutating func update(_ place: Int, _ told: ToldHealth, at pane: Pane) {
    precondition(told.learnsUntil.map { $0 > pane } ?? true, "what is learned by now is learned")
    if entries[place].told != told {
      entries[place].told = told
      changed.insert(entries[place].name)
    }
    schedule(place, after: pane)
  }

  // MARK: When

  /// Those that are due at a pane, which passes.
  mutating func takeDue(at pane: Pane) -> [Int] {
    let slot = Int(Self.slot(pane))
    defer { ring[slot].removeAll(keepingCapacity: true) }
    return ring[slot].filter { entries[$0].due == pane }
  }

  /// The first pane after this one at which any is due; `Pane.max` when nothing is told of anybody.
  func firstDue(after pane: Pane) -> Pane {
    guard !places.isEmpty else { return .max }
    for ahead in 1...Self.dayPanes {
      let next = pane + ahead
      if ring[Int(Self.slot(next))].contains(where: { entries[$0].due == next }) { return next }
    }
    preconditionFailure("everybody is due within a day")
  }

  private mutating func schedule(_ place: Int, after pane: Pane) {
    let entry = entries[place]
    let wait = Self.slot(entry.minute - Self.slot(pane) - 1) + 1
    var due = min(pane + wait, entry.told.learnsUntil ?? .max)
    if let owed = entry.told.owedSince { due = min(due, max(owed, pane + 1)) }
    assert(due > pane && due <= pane + Self.dayPanes, "it is due within a day")
    guard due != entry.due else { return }
    entries[place].due = due
    ring[Int(Self.slot(due))].append(place)
  }

  private static func slot(_ pane: Pane) -> Pane { ((pane % dayPanes) + dayPanes) % dayPanes }

  // MARK: Rows

  mutating func restore(_ told: ToldHealth, _ name: Name) { _ = insert(name, told) }

  /// All rows are there: what comes is due after the last decided pane.
  mutating func begin(after pane: Pane) {
    for place in entries.indices { schedule(place, after: pane) }
  }

  mutating func markAllChanged() { changed.formUnion(places.keys) }

  /// The rows to write, ascending; nil for one that left.
  mutating func takeChanges() -> [(name: Name, told: ToldHealth?)] {
    defer { changed.removeAll(keepingCapacity: true) }
    return changed.sorted().map { name in (name, places[name].map { entries[$0].told }) }
  }
}
