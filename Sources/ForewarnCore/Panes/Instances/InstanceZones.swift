/// By which local time each instance lives: what is usual is learned by its hours and its weekends. Which zone that is follows from the
/// customer model; by which the profiles were learned is saved, so that they are forgotten when an instance has another one.
struct InstanceZones: ~Copyable {
  /// Those in use; the first is that of instances that nobody said anything of.
  private var zones = [TimeZoneSteps.utc]
  /// Of each instance its place in `zones`, as far as it goes.
  private var places: [Int32] = []
  private var learned = LearnedColumn(anew: LearnedZone())

  subscript(instance: Int) -> TimeZoneSteps { instance < places.count ? zones[Int(places[instance])] : zones[0] }

  func clock(of instance: Int, at pane: Pane) -> LocalClock { LocalClock(pane: pane, in: self[instance]) }

  /// A new instance, of which nothing is learned yet; they come in the order of their ids.
  mutating func add(_ instance: Int, _ zone: TimeZoneSteps) {
    know(instance, zone)
    let hash = Self.hash(of: zone)
    if hash != 0 { learned[instance].hash = hash }
  }

  /// One that is looked up again. Answers whether what the clock has brought so far was of another zone.
  mutating func meet(_ instance: Int, _ zone: TimeZoneSteps) -> Bool {
    know(instance, zone)
    let hash = Self.hash(of: zone)
    guard learned[instance].hash != hash else { return false }
    learned[instance].hash = hash
    return true
  }

  private mutating func know(_ instance: Int, _ zone: TimeZoneSteps) {
    precondition(instance == places.count, "instances become known in order")
    if let place = zones.firstIndex(of: zone) {
      places.append(Int32(place))
    } else {
      places.append(Int32(zones.count))
      zones.append(zone)
    }
  }

  /// Before all instances are looked up again.
  mutating func forgetPlaces() {
    zones = [.utc]
    places = []
  }

  /// 0 is UTC, and what was learned before there were zones.
  private static func hash(of zone: TimeZoneSteps) -> UInt64 {
    zone == .utc ? 0 : Array(zone.name.utf8).withUnsafeBytes { Hash64.hash($0) }
  }

  mutating func keep(_ departure: Departure) { learned.keep(departure.instances) }

  /// Where all live by UTC there is nothing to write.
  func write(to writer: inout SectionWriter, instances count: Int) {
    guard (0..<learned.count).contains(where: { learned[$0].hash != 0 }) else { return }
    learned.write(to: &writer, beside: count)
  }

  mutating func restore(from reader: inout SectionReader, instances count: Int) {
    assert(places.isEmpty, "instances are looked up after they are read")
    if reader.has(LearnedZone.section) { learned.restore(from: &reader, beside: count) }
  }
}

/// The zone by whose hours an instance's profiles were learned, by the hash of its name.
struct LearnedZone: BitwiseCopyable {
  var hash: UInt64 = 0
}

extension LearnedZone: StoredElement {
  static let section = SectionKind(name: "instance_zones", version: 1, stride: 8)
}

extension Statistics {
  /// What was learned by other hours says nothing of these: until it is learned anew, nothing is judged by the clock.
  mutating func forgetClocks(of changed: Set<Int32>) {
    guard !changed.isEmpty else { return }
    for id in 0..<transactions.count where changed.contains(transactions.series[id].instance) {
      transactions.forgetClock(of: id)
    }
    for id in 0..<signals.count where changed.contains(signals.series[id].instance) {
      signals.levels[id].forgetClock()
    }
    for instance in changed.lazy.map(Int.init) {
      learned.latency.forgetClock(of: instance)
      learned.usage.forgetClock(of: instance)
      learned.alertTotals.forgetClock(of: instance)
    }
  }
}
