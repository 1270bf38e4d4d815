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

  private(set) var arrivals = Column<Arrival>()
  /// Types that are being rolled out, in the order in which that was seen.
  private var rolledOut: [UInt64] = []

  /// Forgets what came before the window.
  mutating func begin(_ pane: Pane) {
    guard arrivals.count > 0, arrivals[0].pane <= pane - Self.windowPanes || arrivals.count > Limits.newAlertTypes
    else { return }
    let kept = arrivals.elements.suffix(Limits.newAlertTypes).filter { $0.pane > pane - Self.windowPanes }
    arrivals = Column()
    for arrival in kept { arrivals.append(arrival) }
    rolledOut.removeAll { hash in !kept.contains { $0.hash == hash } }
  }

  mutating func add(_ hash: UInt64, at pane: Pane, item: Int32?, of instance: Int) {
    assert(arrivals.count == 0 || arrivals[arrivals.count - 1].pane <= pane, "panes close in order")
    arrivals.append(Arrival(hash: hash, pane: pane, place: item ?? -1 - Int32(instance)))
  }

  /// In how many places a type is new, when they are too many for a customer's matter; else nil.
  func places(of hash: UInt64, established: Int) -> Int? {
    let places = Set(arrivals.elements.lazy.filter { $0.hash == hash }.map(\.place)).count
    return places >= Self.fewest && Double(places) >= Double(established) * Self.share ? places : nil
  }

  /// True the first time that it is said of a rollout.
  mutating func isFirstWord(of hash: UInt64) -> Bool {
    guard !rolledOut.contains(hash) else { return false }
    rolledOut.append(hash)
    return true
  }

  /// Arrivals at places that left are forgotten with them.
  mutating func keep(instances: Renumbering, items: Renumbering) {
    var kept = Column<Arrival>(capacity: max(arrivals.count, 1))
    for var arrival in arrivals.elements {
      let place =
        arrival.place >= 0
        ? items.place(of: arrival.place) : instances.place(of: -1 - arrival.place).map { -1 - $0 }
      guard let place else { continue }
      arrival.place = place
      kept.append(arrival)
    }
    arrivals = kept
  }

  func write(to writer: inout SectionWriter) { writer.column(arrivals) }

  mutating func restore(from reader: inout SectionReader) {
    if let saved = reader.column(of: Arrival.self) { arrivals = saved }
  }
}

extension NewAlertTypes.Arrival: StoredElement {
  static let section = SectionKind(name: "new_alert_types", version: 1, stride: 16)
}
