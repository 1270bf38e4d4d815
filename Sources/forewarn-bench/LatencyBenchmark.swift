import Dispatch
import ForewarnCore
import KafkaTransport
import SQLiteStore
import StreamRuntime
import Synchronization

/// From producing an alert that opens a case at once to the moment a reader of committed records sees its case event. The reader
/// and the producer are in this process, the daemon runs as always, on a thread of its own. Bar: the 99th percentile below 1 s.
struct LatencyBenchmark {
  private let options: Options
  private let topics: BenchmarkTopics
  /// Alerts before those that count: connections and caches are cold.
  private static let warmUps = 5
  private static let patienceSeconds = 30.0

  init(_ options: Options) throws(UsageError) {
    self.options = options
    topics = BenchmarkTopics(brokers: try options.brokers)
  }

  func run() throws {
    let samples = options.number(.samples, default: 100)
    let input = topics.name("alerts")
    defer { topics.remove() }
    try topics.make(input, partitions: 1)
    let (log, cases, _) = try topics.openLog(input: input, run: "latency")
    let daemon = RunningDaemon(log, customers: Self.customers(samples + Self.warmUps))
    defer { daemon.stop() }
    try daemon.waitForFirstCommit()

    let reader = CaseReader(try topics.openReader(cases))
    defer { reader.close() }
    try reader.start()
    let producer = try PlainProducer(
      properties: topics.properties + [("linger.ms", "0")], onLog: BenchmarkTopics.quiet)
    defer { producer.close() }

    var millis: [Double] = []
    let (wall, cpu) = (Meter.wall, Meter.processCPU)
    for index in 0..<(samples + Self.warmUps) {
      let name = Self.instance(index)
      var alert = JSONWriter()
      alert.object { json in
        json.integer("time", SystemTime().wallMicros / 1_000)
        json.string("instance", name)
        json.string("alert", "disk_full")
        json.string("severity", "critical")
      }
      let sent = Meter.wall
      try producer.produce(topic: input, key: nil, value: alert.bytes)
      try reader.wait(forCaseOf: name, within: Self.patienceSeconds) { try daemon.check() }
      if index >= Self.warmUps { millis.append((Meter.wall - sent) * 1_000) }
      // At another point of the daemon's rounds each time.
      SystemTime().pause(millis: 60 + index * 37 % 100)
    }
    millis.sort()

    var report = Report("latency")
    report.add(events: samples, wallSeconds: Meter.wall - wall, cpuSeconds: Meter.processCPU - cpu)
    for (name, share) in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)] {
      // Nearest rank: the smallest sample that this share does not exceed.
      report.add("\(name)_ms", millis[max(0, Int((share * Double(samples)).rounded(.up)) - 1)])
    }
    report.add("max_ms", millis[samples - 1])
    report.show(options)
  }

  /// Fixed width, so that no name is part of another.
  private static func instance(_ index: Int) -> String { "customer-\(100_000 + index)" }

  /// Production instances, whose critical alerts open a case without waiting for the end of the pane.
  private static func customers(_ count: Int) -> CustomerModel {
    var table = CustomerTable()
    table.accounts = [.init(id: "account", name: "Account")]
    table.instances = (0..<count).map {
      .init(id: instance($0), environment: "prod", accounts: ["account"], owner: "")
    }
    return CustomerModel(table)
  }
}

/// A daemon for alerts on a thread of its own.
private final class RunningDaemon: Sendable {
  private struct State {
    var commits: Int64 = 0
    var failure: String?
  }

  private let state = Mutex(State())
  private let isStopping = Atomic(false)
  private let log: KafkaLog
  private let ended = DispatchGroup()

  init(_ log: KafkaLog, customers: CustomerModel) {
    self.log = log
    DispatchQueue(label: "forewarn-bench.daemon", qos: .userInitiated).async(group: ended) { [self] in
      do { try run(customers) } catch { state.withLock { $0.failure = "\(error)" } }
    }
  }

  private func run(_ customers: CustomerModel) throws {
    let folder = TemporaryState()
    defer { folder.remove() }
    let store = try SQLiteStore.open(path: folder.path)
    defer { store.close() }
    defer { log.close(withinMillis: 3_000) }
    let daemon = DaemonParts.daemon(
      log, store, customers: customers, kind: .alerts, exitAtEnd: false,
      shouldStop: { [self] in isStopping.load(ordering: .relaxed) },
      publish: { [self] status in state.withLock { $0.commits = status.commits } })
    _ = try daemon.run()
  }

  /// Throws what ended the daemon too early.
  func check() throws(UsageError) {
    if let failure = state.withLock({ $0.failure }) { throw UsageError(message: "the daemon stopped: \(failure)") }
  }

  /// The one that comes at every start; from then on it reads.
  func waitForFirstCommit() throws(UsageError) {
    while state.withLock({ $0.commits }) == 0 {
      try check()
      SystemTime().pause(millis: 20)
    }
  }

  func stop() {
    isStopping.store(true, ordering: .relaxed)
    log.wake()
    ended.wait()
  }
}

/// Reads the case topic as any reader of committed records would.
private struct CaseReader {
  private let log: KafkaLog

  init(_ log: KafkaLog) { self.log = log }

  func start() throws { try log.start(at: BenchmarkTopics.bounds(log).map(\.start)) }

  func close() { log.close(withinMillis: 2_000) }

  func wait(forCaseOf instance: String, within seconds: Double, check: () throws -> Void) throws {
    var batch = RecordBatch()
    let deadline = Meter.wall + seconds
    while Meter.wall < deadline {
      for partition in log.partitions.indices where try log.poll(partition, into: &batch) == .records {
        // The key is `instance|kind`.
        if batch.records.contains(where: { $0.key?.text.hasPrefix(instance) ?? false }) { return }
      }
      try check()
      log.wait(atMostMillis: 100)
    }
    throw UsageError(message: "no case of \(instance) came within \(Int(seconds)) s")
  }
}
