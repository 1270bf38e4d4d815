import AdminServer
import Dispatch
import ForewarnCore
import KafkaTransport
import SQLiteStore
import StreamRuntime
import Synchronization

/// What fills the dashboard's file while the daemon runs, on a thread of its own: panes from the daemon's loop, by a queue that drops before
/// it waits; cases and health from the output topics, read as any consumer reads them, so that nothing is shown that is not committed and
/// nothing is missed after a restart.
final class Dashboard: Sendable {
  private static let idleMillis = 200
  /// Between two rounds while the daemon works off a backlog: what many records of one instance say is written at once.
  private static let backlogMillis = 1_000
  /// Of the topics, in one change.
  private static let topicBytesAtATime = 1_048_576
  private static let againMillis = 5_000
  private static let complaintMicros: Int64 = 60_000_000
  private static let restMicros: Int64 = 4_000_000

  let reader: DashboardReader
  let queue = PaneQueue()
  /// Tells the pages that there is something new.
  let feed = EventFeed()
  /// nil where nothing may be said on the pages.
  private let acting: ActingDesk?
  /// Who may say it.
  let access: AccessInForce
  private let store: DashboardStore
  private let configuration: Configuration
  private let log: Logger
  private let time = SystemTime()
  private let customers = Mutex<CustomerModel?>(nil)
  private let isStopped = Atomic(false)
  private let isReadingTopics = Atomic(false)
  /// How often the file has changed since the process started, and rows of series without a history.
  private let changes = Atomic<Int64>(0)
  private let omitted = Atomic<Int64>(0)
  private let running = DispatchGroup()

  init(_ configuration: Configuration, log: Logger) throws(StoreFailure) {
    // Whose events the file holds: those of another application, or of other topics, are none of its.
    let identity = [configuration.applicationID, configuration.casesTopic, configuration.outputs[.health] ?? ""]
    store = try DashboardStore.open(
      folder: configuration.statePath, identity: identity.joined(separator: " "), limits: configuration.dashboard.limits
    )
    reader = try DashboardReader(path: store.path, sessions: AdminServer.threads)
    self.configuration = configuration
    self.log = log
    acting = ActingDesk(configuration, log: log)
    access = AccessInForce(configuration.access)
  }

  /// How far it has come. Rows are dropped where the disk is too slow, and omitted where they are of more series than have a history.
  var filling: DashboardAPI.Filling {
    DashboardAPI.Filling(
      revision: changes.load(ordering: .relaxed), dropped: queue.dropped, omitted: omitted.load(ordering: .relaxed),
      isCatchingUp: queue.isBacklog, hasTopics: isReadingTopics.load(ordering: .relaxed), streams: feed.figures,
      acts: acting?.endings ?? [:])
  }

  /// The pages, and what they ask.
  func routes(banner: String?, daemon: DashboardAPI.DaemonStanding?) -> [Route] {
    let api = DashboardAPI(
      reader: reader, configuration: configuration, acting: acting, access: access, banner: banner,
      filling: { self.filling }, daemon: daemon)
    return api.routes + PageFiles.routes
  }

  /// Whose the instances are, from now on.
  func adopt(_ model: CustomerModel) { customers.withLock { $0 = model } }

  func start() {
    acting?.start()
    DispatchQueue(label: "forewarn.dashboard", qos: .utility).async(group: running) { [self] in
      var topics: KafkaReferenceLog?
      while !isLeaving {
        if topics == nil { topics = openTopics() }
        fill(&topics)
      }
      topics?.close(withinMillis: 1_000)
      writeRest()
    }
  }

  /// Waits until the thread is done, but not for long.
  func stop() {
    isStopped.store(true, ordering: .relaxed)
    acting?.stop()
    _ = running.wait(timeout: .now() + .seconds(5))
  }

  private var isLeaving: Bool { isStopped.load(ordering: .relaxed) }

  // MARK: The thread

  /// Until the topics have to be opened again.
  private func fill(_ topics: inout KafkaReferenceLog?) {
    let triedAt = time.monotonicMicros
    var pace = HistoryPace()
    while !isLeaving {
      var change = DashboardChange()
      let began = time.monotonicMicros
      let rows = pace.rows(nowMicros: began, isBacklog: queue.isBacklog)
      if rows > 0 { change.panes = queue.take(rowsAtMost: rows) }
      if let model = customers.withLock({ $0.take() }) { change.facts = { model.facts(of: $0) } }
      var isMoreThere = false
      do throws(LogFailure) {
        isMoreThere = try take(from: topics, into: &change)
      } catch {
        complain("\(error.message)")
        topics = nil
        isReadingTopics.store(false, ordering: .relaxed)
      }
      if !change.isEmpty { write(change) }
      if !change.panes.isEmpty { pace.wrote(fromMicros: began, toMicros: time.monotonicMicros) }
      if queue.isBacklog, !isMoreThere {
        time.pause(millis: Self.backlogMillis)
      } else if change.isEmpty {
        time.pause(millis: Self.idleMillis)
      }
      if topics == nil, time.monotonicMicros - triedAt >= Int64(Self.againMillis) * 1_000 { return }
    }
  }

  /// What the topics have, in one piece: a transaction costs more than the records of a commit. Answers whether there is more.
  private func take(from topics: KafkaReferenceLog?, into change: inout DashboardChange) throws(LogFailure) -> Bool {
    guard let topics else { return false }
    var bytes = 0
    while bytes < Self.topicBytesAtATime {
      let records = try topics.poll()
      take(records, into: &change)
      if records.count < Limits.referenceRecords { return false }
      bytes += records.reduce(0) { $0 + ($1.value?.count ?? 0) }
    }
    return true
  }

  private func take(_ records: [ReferenceRecord], into change: inout DashboardChange) {
    for record in records {
      change.positions[record.partition] = record.offset + 1
      guard let value = record.value else { continue }
      if record.partition.topic == configuration.casesTopic {
        if let entry = CaseEntry(reading: value) { change.caseEvents.append(entry) }
      } else if let entry = HealthEntry(reading: value) {
        change.healths.append(entry)
      }
    }
  }

  /// Again and again, until it is in: what was read from the topics is not read again.
  private func write(_ change: DashboardChange) {
    while !isLeaving {
      do throws(StoreFailure) {
        try store.write(change)
        omitted.store(store.omittedRows, ordering: .relaxed)
        feed.publish(changes.add(1, ordering: .relaxed).newValue)
        return
      } catch {
        complain("\(error.message). \(error.remedy)")
        time.pause(millis: Self.againMillis / 5)
      }
    }
  }

  /// The panes that wait, at the end: nobody will tell of them again.
  private func writeRest() {
    let deadline = time.monotonicMicros + Self.restMicros
    while time.monotonicMicros < deadline {
      var change = DashboardChange()
      change.panes = queue.take(rowsAtMost: HistoryPace.rowsAtATime)
      guard !change.isEmpty else { return }
      do throws(StoreFailure) { try store.write(change) } catch { return complain(error.message) }
    }
  }

  private func openTopics() -> KafkaReferenceLog? {
    let log = log
    do throws(LogFailure) {
      let topics = try KafkaReferenceLog(
        topics: [configuration.casesTopic] + [configuration.outputs[.health]].compactMap(\.self),
        properties: configuration.clientProperties, groupID: configuration.identity.groupID,
        onLog: { log.debug("kafka \($0.client): \($0.text)") }, stillWaiting: { _ in !isLeaving })
      var positions: [Int64?] = []
      for partition in topics.partitions {
        do throws(StoreFailure) { positions.append(try store.position(partition)) } catch { positions.append(nil) }
      }
      try topics.start(at: positions)
      isReadingTopics.store(true, ordering: .relaxed)
      return topics
    } catch {
      // At the first start the output topics are made a moment later.
      if !isLeaving { log.debug("the dashboard waits for its topics: \(error.message)") }
      return nil
    }
  }

  private let complainedAt = Atomic<Int64>(.min / 2)

  private func complain(_ text: String) {
    let now = time.monotonicMicros
    guard now - complainedAt.load(ordering: .relaxed) >= Self.complaintMicros else { return }
    complainedAt.store(now, ordering: .relaxed)
    log.warning("the dashboard does not move on: \(text)")
  }
}
