import Glibc
import KafkaTransport
import Testing

/// A feed as it is while customers work: transactions of now, and every now and then a critical alert of a host that had none.
struct LiveFeed: ~Copyable {
  private let stand: Stand
  private let producer: PlainProducer
  private(set) var records = 0
  private(set) var criticalAlerts = 0
  private var criticalAt = 0.0

  init(_ stand: Stand) throws {
    self.stand = stand
    // One request at a time: after a broker that died before it answered, librdkafka 2.0.2 can lose the order of what was under way, and
    // sends none of it any more (its pull request 4438).
    producer = try PlainProducer(properties: stand.kafka + [("max.in.flight", "1")]) { _ in }
  }

  /// Sends a few hundred records a second, for so long.
  mutating func go(onForSeconds seconds: Double) throws {
    let end = Clock.seconds + seconds
    repeat {
      for customer in 0..<8 {
        let duration = 40 + (records + customer) % 9
        try send(
          #"{"time":\#(Self.now),"instance":"customer-\#(customer)","transaction":"login","duration_ms":\#(duration)}"#,
          to: stand.transactions, key: "customer-\(customer)")
      }
      if Clock.seconds - criticalAt > 0.5 {
        criticalAt = Clock.seconds
        criticalAlerts += 1
        try send(
          #"{"time":\#(Self.now),"ci":"host-\#(criticalAlerts)","alert":"disk_full","severity":"critical","status":"firing"}"#,
          to: stand.alerts, key: "host-\(criticalAlerts)")
      }
      usleep(20_000)
    } while Clock.seconds < end
  }

  private mutating func send(_ text: String, to topic: String, key: String) throws {
    try producer.produce(topic: topic, key: Array(key.utf8), value: Array(text.utf8))
    records += 1
  }

  func flush() throws { try producer.flush(withinMillis: 60_000) }

  /// Lets an application come to the end of what was sent: each record is counted, and every critical alert has its one case. Returns the figures.
  func checkTold(by application: Application) throws -> String {
    let tally = try application.runToEnd("last")
    let cases = try application.caseEvents()
    #expect(cases.faults == [])
    #expect(tally.counts.records == records)
    #expect(tally.isBalanced && tally.counts.cells == tally.counts.events)
    #expect(cases.types.first { $0.key.contains("opened") }?.value == criticalAlerts)
    #expect(tally.counts.caseEvents == cases.count)
    return "\(cases.types); \(tally.counts)"
  }

  func close() { producer.close() }

  /// Seconds since 1970, to the millisecond.
  private static var now: String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let millis = String(time.tv_nsec / 1_000_000)
    return "\(time.tv_sec)." + String(repeating: "0", count: 3 - millis.count) + millis
  }
}
