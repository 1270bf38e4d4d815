import Dispatch
import ForewarnCore
import Simulation
import StreamRuntime
import Synchronization

/// The dashboard over a large estate, as a process of its own, while many read: each call at its 99th percentile. Bars: the first page 300 ms,
/// any call 150 ms, under 20 readers.
///
/// Twice: as pages ask, which is twice a second at most, all of them at the same moment, as they are told of a change together; and with no
/// pause at all.
struct DashboardBenchmark {
  private let options: Options
  private let estate: DashboardEstate

  private struct Call: Sendable {
    var name: String
    var path: @Sendable (Int) -> String
  }

  init(_ options: Options) {
    self.options = options
    estate = DashboardEstate(
      instances: options.number(.instances, default: 20_000), openCases: options.number(.cases, default: 2_000),
      series: options.number(.series, default: 100_000))
  }

  func run() throws {
    let readers = options.number(.readers, default: 20)
    if options.isBrokerNamed {
      let topics = BenchmarkTopics(brokers: try options.brokers)
      return try runDaemon(ReadDaemon(topics: topics, readers: readers))
    }
    let seconds = Double(options.number(.seconds, default: 20))
    let folder = TemporaryState()
    defer { folder.remove() }
    let began = Meter.wall
    try estate.fill(folder.path)
    let filled = Meter.wall - began
    let pages = try ServedPages(["dashboard"], configuration: configuration(folder.path), in: folder.path)
    defer { pages.stop() }
    try pages.wait()

    var report = Report("dashboard")
    report.add("instances", estate.instances)
    report.add("open_cases", estate.openCases)
    report.add("series", estate.series)
    report.add("readers", readers)
    report.add("fill_seconds", filled)
    report.add("learning_told_ms", learningSeconds * 1_000)
    for (kind, pause) in [("told", 0.5), ("at_once", 0)] {
      let cpu = pages.cpuSeconds
      let times = try read(pages.port, readers: readers, seconds: seconds, pause: pause)
      let asked = times.values.reduce(0) { $0 + $1.count }
      report.add("\(kind)_calls_per_second", Double(asked) / seconds)
      report.add("\(kind)_cpu_millis_per_call", (pages.cpuSeconds - cpu) * 1_000 / Double(max(asked, 1)))
      for (name, all) in times.sorted(by: { $0.key < $1.key }) {
        let sorted = all.sorted()
        report.add("\(kind)_\(name)_p50_ms", sorted[sorted.count / 2] * 1_000)
        report.add("\(kind)_\(name)_p99_ms", sorted[min(sorted.count - 1, sorted.count * 99 / 100)] * 1_000)
      }
    }
    report.show(options)
  }

  /// With `--brokers`: what the daemon has left for its records while its pages are read.
  private func runDaemon(_ daemon: ReadDaemon) throws {
    let (records, series) = (options.number(.records, default: 3_000_000), options.number(.series, default: 5_000))
    let input = "forewarn-bench-transactions-\(records)-\(series)-12"
    defer { daemon.topics.remove() }
    try daemon.topics.makeFilled(input, records: records, partitions: 12, series: series)
    if options.keepsTopic { daemon.topics.keep(input) }
    var turns: [Bool: [ReadDaemon.Turn]] = [:]
    for round in 0..<options.number(.rounds, default: 3) {
      for isRead in [false, true] {
        turns[isRead, default: []].append(
          try daemon.turn(input, run: "\(round)-\(isRead ? "read" : "alone")", isRead: isRead))
      }
    }
    var report = Report("dashboard")
    report.add("records", records)
    report.add("readers", daemon.readers)
    var best: [Bool: Double] = [:]
    for isRead in [false, true] {
      let seconds = turns[isRead, default: []].map(\.seconds).min() ?? .nan
      best[isRead] = seconds
      report.add("\(isRead ? "read" : "alone")_records_per_second", Double(records) / seconds)
      report.add(
        "\(isRead ? "read" : "alone")_cpu_seconds", turns[isRead, default: []].map(\.cpuSeconds).min() ?? .nan)
    }
    report.add("ratio", (best[false] ?? .nan) / (best[true] ?? .nan))
    report.show(options)
  }

  /// What it takes to say how far all instances have learned, which the daemon's loop does once a second at most.
  private var learningSeconds: Double {
    var shape = TransactionStream.Shape()
    shape.series = estate.series
    shape.instances = estate.instances
    shape.eventsPerSecond = 10_000
    var run = EngineRun(shape)
    run.advance(records: estate.series * 12)
    let rounds = 20
    var parts = 0
    let began = Meter.threadCPU
    for _ in 0..<rounds { parts += run.engine.learning.parts.count }
    precondition(parts > 0 && run.engine.instanceCount == estate.instances, "all of them still learn")
    return (Meter.threadCPU - began) / Double(rounds)
  }

  /// Nobody's broker: the file has all that is to be shown.
  private func configuration(_ folder: String) -> String {
    """
    version: 1
    application: {id: \(DashboardEstate.application)}
    kafka: {bootstrap.servers: "127.0.0.1:1"}
    topics: [{name: transactions, kind: transactions}]
    output: {cases: {topic: proactive-cases}, health: {topic: instance-health}}
    state: {path: \(folder)}
    admin: {listen: "127.0.0.1:PORT"}
    dashboard: {series: \(estate.series)}
    logging: {level: error}
    """
  }

  // MARK: Reading

  /// Which instance, case or word it is about differs from one question to the next, so that answers of a moment ago are of little use.
  private var calls: [Call] {
    let estate = estate
    @Sendable func instance(_ number: Int) -> Int { number % estate.instances }
    return [
      Call(name: "overview") { _ in "/api/v1/overview" },
      Call(name: "customers") { "/api/v1/customers?limit=50&offset=\($0 % 40 * 50)" },
      Call(name: "customers_of_owner") { "/api/v1/customers?owner=\(estate.owner(instance($0)))" },
      Call(name: "customers_search") { "/api/v1/customers?q=customer-\($0 % 997)" },
      Call(name: "customers_at_risk") { "/api/v1/customers?state=at-risk&limit=200&offset=\($0 % 10)" },
      Call(name: "instance") { "/api/v1/instance?name=\(estate.instance(instance($0)))" },
      Call(name: "series") {
        "/api/v1/series?kind=transaction&hours=12&instance=\(estate.instance(instance($0)))&subject=\(estate.transaction(0))"
      },
      Call(name: "cases") { "/api/v1/cases?state=open&limit=100&offset=\($0 % 20)" },
      Call(name: "cases_search") { "/api/v1/cases?q=customer-\($0 % 997)" },
      Call(name: "case") { "/api/v1/case?id=\(estate.caseID($0 % estate.openCases))" },
      Call(name: "estate") { _ in "/api/v1/estate" },
      Call(name: "silences") { _ in "/api/v1/silences" },
      Call(name: "pipeline") { _ in "/api/v1/pipeline" },
    ]
  }

  /// What a browser loads of the first page, on a connection of its own.
  private static let firstPage =
    ["/", "/pages.css", "/app.js"]
    + [
      "dom", "customers", "instance", "case", "cases", "pipeline", "brief", "report", "estate", "silences", "act",
      "chart",
    ]
    .map { "/\($0).js" } + ["/api/v1/overview", "/api/v1/customers"]

  /// Seconds, by the name of the call.
  private func read(_ port: UInt16, readers: Int, seconds: Double, pause: Double) throws -> [String: [Double]] {
    let gathered = Mutex<[String: [Double]]>([:])
    let trouble = Mutex<ReadingTrouble?>(nil)
    let group = DispatchGroup()
    let (calls, end) = (calls, Meter.wall + seconds)
    for reader in 0..<readers {
      DispatchQueue(label: "reader-\(reader)").async(group: group) {
        var random = SplitMix64(seed: UInt64(reader))
        var times: [String: [Double]] = [:]
        let connection = PageReader(port: port)
        do throws(ReadingTrouble) {
          while Meter.wall < end {
            // All begin a round at the same moment.
            if pause > 0 {
              SystemTime().pause(millis: Int((pause - Meter.wall.truncatingRemainder(dividingBy: pause)) * 1_000) + 1)
            }
            let number = Int.random(in: 0..<1_000_000, using: &random)
            if number % 50 == 0 {
              let visitor = PageReader(port: port)
              var whole = 0.0
              for path in Self.firstPage { whole += try visitor.ask(path) }
              times["first_page", default: []].append(whole)
            } else {
              let call = calls[number % calls.count]
              times[call.name, default: []].append(try connection.ask(call.path(number / calls.count)))
            }
          }
        } catch {
          trouble.withLock { $0 = error }
        }
        let mine = times
        gathered.withLock { $0.merge(mine) { $0 + $1 } }
      }
    }
    group.wait()
    if let trouble = trouble.withLock(\.self) { throw trouble }
    return gathered.withLock(\.self)
  }
}
