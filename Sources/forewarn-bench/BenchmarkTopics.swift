import ForewarnCore
import Glibc
import KafkaTransport
import StreamRuntime

/// Topics of one benchmark run on a real Kafka. They go when the run ends.
final class BenchmarkTopics {
  let brokers: String
  private let prefix = "forewarn-bench-\(Int64(Meter.wall * 1e3))"
  private var names: Set<String> = []

  init(brokers: String) { self.brokers = brokers }

  var properties: [(name: String, value: String)] { [("bootstrap.servers", brokers)] }
  private var maker: TopicMaker { TopicMaker(properties: properties, onLog: Self.quiet) }

  static let quiet: @Sendable (KafkaLogLine) -> Void = { line in
    if line.level <= 3 { Terminal.complain("kafka \(line.client): \(line.text)") }
  }

  /// A name of this run's own.
  func name(_ what: String) -> String { "\(prefix)-\(what)" }

  func make(_ topic: String, partitions: Int, isCompacted: Bool = false) throws {
    names.insert(topic)
    _ = try maker.create([
      .init(topic, partitions: partitions, configuration: isCompacted ? [("cleanup.policy", "compact")] : [])
    ])
  }

  /// Leaves a topic for the next run.
  func keep(_ topic: String) { names.remove(topic) }

  /// Deletes what was made here.
  func remove() {
    do { _ = try maker.delete(names.sorted()) } catch { Terminal.complain("topics stay: \(error)") }
    names = []
  }

  /// A topic of so many generated records. One that an earlier run kept is taken when it is whole.
  func makeFilled(_ topic: String, records: Int, partitions: Int, series: Int) throws {
    try make(topic, partitions: partitions)
    var held = try recordCount(topic)
    if held > 0, held != records {
      Terminal.complain("\(topic) holds \(held) of \(records) records, of a run that was interrupted: it is made again")
      _ = try maker.delete([topic])
      try make(topic, partitions: partitions)
      held = try recordCount(topic)
    }
    if held == 0 {
      try fill(topic, records: records, partitions: partitions, series: series)
      held = try recordCount(topic)
    }
    guard held == records else {
      throw UsageError(message: "\(topic) holds \(held) records, not \(records): is something else writing to it?")
    }
  }

  /// Where a topic begins and ends. One that was made a moment ago has no leaders yet: that is waited for.
  static func bounds(_ log: KafkaLog) throws(LogFailure) -> [LogBounds] {
    let deadline = Meter.wall + 15
    while true {
      do throws(LogFailure) { return try log.bounds() } catch {
        guard error.kind == .unavailable, Meter.wall < deadline else { throw error }
        SystemTime().pause(millis: 100)
      }
    }
  }

  private func recordCount(_ topic: String) throws -> Int64 {
    let log = try openReader(topic)
    defer { log.close(withinMillis: 2_000) }
    return try Self.bounds(log).reduce(0) { $0 + $1.end - $1.start }
  }

  /// Reads a topic as far as it is committed. Nothing is committed here: the state topic is only there to be named.
  func openReader(_ topic: String) throws -> KafkaLog {
    try open(
      KafkaSettings(
        properties: properties, identity: ApplicationSlice(name("reader")), inputs: [topic], outputs: [:],
        stateTopic: topic, onLog: Self.quiet))
  }

  /// A daemon's log over one input topic, with topics of its own to write to.
  func openLog(input: String, run: String) throws -> (log: KafkaLog, cases: String, state: String) {
    let cases = name("\(run)-cases")
    let state = name("\(run)-state")
    try make(cases, partitions: 2)
    try make(state, partitions: 2, isCompacted: true)
    let log = try open(
      KafkaSettings(
        properties: properties, identity: ApplicationSlice(name(run)), inputs: [input], outputs: [.cases: cases],
        stateTopic: state, onLog: Self.quiet))
    return (log, cases, state)
  }

  private func open(_ settings: KafkaSettings) throws -> KafkaLog {
    let log = try KafkaLog(settings: settings)
    try log.open { sentence in
      Terminal.complain(sentence)
      return true
    }
    return log
  }

  /// Writes generated transactions, each partition its own, up to now.
  private func fill(_ topic: String, records: Int, partitions: Int, series: Int) throws {
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
