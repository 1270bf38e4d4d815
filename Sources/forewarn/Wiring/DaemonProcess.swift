import AdminServer
import ForewarnCore
import KafkaTransport
import SQLiteStore
import StreamRuntime

/// One daemon with its disk, its Kafka clients and its pages: what `run` and `demo` start.
struct DaemonProcess {
  let configuration: Configuration
  /// Of the file.
  let customers: CustomerTable
  let log: Logger
  let exit: ProcessExit
  /// What it shows of itself.
  var pages = DaemonPages()
  var exitAtEnd = false
  var reload = OperatorFeed.Reload()
  /// The embedded broker of the demo tells no settings.
  var asksTopicSettings = true
  /// What whoever looks at the dashboard should know.
  var banner: String?
  /// Told the admin server's port, once it listens.
  var onListening: (UInt16) -> Void = { _ in }
  /// Told how things stand, about once a second.
  var onStatus: (DaemonStatus) -> Void = { _ in }

  func run() throws -> DaemonStatus {
    Allocator.serveOneConsumer()
    let service = ServiceManager()
    let store: SQLiteStore
    do throws(StoreFailure) { store = try SQLiteStore.open(path: configuration.statePath) } catch {
      throw RunFailure(error)
    }
    defer { store.close() }

    let pages = pages
    let watchdog = WatchdogFeed(service) { pages.stillness == nil }
    defer { watchdog?.stop() }
    let dashboard = openDashboard()
    defer { dashboard?.stop() }
    let server = try startServer(pages, dashboard)
    defer { server?.stop() }
    service.ready(status: "connecting")

    let feed = OperatorFeed(
      configuration, file: customers, topic: try openReference(.installBase, pages), reload: reload, log: log)
    do throws(LogFailure) {
      guard try feed.catchUp(shouldStop: { exit.isAsked }) else { return DaemonStatus() }
    } catch {
      throw RunFailure(error)
    }
    if let dashboard {
      dashboard.adopt(feed.customers)
      feed.onCustomers = { dashboard.adopt($0) }
      feed.onAccess = { dashboard.access.adopt($0) }
    }
    while true {
      let status = try runOnce(store, service, feed, dashboard, server)
      // Partitions were added: everything is committed, and a new log reads them too.
      guard status.phase == .reopening, !exit.isAsked else { return status }
    }
  }

  /// From opening the log to the end of the daemon on it.
  private func runOnce(
    _ store: SQLiteStore, _ service: ServiceManager, _ feed: OperatorFeed, _ dashboard: Dashboard?,
    _ server: AdminServer?
  ) throws -> DaemonStatus {
    let pages = pages
    let kafka = try openKafka(pages)
    exit.onAsked { kafka.wake() }
    defer {
      exit.onAsked {}
      kafka.close(withinMillis: 3_000)
    }

    let reference = try openReference(.control, pages)
    defer { reference?.close(withinMillis: 2_000) }

    // Thresholds may have been read again meanwhile.
    var configuration = configuration
    configuration.settings = feed.settings
    var engine = EngineAssembly.engine(
      configuration, kafka.partitions, feed.customers, nowMicros: SystemTime().wallMicros)
    if dashboard != nil { engine.reportPanes(rowsAtMost: configuration.dashboard.limits.series) }
    let exit = exit
    let log = log
    let voice = DaemonVoice(log, of: kafka.partitions, pages) { text in
      StartLine(configuration: configuration, text: text, known: feed.known, port: server?.port)
    }
    defer { voice.finish() }
    var options = Daemon.Options(configuration.identity, exitAtEnd: exitAtEnd)
    options.skipsLostInput = configuration.onLostInput == .skip
    var around = Daemon.Surroundings(
      shouldStop: { exit.isAsked },
      report: { log.notice("\($0)") },
      notice: { voice.tell($0) },
      publish: { status in
        pages.publish(status)
        onStatus(status)
        service.status(
          "\(status.phase.rawValue); \(status.openCases) open cases; \(status.accounting.records) records; \(status.commits) commits"
        )
        if voice.look(status), status.phase == .stopping { service.stopping(status: "committing") }
      })
    around.takeCommitted = { voice.tell($0) }
    if let dashboard { around.takePanes = { dashboard.queue.offer($0, isBacklog: $1) } }
    let daemon = Daemon(
      log: kafka, store: store, time: SystemTime(), ids: RandomIdentifiers(), executor: CommitQueue(), engine: engine,
      options: options, around: around)
    daemon.reference = reference
    daemon.operatorSource = feed
    return try daemon.run()
  }

  /// nil when nobody could look at it, or its file cannot be opened, which is no reason not to run.
  private func openDashboard() -> Dashboard? {
    guard configuration.adminListen != nil, configuration.dashboard.pages == .shown else { return nil }
    do throws(StoreFailure) {
      let dashboard = try Dashboard(configuration, log: log)
      dashboard.start()
      return dashboard
    } catch {
      log.warning("there is no dashboard: \(error.message). \(error.remedy)")
      return nil
    }
  }

  private func startServer(_ pages: DaemonPages, _ dashboard: Dashboard?) throws -> AdminServer? {
    guard let listen = configuration.adminListen else { return nil }
    var routes = pages.routes
    if let dashboard {
      pages.watch(dashboard)
      routes += dashboard.routes(banner: banner, daemon: { pages.standing })
    }
    do throws(AdminFailure) {
      let server = try AdminServer.start(
        listen: listen, names: configuration.adminNames, routes: routes, feed: dashboard?.feed ?? EventFeed())
      onListening(server.port)
      return server
    } catch {
      throw RunFailure(.stop, error.message, remedy: error.remedy)
    }
  }

  private func openKafka(_ pages: DaemonPages) throws -> KafkaLog {
    let log = log
    do throws(LogFailure) {
      var settings = configuration.kafkaSettings { log.tell($0) }
      settings.asksTopicSettings = asksTopicSettings
      let kafka = try KafkaLog(settings: settings)
      do throws(LogFailure) { try open(kafka, pages) } catch {
        guard error.kind == .missingTopic, configuration.missingTopics == .create else { throw error }
        try makeOutputs()
        try open(kafka, pages)
      }
      return kafka
    } catch {
      throw RunFailure(error)
    }
  }

  private func open(_ kafka: KafkaLog, _ pages: DaemonPages) throws(LogFailure) {
    try kafka.open(
      onFinding: { log.warning("\($0.text)") },
      stillWaiting: { wait(sentence: $0, pages) })
  }

  private func openReference(_ kind: TopicKind, _ pages: DaemonPages) throws -> KafkaReferenceLog? {
    let log = log
    do throws(LogFailure) {
      return try configuration.referenceLog(
        kind, onLog: { log.tell($0) }, stillWaiting: { wait(sentence: $0, pages) })
    } catch {
      throw RunFailure(error)
    }
  }

  /// False when asked to leave.
  private func wait(sentence: String, _ pages: DaemonPages) -> Bool {
    log.warning("waiting for Kafka: \(sentence)")
    pages.publish(DaemonStatus(waiting: sentence))
    return !exit.isAsked
  }

  /// Never inputs: a topic that nobody writes to would look like a feed that is silent.
  private func makeOutputs() throws(LogFailure) {
    let needs = TopicNeed.all(of: configuration).filter { !$0.isInput }
    let made = try TopicMaker(properties: configuration.clientProperties, onLog: { _ in })
      .create(needs.map { $0.topic(replication: -1) })
    if !made.isEmpty { log.notice("made what was missing: \(made.joined(separator: ", "))") }
  }
}

extension Logger {
  fileprivate func tell(_ line: KafkaLogLine) {
    let text = "kafka \(line.client): \(line.text)"
    if line.level <= 3 { warning("\(text)") } else { debug("\(text)") }
  }
}
