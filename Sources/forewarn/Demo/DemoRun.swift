import Dispatch
import ForewarnCore
import Glibc
import KafkaTransport
import StreamRuntime
import Synchronization

/// The demo as a whole. The daemon has this thread, as in `run`; a feed writes the scenario beside it, and a watch reads the case
/// events back from the topic and says when it is over.
struct DemoRun {
  var port = 0
  /// Scenario seconds a second.
  var speed = Self.usualSpeed
  /// Ends after so many seconds; nil = when the scenario is over.
  var durationSeconds: Double?
  /// Goes on when the scenario is over, until it is told to leave, so that its pages can be looked at.
  var stays = false
  let screen: DemoScreen
  let exit: ProcessExit

  static let usualSpeed = 90.0
  private let began = SystemTime().monotonicMicros

  init(port: Int = 0, speed: Double? = nil, durationSeconds: Double? = nil, screen: DemoScreen, exit: ProcessExit) {
    self.port = port
    self.speed = speed ?? Self.usualSpeed
    self.durationSeconds = durationSeconds
    self.screen = screen
    self.exit = exit
  }

  /// The code says whether all cases were the right ones.
  func run() throws -> ExitCode {
    let folder = try DemoFolder()
    defer { folder.remove() }
    let broker = try MockBroker()
    defer { broker.close() }
    let configuration = DemoConfiguration.make(
      bootstrapServers: broker.bootstrapServers, statePath: folder.path, port: port)
    for topic in DemoConfiguration.topics(configuration) { try broker.createTopic(topic, partitions: 1) }
    let scenario = DemoScenario(endMicros: SystemTime().wallMicros)
    let progress = DemoProgress()
    introduce()

    let history = try makeProducer(configuration)
    try DemoFeed(scenario: scenario, producer: history, progress: progress).writeHistory()
    history.close()

    let ledger = Mutex(DemoLedger())
    let others = DispatchGroup()
    start("feed", others, progress) { try feed(scenario, configuration, progress) }
    start("watch", others, progress) {
      let final = try DemoWatch(
        configuration: configuration, progress: progress, screen: screen, exit: exit, began: began,
        durationSeconds: durationSeconds, stays: stays
      ).run()
      ledger.withLock { $0 = final }
    }

    let outcome = Result { try runDaemon(configuration, progress) }
    exit.finished()
    // Also after a failure: whoever waits for the daemon need not any more.
    progress.change { $0.isDaemonDone = true }
    others.wait()
    screen.endProgress()

    let status = try outcome.get()
    let now = progress.now
    if let failure = now.failure { throw failure }
    let summary = DemoSummary(
      ledger: ledger.withLock(\.self), accounting: status.accounting, scenario: scenario,
      minute: now.minute, isWhole: now.isFeedDone && status.accounting.records >= now.recordsFed)
    screen.show(summary.lines(screen.text))
    return summary.isRight ? .done : .found
  }

  private func introduce() {
    let seconds = Int(Double(DemoScenario.liveMinutes * 60) / speed)
    let text = screen.text
    screen.show([
      text.heading("The whole of Forewarn, on a broker inside this process"),
      "  \(DemoCustomers.all.count) customers; \(DemoScenario.historyMinutes / 60) h of history at once, then \(DemoScenario.liveMinutes) min at \(Self.number(speed))× speed, about \(seconds) s. Ctrl-C ends it.",
      "  Settings: production's defaults. Only the clock's ticks are off (time.tick_delay_seconds), as the scenario outruns the clock.",
    ])
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() ? String(Int(value)) : String(value)
  }

  private func runDaemon(_ configuration: Configuration, _ progress: DemoProgress) throws -> DaemonStatus {
    let screen = screen
    let log = Logger(level: .warning) { entry in
      screen.show([String(decoding: entry.text(isColored: screen.text.isColored).dropLast(), as: UTF8.self)])
    }
    return try DaemonProcess(
      configuration: configuration, customers: DemoCustomers.table, log: log, exit: exit,
      asksTopicSettings: false,
      banner: "A demo: invented customers, whose clock runs faster than yours.",
      onListening: { port in
        screen.show([
          "  Dashboard: \(screen.text.bold("http://127.0.0.1:\(port)/"))", "  Also /metrics, /healthz, /readyz there.",
          "",
        ])
      },
      onStatus: { status in progress.change { $0.status = status } }
    ).run()
  }

  // MARK: Beside the daemon

  /// Runs on a thread of its own. A failure ends the demo.
  private func start(
    _ name: String, _ group: DispatchGroup, _ progress: DemoProgress, _ body: @escaping () throws -> Void
  ) {
    // Runs until the group is left, which `run` waits for: what it captures outlives it.
    nonisolated(unsafe) let body = body
    let exit = exit
    DispatchQueue(label: "forewarn.demo.\(name)").async(group: group) {
      do { try body() } catch {
        let failure =
          error as? LogFailure
          ?? LogFailure(
            .broken, "the demo's \(name): \(error)", remedy: "This is a fault of Forewarn: please report it.")
        progress.change { $0.failure = $0.failure ?? failure }
        if !exit.isAsked { exit.request() }
      }
    }
  }

  private func feed(_ scenario: DemoScenario, _ configuration: Configuration, _ progress: DemoProgress) throws {
    let time = SystemTime()
    func shouldStop() -> Bool { exit.isAsked || progress.now.isDaemonDone }
    // The live part waits until the history is learned.
    while !shouldStop() {
      let now = progress.now
      if now.status.phase == .running, now.status.accounting.records >= now.recordsFed { break }
      time.pause(millis: 20)
    }
    let producer = try makeProducer(configuration)
    defer { producer.close() }
    try DemoFeed(scenario: scenario, producer: producer, progress: progress).writeLive(
      speed: speed, shouldStop: shouldStop)
    if !shouldStop() { progress.change { $0.isFeedDone = true } }
  }

  private func makeProducer(_ configuration: Configuration) throws(LogFailure) -> PlainProducer {
    try PlainProducer(
      properties: configuration.clientProperties + [
        ("compression.codec", "lz4"), ("linger.ms", "5"),
      ], onLog: { _ in })
  }
}
