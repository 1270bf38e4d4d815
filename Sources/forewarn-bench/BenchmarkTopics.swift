import ForewarnCore
import Glibc
import KafkaTransport
import StreamRuntime

/// Topics of one benchmark run on a real Kafka.
struct BenchmarkTopics {
  let brokers: String
  let prefix: String

  init(brokers: String, prefix: String) {
    self.brokers = brokers
    self.prefix = prefix
  }

  var properties: [(name: String, value: String)] { [("bootstrap.servers", brokers)] }

  static let quiet: @Sendable (KafkaLogLine) -> Void = { line in
    if line.level <= 3 { Terminal.complain("kafka \(line.client): \(line.text)") }
  }

  /// Names of a run's own topics; `run` tells them apart.
  func cases(_ run: String) -> String { "\(prefix)-\(run)-cases" }
  func state(_ run: String) -> String { "\(prefix)-\(run)-state" }

  /// True when the topic was not there before.
  func make(_ topic: String, partitions: Int, isCompacted: Bool = false) throws -> Bool {
    !(try TopicMaker(properties: properties, onLog: Self.quiet).create([
      .init(topic, partitions: partitions, configuration: isCompacted ? [("cleanup.policy", "compact")] : [])
    ])).isEmpty
  }

  /// A daemon's log over one input topic, opened.
  func openLog(input: String, run: String, kindTopics: [OutputRole: String]? = nil) throws -> KafkaLog {
    _ = try make(cases(run), partitions: 2)
    _ = try make(state(run), partitions: 2, isCompacted: true)
    let log = try KafkaLog(
      settings: KafkaSettings(
        properties: properties, groupID: "\(prefix)-\(run)", transactionalID: "\(prefix)-\(run)", slice: "0/1",
        inputs: [input], outputs: kindTopics ?? [.cases: cases(run)], stateTopic: state(run), onLog: Self.quiet))
    try log.open { sentence in
      Terminal.complain("waiting for Kafka: \(sentence)")
      return true
    }
    return log
  }

  /// Writes generated transactions, each partition its own, up to now.
  func fill(_ topic: String, records: Int, partitions: Int, series: Int) throws {
    var shape = TransactionStream.Shape()
    shape.series = series
    shape.partitions = partitions
    let seconds = Int64(records / shape.eventsPerSecond + 60)
    shape.startMicros = SystemTime().wallMicros - seconds * 1_000_000
    let producer = try PlainProducer(properties: properties + [("linger.ms", "20")], onLog: Self.quiet)
    defer { producer.close() }
    var streams = (0..<partitions).map { TransactionStream(shape, partition: $0) }
    var bytes: [UInt8] = []
    for index in 0..<records {
      let partition = index % partitions
      bytes.removeAll(keepingCapacity: true)
      streams[partition].write(to: &bytes)
      try producer.produce(
        topic: topic, partition: Int32(partition), key: nil, value: bytes,
        timestampMicros: streams[partition].timeMicros)
    }
    try producer.flush(withinMillis: 120_000)
  }
}

/// A folder for state that goes when the benchmark does.
struct TemporaryState {
  let path: String

  init() {
    path = "/tmp/forewarn-bench-\(getpid())-\(Int64(Meter.wall * 1e6))"
  }

  func remove() {
    guard let folder = opendir(path) else { return }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { unlink("\(path)/\(name)") }
    }
    closedir(folder)
    rmdir(path)
  }
}
