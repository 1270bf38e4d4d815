/// Alert types by the instances that just had them for the first time. A type that is new in many places at once is news of the monitoring,
/// a rule that was rolled out, and of no customer.
struct NewAlertTypes: ~Copyable {
  /// One instance had a type for the first time. What many share is one place: an alert on it is told to all of them.
  struct Arrival: BitwiseCopyable {
    /// Of the type's name, whatever the instance.
    var hash: UInt64
    var pane: Pane
    /// The configuration item, or -1 - the instance where the alert names none.
    var place: Int32
  }

  /// A type that was rolled out, as of the pane in which that was seen.
  struct Rollout: Equatable {
    var name: NameRef
    var places: Int
    var established: Int
  }

  /// So many instances, and such a share of those that are known for long enough, are no coincidence.
  private static let fewest = 3
  private static let share = 0.3
  private static let windowPanes: Pane = 60

  private var arrivals = Column<Arrival>()
  /// Types that are being rolled out, in the order in which that was seen.
  private var rolledOut: [UInt64] = []

  private var trails = LearnedColumn(anew: NoveltyTrail())

  /// Learns which types a pane has for the first time of their instance. Those that many instances have for the first time are not called
  /// new any more.
  mutating func close(
    _ closed: inout ClosedPane, _ names: borrowing NameArena, _ alerts: borrowing AlertTable,
    _ instances: borrowing InstanceTable, _ settings: AlertSettings
  ) {
    guard !closed.alerted.isEmpty else { return }
    assert(arrivals.elements.last.map { $0.pane < closed.pane } ?? true, "panes close in order")
    forget(endingWith: closed.pane)
    let new = closed.alerts.indices.filter { closed.alerts[$0].isNew }
    guard !new.isEmpty else { return }
    for index in new {
      let alert = closed.alerts[index]
      arrivals.append(
        Arrival(
          hash: alerts.typeHash(alert.series, names), pane: closed.pane,
          place: alerts.notes[alert.series].newestItem ?? -1 - Int32(alert.instance)))
    }
    let knownSince = Int64(closed.pane) - Int64(settings.noveltyAfterPanes)
    let established = instances.series.elements.count { Int64($0.firstPane) <= knownSince }
    for index in new {
      let alert = closed.alerts[index]
      let hash = alerts.typeHash(alert.series, names)
      if let places = places(of: hash, established: established) {
        closed.alerts[index].isNew = false
        guard isFirstWord(of: hash) else { continue }
        closed.learned.rollouts.append(
          Rollout(name: alerts.series[alert.series].name, places: places, established: established))
      } else {
        trails[alert.instance].note(closed.pane)
        closed.alerts[index].newTypes = trails[alert.instance].types(
          within: AlertRates.windowPanes, endingWith: closed.pane)
      }
    }
  }

  /// Forgets what came before the window that ends with this pane.
  private mutating func forget(endingWith pane: Pane) {
    guard arrivals.count > 0, arrivals[0].pane <= pane - Self.windowPanes || arrivals.count > Limits.newAlertTypes
    else { return }
    let kept = arrivals.elements.suffix(Limits.newAlertTypes).filter { $0.pane > pane - Self.windowPanes }
    arrivals = Column()
    for arrival in kept { arrivals.append(arrival) }
    rolledOut.removeAll { hash in !kept.contains { $0.hash == hash } }
  }

  /// In how many places a type is new, when they are too many for a customer's matter; else nil.
  private func places(of hash: UInt64, established: Int) -> Int? {
    let places = Set(arrivals.elements.lazy.filter { $0.hash == hash }.map(\.place)).count
    return places >= Self.fewest && Double(places) >= Double(established) * Self.share ? places : nil
  }

  /// True the first time that it is said of a rollout.
  private mutating func isFirstWord(of hash: UInt64) -> Bool {
    guard !rolledOut.contains(hash) else { return false }
    rolledOut.append(hash)
    return true
  }

  /// Arrivals at places that left are forgotten with them.
  mutating func keep(_ departure: Departure) {
    var kept = Column<Arrival>(capacity: max(arrivals.count, 1))
    for var arrival in arrivals.elements {
      let place =
        arrival.place >= 0
        ? departure.items.place(of: arrival.place)
        : departure.instances.place(of: -1 - arrival.place).map { -1 - $0 }
      guard let place else { continue }
      arrival.place = place
      kept.append(arrival)
    }
    arrivals = kept
    trails.keep(departure.instances)
  }

  func write(to writer: inout SectionWriter, instances count: Int) {
    writer.column(arrivals)
    trails.write(to: &writer, beside: count)
  }

  mutating func restore(from reader: inout SectionReader, instances count: Int) {
    if let saved = reader.column(of: Arrival.self) { arrivals = saved }
    trails.restore(from: &reader, beside: count)
  }
}

extension NewAlertTypes.Arrival: StoredElement {
  static let section = SectionKind(name: "new_alert_types", version: 1, stride: 16)
}

/// The panes in which the last new alert types of an instance appeared, newest first.
struct NoveltyTrail: BitwiseCopyable {
  static let length = 3

  var panes: InlineArray<3, Pane> = .init(repeating: Pane.min)

  mutating func note(_ pane: Pane) {
    for i in stride(from: Self.length - 1, to: 0, by: -1) { panes[i] = panes[i - 1] }
    panes[0] = pane
  }

  /// New types in the window of so many panes that ends with `pane`, as far as the trail goes back.
  func types(within window: Int, endingWith pane: Pane) -> Int {
    var types = 0
    for i in 0..<Self.length where panes[i] > pane - Int32(window) { types += 1 }
    return types
  }
}

extension NoveltyTrail: StoredElement {
  static let section = SectionKind(name: "instance_novelty", version: 1, stride: 12)
}
