import ForewarnCore
import StreamRuntime
import Testing

@testable import forewarn

/// The demo's scenario through the engine, without a broker: what opens is what the demo promises.
@Suite struct DemoScenarioTests {
  /// Two moments that lie differently to whatever the engine does every few panes.
  static let ends: [Int64] = [1_764_000_000, 1_764_000_180, 1_772_345_678].map { $0 * 1_000_000 }

  @Test func isTheSameEveryTime() {
    let a = DemoScenario(endMicros: Self.ends[0])
    let b = DemoScenario(endMicros: Self.ends[0] + 59_999_999)
    for minute in stride(from: DemoScenario.minutes.lowerBound, to: DemoScenario.minutes.upperBound, by: 7) {
      let isSame = a.records(ofMinute: minute) == b.records(ofMinute: minute)
      #expect(isSame, "minute \(minute)")
    }
  }

  @Test func staysBelowWhatTheBrokerKeeps() {
    let scenario = DemoScenario(endMicros: Self.ends[0])
    let bytes = DemoScenario.minutes.reduce(0) { sum, minute in
      scenario.records(ofMinute: minute).reduce(sum) { $0 + $1.value.utf8.count + $1.key.utf8.count + 16 }
    }
    // Uncompressed; the mock broker keeps 5 MB a partition, and LZ4 leaves less than a quarter of these.
    #expect(bytes < 15_000_000, "\(bytes)")
  }

  @Test(arguments: ends) func opensWhatItPromises(end: Int64) throws {
    let scenario = DemoScenario(endMicros: end)
    let events = try Self.run(scenario)
    var ledger = DemoLedger()
    for event in events { ledger.take(event) }
    #expect(ledger.wronglyWarned == [])
    #expect(ledger.missed == [])
    for customer in DemoCustomers.all {
      if case .warned = customer.fate { #expect(ledger[customer.instance].opened == 1, "\(customer.instance)") }
    }

    // The drift: a case well before the limit, and a forecast in its reasons while there is time.
    let limit = scenario.micros(ofMinute: DemoScenario.drift.crosses)
    let drift = events.filter { $0.instance == DemoScenario.drift.instance }
    #expect(try #require(drift.first).timeMicros < limit - 30 * 60_000_000)
    #expect(drift.contains { $0.timeMicros < limit && $0.reasons.contains { $0.contains("its limit of") } })

    // The outage: nothing but the requests that stay away.
    let outage = try #require(events.first { $0.instance == DemoScenario.outage.instance })
    #expect(outage.reasons.count == 1 && outage.reasons[0].contains("Requests fell"))

    // The shared database: the alert is named, and so is the item, for each of the three.
    for customer in DemoCustomers.all where customer.sharesDatabase {
      let own = events.filter { $0.instance == customer.instance }
      let opened = try #require(own.first)
      #expect(opened.timeMicros < scenario.micros(ofMinute: DemoScenario.felt.lowerBound), "before users feel it")
      #expect(own.contains { $0.reasons.contains { $0.contains("on average") } }, "their response times join")
      #expect(opened.reasons.contains { $0.contains("db_connections_high") })
      #expect(opened.items == [DemoCustomers.sharedDatabase])
      #expect(opened.tier == customer.offering)
      #expect(opened.account == customer.account)
    }
  }

  static func run(_ scenario: DemoScenario) throws -> [ConsumedCaseEvent] {
    try outputs(scenario).compactMap { output in
      guard output.role == .cases, let value = output.value else { return nil }
      return value.withUnsafeBytes { ConsumedCaseEvent(Bytes($0)) }
    }
  }

  static func outputs(_ scenario: DemoScenario) throws -> [Output] {
    let reader = ListReader(scenario)
    let sources = reader.partitions.map { partition in
      let kind: TopicKind = partition.topic == "alerts" ? .alerts : .transactions
      return SourcePartition(
        partition: partition, decoder: DecoderSettings(kind: kind), holdsPaneTime: kind.holdsPaneTime)
    }
    var engine = Engine(
      settings: DemoConfiguration.settings, sources: sources, customers: CustomerModel(DemoCustomers.table),
      nowMicros: scenario.micros(ofMinute: DemoScenario.liveMinutes))
    var outputs: [Output] = []
    var notices = 0
    try OfflineRun().run(
      &engine, reader, targets: reader.partitions.indices.map { reader.freshEnd($0)?.offset ?? 0 }, time: SystemTime(),
      take: { outputs.append($0) }, notice: { _ in notices += 1 })
    #expect(notices == 0)
    return outputs
  }
}

/// The scenario's records, a partition a topic.
private final class ListReader: EventReader {
  let partitions = [TopicPartition(topic: "alerts", partition: 0), TopicPartition(topic: "transactions", partition: 0)]
  private var values: [[UnsafeRawBufferPointer]] = [[], []]
  private var times: [[Int64]] = [[], []]
  private var next = [0, 0]

  init(_ scenario: DemoScenario) {
    for minute in DemoScenario.minutes {
      for record in scenario.records(ofMinute: minute) {
        let at = record.topic == .alerts ? 0 : 1
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: record.value.utf8.count, alignment: 1)
        copy.copyBytes(from: record.value.utf8)
        values[at].append(UnsafeRawBufferPointer(copy))
        times[at].append(record.timeMicros)
      }
    }
  }

  deinit { for value in values.joined() { value.deallocate() } }

  func start(at offsets: [Int64]) throws(LogFailure) { next = offsets.map { Int($0) } }

  func poll(_ partition: Int, into batch: inout RecordBatch) throws(LogFailure) -> PollResult {
    batch.removeAll()
    let end = min(next[partition] + Limits.batchRecords, values[partition].count)
    for at in next[partition]..<end {
      batch.records.append(
        Record(
          offset: Int64(at), timestampMicros: times[partition][at], value: Bytes(values[partition][at]), key: nil))
    }
    next[partition] = end
    return batch.records.isEmpty ? .nothing : .records
  }

  func position(_ partition: Int) -> Int64 { Int64(next[partition]) }
  func freshEnd(_ partition: Int) -> FreshEnd? { FreshEnd(offset: Int64(values[partition].count), askedAtMicros: .max) }
  func askForEnds() {}
  func wait(atMostMillis: Int) {}
  func wake() {}
  func standing(_ partition: Int) -> PartitionStanding { PartitionStanding() }
  var layoutChange: LayoutChange? { nil }
  var seenOwner: SeenOwner? { nil }
  var connection: Connection { .connected }
}
