import ForewarnCore
import Simulation

/// Monitoring data of three instances in which cases open, grow, resolve and come back, with the dirt that real topics have: late
/// and future records, repeats, garbage, tombstones, gaps. The same seed gives the same stream.
struct EventStream {
  struct Item {
    var topic: String
    var partition: Int32
    var value: [UInt8]?
    var timestampMicros: Int64
    var isGap = false
    var expected = Expected.counted
  }

  /// What has to become of a record that is read about when it is written.
  enum Expected {
    case counted, rejected, quarantined, late
    /// Depends on who read it when.
    case any
  }

  /// When the first events are, µs since 1970.
  static let begin: Int64 = 1_760_000_040_000_000
  static let topics: [(name: String, partitions: Int32)] = [("alerts", 2), ("transactions", 2)]

  /// In the order in which they are appended.
  private(set) var items: [Item] = []
  private var random: SplitMix64

  init(seed: UInt64, panes: Int) {
    random = SplitMix64(seed: seed)
    for pane in 0..<panes { add(pane, of: panes) }
  }

  var endMicros: Int64 { items.map(\.timestampMicros).max() ?? Self.begin }

  func append(to broker: SimulatedBroker, _ range: Range<Int>) {
    for item in items[range] {
      if item.isGap {
        broker.appendGap(item.topic, item.partition)
      } else {
        broker.append(
          item.topic, item.partition, item.value, key: Array("k".utf8), timestampMicros: item.timestampMicros)
      }
    }
  }

  // MARK: One pane

  private mutating func add(_ pane: Int, of panes: Int) {
    let start = Self.begin + Int64(pane) * 60_000_000
    var events: [Item] = []
    for (number, instance) in ["acme-prod", "globex-prod", "initech-test"].enumerated() {
      let phase = (pane + number * 4) % 23
      let isSlow = phase > 14
      if phase == 0 || phase == 8 { events += ends(instance, at: start) }
      for name in ["checkout", "search"] where !random.happens(0.05) {
        let normal = name == "checkout" ? 200.0 : 50.0
        // Slow first, and then so slow that its case escalates.
        let factor = phase > 18 ? 9.0 : isSlow ? 1.8 : 1
        let millis = normal * (0.8 + 0.4 * random.unit()) * factor
        events.append(transaction(instance, name, millis, at: start))
      }
      // Some bursts come when it has been slow for a while, so that its case gets worse; some come alone.
      let isBurst = phase == 19 || (pane + number * 5) % 17 == 13
      for _ in 0..<(isBurst ? 12 : random.happens(0.3) ? 2 : 0) {
        // Rare while all is well: a case that slowness opened can still get worse.
        let severity = random.happens(isSlow ? 0.15 : 0.03) ? "critical" : isBurst ? "major" : "minor"
        let name = random.happens(0.1) ? "disk_full" : "db_slow"
        events.append(
          alert(instance, name, severity, at: start, fingerprint: UInt64.random(in: 0..<8, using: &random)))
      }
    }
    if random.happens(0.4) { events.append(dirt(at: start)) }
    // Exporters are a little out of order, and so is what they send.
    events.sort { $0.timestampMicros < $1.timestampMicros }
    for i in events.indices.dropLast() where random.happens(0.2) { events.swapAt(i, i + 1) }
    items += events
  }

  private mutating func moment(_ start: Int64) -> Int64 { start + Int64.random(in: 0..<60_000, using: &random) * 1_000 }

  private mutating func transaction(_ instance: String, _ name: String, _ millis: Double, at start: Int64) -> Item {
    let time = moment(start)
    let count = Int.random(in: 20...30, using: &random)
    let one =
      "{\"time\":\(time / 1_000),\"instance\":\"\(instance)\",\"transaction\":\"\(name)\",\"duration_ms\":\(Int(millis)).5,\"count\":\(count)}"
    let value = random.happens(0.1) ? "[\(one),\(one)]" : one
    return Item(
      topic: "transactions", partition: random.happens(0.5) ? 1 : 0, value: Array(value.utf8),
      timestampMicros: time + Int64.random(in: 0..<900_000, using: &random))
  }

  private mutating func alert(
    _ instance: String, _ name: String, _ severity: String, at start: Int64, fingerprint: UInt64
  ) -> Item {
    let time = moment(start)
    let identity = random.happens(0.3) ? ",\"fingerprint\":\"\(fingerprint)\"" : ""
    let value =
      "{\"time\":\(time / 60_000_000 * 60_000),\"instance\":\"\(instance)\",\"alert\":\"\(name)\",\"severity\":\"\(severity)\",\"domain\":\"\(name == "db_slow" ? "database" : "capacity")\",\"ci\":\"ci-\(fingerprint % 3)\"\(identity)}"
    return Item(
      topic: "alerts", partition: random.happens(0.5) ? 1 : 0, value: Array(value.utf8), timestampMicros: time)
  }

  /// All alerts of an instance end.
  private mutating func ends(_ instance: String, at start: Int64) -> [Item] {
    ["disk_full", "db_slow"].flatMap { name in
      (0..<11).map { number in
        var item = alert(instance, name, "minor", at: start, fingerprint: UInt64(number % 8))
        let identity = number < 8 ? ",\"fingerprint\":\"\(number)\"" : ""
        item.value = Array(
          "{\"time\":\(item.timestampMicros / 1_000),\"instance\":\"\(instance)\",\"alert\":\"\(name)\",\"status\":\"resolved\",\"ci\":\"ci-\(number % 8 % 3)\"\(identity)}"
            .utf8)
        return item
      }
    }
  }

  private mutating func dirt(at start: Int64) -> Item {
    var item = transaction("acme-prod", "search", 60, at: start)
    switch Int.random(in: 0..<6, using: &random) {
    case 0:
      item.value = Array("not json at all".utf8)
      item.expected = .rejected
    case 1:
      item.value = nil
      item.expected = .rejected
    case 2:
      item.expected = .rejected
      item.value = Array("{\"instance\":\"acme-prod\",\"transaction\":\"search\",\"time\":\(start / 1_000)}".utf8)
    case 3: item.isGap = true
    case 4:
      item = moved(item, to: start - 3_600_000_000)
      // Before the first decision nothing is late.
      item.expected = start > Self.begin + 600_000_000 ? .late : .any
    default:
      item = moved(item, to: start + 7_200_000_000)
      item.expected = .quarantined
    }
    return item
  }

  /// An event time that does not fit the record's clock.
  private func moved(_ item: Item, to micros: Int64) -> Item {
    var moved = item
    moved.value = Array(
      "{\"time\":\(micros / 1_000),\"instance\":\"acme-prod\",\"transaction\":\"search\",\"duration_ms\":60}".utf8)
    return moved
  }
}
