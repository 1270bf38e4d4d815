import ForewarnCore
import KafkaTransport
import SQLiteStore
import StreamRuntime

/// The whole daemon against librdkafka alone, over the same topic in the same process, turn by turn. Bar: half of the baseline's
/// records a CPU second, and a core thread that is busy, not waiting. A third turn commits without transactions: what exactly-once delivery
/// costs. Bar: 5 % of the CPU.
struct KafkaBenchmark {
  private let options: Options
  private let topics: BenchmarkTopics

  private struct Turn {
    var records = 0
    var wall = 0.0
    var cpu = 0.0
    var coreCPU = 0.0
    var commits = 0

    var perCPUSecond: Double { Double(records) / cpu }
  }

  init(_ options: Options) throws(UsageError) {
    self.options = options
    topics = BenchmarkTopics(brokers: try options.brokers)
  }

  func run() throws {
    let records = options.number(.records, default: 3_000_000)
    let partitions = options.number(.partitions, default: 12)
    let series = options.number(.series, default: 5_000)
    let input = "forewarn-bench-transactions-\(records)-\(series)-\(partitions)"
    defer { topics.remove() }
    try topics.makeFilled(input, records: records, partitions: partitions, series: series)
    if options.keepsTopic { topics.keep(input) }
    var baselines: [Turn] = []
    var daemons: [Turn] = []
    var untransacted: [Turn] = []
    for round in 0..<options.number(.rounds, default: 3) {
      baselines.append(try baseline(input))
      let before = daemons.count
      daemons.append(try daemon(input, run: String(round)))
      untransacted.append(try daemon(input, run: "\(round)-untransacted", isTransactional: false))
      guard baselines[before].records == daemons[before].records else {
        throw UsageError(
          message: "baseline read \(baselines[before].records) records, the daemon \(daemons[before].records)")
      }
    }
    let (middle, base, plain) = (Self.middle(daemons), Self.middle(baselines), Self.middle(untransacted))
    let memory = Meter.residentMebibytes
    var report = Report("kafka")
    report.add(events: middle.records, wallSeconds: middle.wall, cpuSeconds: middle.cpu)
    report.add("baseline", base.perCPUSecond)
    report.add("baseline_wall_seconds", base.wall)
    report.add("ratio", middle.perCPUSecond / base.perCPUSecond)
    report.add("rounds", daemons.count)
    report.add("core_thread_busy", middle.coreCPU / middle.wall)
    report.add("core_thread_events_per_cpu_second", Double(middle.records) / middle.coreCPU)
    report.add("commits", middle.commits)
    report.add("untransacted_cpu_seconds", plain.cpu)
    report.add("untransacted_commits", plain.commits)
    report.add("exactly_once_tax", middle.cpu / plain.cpu - 1)
    report.add("resident_mebibytes_peak", memory.peak)
    report.show(options)
  }

  private func baseline(_ input: String) throws -> Turn {
    var turn = Turn()
    let consumer = try CommonQueueConsumer(
      properties: topics.properties, topics: [input], onLog: BenchmarkTopics.quiet)
    let (wall, cpu, core) = (Meter.wall, Meter.processCPU, Meter.threadCPU)
    turn.records = try consumer.readToEnd()
    turn.coreCPU = Meter.threadCPU - core
    turn.cpu = Meter.processCPU - cpu
    turn.wall = Meter.wall - wall
    consumer.close()
    return turn
  }

  private static func middle(_ turns: [Turn]) -> Turn {
    turns.sorted { $0.perCPUSecond < $1.perCPUSecond }[turns.count / 2]
  }

  private func daemon(_ input: String, run: String, isTransactional: Bool = true) throws -> Turn {
    var turn = Turn()
    let folder = TemporaryState()
    defer { folder.remove() }
    let store = try SQLiteStore.open(path: folder.path)
    defer { store.close() }
    let (kafka, cases, state) = try topics.openLog(input: input, run: run)
    let log: any EventLog =
      if isTransactional { kafka } else {
        UntransactedLog(
          kafka, try PlainProducer(properties: topics.properties, onLog: BenchmarkTopics.quiet), cases: cases,
          state: state)
      }
    defer { log.close(withinMillis: 3_000) }
    let daemon = DaemonParts.daemon(log, store, customers: .empty, kind: .transactions, exitAtEnd: true)
    let (wall, cpu, core) = (Meter.wall, Meter.processCPU, Meter.threadCPU)
    let status = try daemon.run()
    turn.coreCPU = Meter.threadCPU - core
    turn.cpu = Meter.processCPU - cpu
    turn.wall = Meter.wall - wall
    turn.records = Int(status.accounting.records)
    turn.commits = Int(status.commits)
    return turn
  }
}

/// A daemon as `forewarn run` puts it together, without pages.
enum DaemonParts {
  static func daemon(
    _ log: any EventLog, _ store: any StateStore, customers: CustomerModel, kind: TopicKind, exitAtEnd: Bool,
    shouldStop: @escaping () -> Bool = { false }, publish: @escaping (DaemonStatus) -> Void = { _ in }
  ) -> Daemon {
    let sources = log.partitions.map {
      SourcePartition(partition: $0, decoder: DecoderSettings(kind: kind), holdsPaneTime: kind.holdsPaneTime)
    }
    let time = SystemTime()
    let engine = Engine(settings: Settings(), sources: sources, customers: customers, nowMicros: time.wallMicros)
    return Daemon(
      log: log, store: store, time: time, ids: RandomIdentifiers(), executor: CommitQueue(), engine: engine,
      options: Daemon.Options(ApplicationSlice("forewarn-bench"), exitAtEnd: exitAtEnd),
      around: Daemon.Surroundings(
        shouldStop: shouldStop, report: { _ in }, notice: { _ in }, publish: publish))
  }
}
