import ForewarnCore
import Glibc
import KafkaTransport
import StreamRuntime
import Synchronization
import Testing

/// The clock that ends are stamped by.
let clock = SystemTime()

/// librdkafka's log, when the environment asks for it.
let quiet: @Sendable (KafkaLogLine) -> Void = { line in
  guard getenv("FOREWARN_TEST_LOG") != nil else { return }
  var text = "\(line.client) \(line.level) \(line.facility): \(line.text)\n"
  text.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
}

extension KafkaSettings {
  static func forTests(
    bootstrap: String, inputs: [String] = ["in"], outputs: [OutputRole: String] = [:], state: String = "state",
    application: String = "app", extra: [(name: String, value: String)] = []
  ) -> KafkaSettings {
    var settings = KafkaSettings(
      properties: [("bootstrap.servers", bootstrap)] + extra, identity: ApplicationSlice(application), inputs: inputs,
      outputs: outputs, stateTopic: state, onLog: quiet)
    // Most of these run on the mock broker.
    settings.asksTopicSettings = false
    return settings
  }
}

extension KafkaLog {
  static func opened(_ settings: KafkaSettings) throws -> KafkaLog {
    let log = try KafkaLog(settings: settings)
    var patience = 20
    try log.open { _ in
      patience -= 1
      return patience > 0
    }
    return log
  }
}

/// A record by value.
struct Read: Equatable {
  var offset: Int64
  var key: String?
  var value: String?
  var headers: [RecordHeader] = []
}

/// Polls every partition until `isDone`; fails after half a minute. Asks for ends as the core does.
@discardableResult
func readAll(
  _ log: any EventLog, into reads: inout [[Read]], until isDone: ([[Read]]) -> Bool
) throws -> Bool {
  let deadline = clock.monotonicMicros + 30_000_000
  var batch = RecordBatch()
  while !isDone(reads) {
    guard clock.monotonicMicros < deadline else { return false }
    var found = false
    for partition in reads.indices {
      while try log.poll(partition, into: &batch) == .records {
        found = true
        reads[partition] += batch.records.map {
          Read(offset: $0.offset, key: $0.key?.text, value: $0.value?.text, headers: batch.headers(of: $0))
        }
      }
    }
    if !found {
      log.askForEnds()
      log.wait(atMostMillis: 100)
    }
  }
  return true
}

/// Reads a topic's visible records from its beginning to its end.
func readTopic(_ topic: String, bootstrap: String, state: String) throws -> [[Read]] {
  let log = try KafkaLog.opened(.forTests(bootstrap: bootstrap, inputs: [topic], state: state))
  defer { log.close(withinMillis: 2_000) }
  let began = clock.monotonicMicros
  try log.start(at: log.bounds().map(\.start))
  var reads = [[Read]](repeating: [], count: log.partitions.count)
  let atEnd = try readAll(log, into: &reads) { _ in isAtEnd(log, since: began) }
  try #require(atEnd, "the end of \(topic) was not reached")
  return reads
}

/// Whether every partition stands at an end that was asked for since then.
func isAtEnd(_ log: any EventLog, since: Int64) -> Bool {
  log.partitions.indices.allSatisfy { partition in
    guard let end = log.freshEnd(partition), end.askedAtMicros >= since else { return false }
    return log.position(partition) >= end.offset
  }
}

func epoch(
  _ number: Int64, offsets: [PartitionOffset], outputs: [(OutputRole, String, String?)] = [],
  rows: [(String, String?)] = [], metadata: String = "meta"
) -> Epoch {
  Epoch(
    bookID: "book\(number)", parentBookID: nil, number: number,
    rows: rows.map { StateRow(key: $0, value: $1.map { Array($0.utf8) }) },
    outputs: outputs.map { role, key, value in
      Output(role: role, key: Array(key.utf8), value: value.map { Array($0.utf8) }, headers: [])
    },
    offsets: offsets, statisticsID: nil, metadata: metadata)
}

extension StateRow {
  /// Most keys of tests are texts.
  init(key: String, value: [UInt8]?) { self.init(key: Array(key.utf8), value: value) }
}
