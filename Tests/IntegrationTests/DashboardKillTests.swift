import ForewarnCore
import Glibc
import KafkaTransport
import SQLiteStore
import Testing

extension Integration {
  /// The dashboard's file whatever moment its process is killed at: never half an event, none missed, none twice.
  @Suite struct DashboardKill {
    private static let cases = 40

    /// Event n is of case n % cases.
    private static func event(_ number: Int) -> [UInt8] {
      let (id, sequence) = (number % cases, number / cases + 1)
      return Array(
        """
        {"specversion":"1.0","data":{"case_id":"fw-\(id)","sequence":\(sequence),"state":"open","kind":"performance",\
        "instance":"i\(id)","title":"t","headline":"\(number)","severity":"major","priority":1,"risk":0.5,\
        "opened_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"}}
        """.utf8)
    }

    /// What is wrong with what stands there: each case has its events without a gap, and its row is of the newest.
    private static func gaps(_ reader: DashboardReader) throws -> [String] {
      var wrong: [String] = []
      for id in 0..<cases {
        guard let (entry, events) = try reader.proactiveCase("fw-\(id)", .everything) else { continue }
        let expected = (0..<events.count).map { event(id + $0 * cases) }
        if events != expected { wrong.append("fw-\(id) has other events") }
        if entry.sequence != Int64(events.count) { wrong.append("fw-\(id) is not of its newest event") }
      }
      return wrong
    }

    private static func count(_ reader: DashboardReader) throws -> Int {
      try (0..<cases).reduce(0) { try $0 + (reader.proactiveCase("fw-\($1)", .everything)?.events.count ?? 0) }
    }

    /// `FOREWARN_KILLS` says how often, 8 times without it.
    @Test func `Killed at random moments, it misses nothing and shows nothing twice`() throws {
      let broker = try MockBroker()
      defer { broker.close() }
      for topic in ["proactive-cases", "instance-health"] { try broker.createTopic(topic, partitions: 1) }
      let folder = Files.temporary + "/dashboard-kill"
      mkdir(folder, 0o700)
      try Files.write(
        """
        version: 1
        application: {id: killed}
        kafka: {bootstrap.servers: "\(broker.bootstrapServers)"}
        topics: [{name: alerts, kind: alerts}]
        state: {path: \(folder)/state}
        admin: {listen: "127.0.0.1:0"}
        """, to: folder + "/c.yaml")
      let producer = try PlainProducer(
        properties: [("bootstrap.servers", broker.bootstrapServers), ("linger.ms", "1")], onLog: { _ in })
      defer { producer.close() }
      var sent = 0
      func write(forSeconds seconds: Double) throws {
        let end = Clock.seconds + seconds
        // No case has more events than are kept of it.
        let most = min(sent + 3_900 / Environment.kills, 3_900)
        while Clock.seconds < end {
          usleep(1_000)
          guard sent < most else { continue }
          try producer.produce(topic: "proactive-cases", partition: 0, key: nil, value: Self.event(sent))
          sent += 1
        }
      }
      func start(_ name: String) throws -> ChildProcess {
        try ChildProcess(Environment.forewarn, ["dashboard", "--config", folder + "/c.yaml"], name: name, in: folder)
      }
      let file = folder + "/state/history.sqlite"
      for life in 0..<Environment.kills {
        let process = try start("life-\(life)")
        try write(forSeconds: Double.random(in: 0.05...0.6))
        process.send(SIGKILL)
        process.wait(atMostSeconds: 10)
        guard Files.exists(file), let reader = try? DashboardReader(path: file) else { continue }
        #expect(try Self.gaps(reader) == [])
      }
      try producer.flush(withinMillis: 10_000)
      let last = try start("last")
      defer {
        last.send(SIGTERM)
        last.wait(atMostSeconds: 10)
      }
      let deadline = Clock.seconds + 30
      var shown = 0
      while shown != sent, Clock.seconds < deadline {
        usleep(100_000)
        guard Files.exists(file) else { continue }
        shown = (try? Self.count(DashboardReader(path: file))) ?? 0
      }
      #expect(shown == sent && sent > 100, "\(last.complaints.suffix(300))")
      #expect(try Self.gaps(DashboardReader(path: file)) == [])
    }
  }
}
