import ForewarnCore
import KafkaTransport
import SQLiteStore
import StreamRuntime
import Testing

@testable import forewarn

/// The file is filled from the output topics: nothing twice, nothing missed over a restart, whatever else stands there.
@Suite struct DashboardFillingTests {
  private let folder: TemporaryFolder
  private let broker: MockBroker
  private let configuration: Configuration

  init() throws {
    folder = try TemporaryFolder()
    broker = try MockBroker()
    var configuration = Configuration()
    configuration.kafkaProperties = [KafkaProperty(name: "bootstrap.servers", value: broker.bootstrapServers)]
    configuration.statePath = folder.path
    for topic in ["proactive-cases", "instance-health"] { try broker.createTopic(topic, partitions: 2) }
    self.configuration = configuration
  }

  private func write(_ topic: String, _ values: [String?]) throws {
    let producer = try PlainProducer(properties: configuration.clientProperties, onLog: { _ in })
    for (index, value) in values.enumerated() {
      try producer.produce(
        topic: topic, partition: Int32(index % 2), key: Array("k".utf8), value: value.map { Array($0.utf8) })
    }
    try producer.flush(withinMillis: 5_000)
    producer.close()
  }

  private static func event(_ id: Int, sequence: Int = 1) -> String {
    DashboardAPITests.caseEvent.replacing("fw-1", with: "fw-\(id)")
      .replacing("\"sequence\":3", with: "\"sequence\":\(sequence)")
  }

  /// Until it holds, or for long enough.
  private func wait(_ holds: () throws -> Bool) rethrows -> Bool {
    let time = SystemTime()
    let deadline = time.monotonicMicros + 20_000_000
    while time.monotonicMicros < deadline {
      if try holds() { return true }
      time.pause(millis: 20)
    }
    return false
  }

  private func start() throws -> Dashboard {
    let dashboard = try Dashboard(configuration, log: Logger(level: .critical) { _ in })
    dashboard.start()
    return dashboard
  }

  @Test func nothingIsMissedAndNothingComesTwice() throws {
    try write("proactive-cases", [Self.event(1), "no JSON", nil, Self.event(2), Self.event(1, sequence: 2)])
    try write("instance-health", ["{\"instance\":\"acme-prod\",\"time\":\"2026-01-01T00:00:00Z\",\"risk\":0.5}", "{"])
    do {
      let dashboard = try start()
      defer { dashboard.stop() }
      #expect(try wait { try dashboard.reader.cases(.init()).total == 2 && dashboard.reader.overview().instances == 1 })
      #expect(try dashboard.reader.proactiveCase("fw-1")?.events.count == 2)
      #expect(dashboard.filling.hasTopics)
    }
    // While nobody looks, more is written.
    try write("proactive-cases", [Self.event(3), Self.event(2, sequence: 2)])
    do {
      let dashboard = try start()
      defer { dashboard.stop() }
      #expect(
        try wait {
          try dashboard.reader.proactiveCase("fw-2")?.events.count == 2 && dashboard.reader.cases(.init()).total == 3
        })
    }
    // A file that was thrown away is filled again.
    for name in folder.names { try folder.write(name, "gone") }
    do {
      let dashboard = try start()
      defer { dashboard.stop() }
      #expect(try wait { try dashboard.reader.cases(.init()).total == 3 })
      #expect(try dashboard.reader.proactiveCase("fw-1")?.events.count == 2)
    }
  }

  @Test func panesAndCustomersComeFromTheDaemon() throws {
    do {
      let dashboard = try start()
      defer { dashboard.stop() }
      dashboard.queue.offer(
        [PaneReport(minute: 600, rows: [.init(.usage, "acme-prod", "", .init(count: 3, value: 3))])], isBacklog: false)
      #expect(try wait { try dashboard.reader.instance("acme-prod") != nil })
      dashboard.adopt(CustomerModel(DemoCustomers.table))
      #expect(try wait { try dashboard.reader.instance("acme-prod")?.row.accounts == "Acme Manufacturing" })
      #expect(try dashboard.reader.instance("acme-prod")?.row.tier == "platinum")
    }
  }

  /// Of a backlog no less than of what comes live.
  @Test(arguments: [false, true])
  func panesThatWaitAtTheEndAreWritten(isBacklog: Bool) throws {
    do {
      let last = try start()
      for minute: Int32 in 600..<700 {
        last.queue.offer(
          [PaneReport(minute: minute, rows: [.init(.usage, "acme-prod", "", .init(count: 3, value: 3))])],
          isBacklog: isBacklog
        )
      }
      last.stop()
    }
    let reader = try DashboardReader(path: folder.path + "/history.sqlite")
    #expect(try reader.points(.usage, "", of: "acme-prod", hours: 12).points.count == 100)
  }

  /// Two writers would not see each other's series.
  @Test func oneFillsAFileAtATime() throws {
    do {
      let first = try start()
      defer { first.stop() }
      let failure = #expect(throws: StoreFailure.self) {
        _ = try Dashboard(configuration, log: Logger(level: .critical) { _ in })
      }
      #expect(failure?.kind == .locked)
    }
    try start().stop()
  }

  /// A broker that is away is waited for, and leaving does not wait for it.
  @Test func leavingWaitsForNobody() throws {
    var away = configuration
    away.kafkaProperties = [KafkaProperty(name: "bootstrap.servers", value: "127.0.0.1:1")]
    let dashboard = try Dashboard(away, log: Logger(level: .critical) { _ in })
    dashboard.start()
    SystemTime().pause(millis: 300)
    let began = SystemTime().monotonicMicros
    dashboard.stop()
    #expect(SystemTime().monotonicMicros - began < 4_500_000)
    #expect(!dashboard.filling.hasTopics)
  }
}
