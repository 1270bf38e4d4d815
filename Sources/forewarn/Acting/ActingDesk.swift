import Dispatch
import ForewarnCore
import KafkaTransport
import StreamRuntime
import Synchronization

/// Takes what people say on the pages to the control topic, on a thread of its own, and hears what becomes of it. Whoever hands it something
/// waits for nothing, and there is room for so much only.
final class ActingDesk: Sendable {
  enum Stage: String, Sendable {
    /// On its way to the topic, or to the daemon.
    case pending
    /// The daemon has it, and applies it when deciding comes to its time.
    case waiting
    case applied
    case refused
    /// It could not be written, or nothing was heard of it.
    case failed

    /// nil while it is on its way.
    var outcome: Outcome? { Outcome(rawValue: rawValue) }
  }

  struct Standing: Sendable, Equatable {
    var stage = Stage.pending
    /// What was said of it, for people; empty while it is pending.
    var text = ""
  }

  /// How an act ended, for the figures.
  struct Ending: Hashable, Sendable {
    /// Of its control record; empty where it was not even one.
    var kind: String
    var outcome: Outcome
  }

  enum Outcome: String, CaseIterable, Sendable {
    case applied, refused, waiting, failed
    /// Not taken: nobody who may, nothing that makes sense, or no room.
    case denied
  }

  /// Why something is not taken.
  enum Refusal: Error, Equatable {
    case sameID
    case noRoom
    /// The brokers did not answer a moment ago.
    case noBroker(String)
  }

  static let waitingAtMost = 32
  private static let remembered = 512
  private static let patienceMicros: Int64 = 30_000_000
  private static let restMicros: Int64 = 10_000_000
  private static let idleMicros: Int64 = 30_000_000

  private struct State {
    var queue: [ControlMessage] = []
    var standings: [String: Standing] = [:]
    /// By id, of those that are under way.
    var kinds: [String: String] = [:]
    var endings: [Ending: Int64] = [:]
    /// Ids, oldest first.
    var order: [String] = []
    var trouble: (text: String, atMicros: Int64)?

    mutating func forget(_ id: String) {
      standings[id] = nil
      kinds[id] = nil
    }

    mutating func end(_ id: String, _ standing: Standing) {
      standings[id] = standing
      guard let kind = kinds.removeValue(forKey: id), let outcome = standing.stage.outcome else { return }
      endings[Ending(kind: kind, outcome: outcome), default: 0] += 1
    }
  }

  private let state = Mutex(State())
  private let configuration: Configuration
  private let topic: String
  private let log: Logger
  private let time = SystemTime()
  private let isStopped = Atomic(false)
  private let running = DispatchGroup()
  private let work = DispatchSemaphore(value: 0)

  /// nil where nothing may be said on the pages.
  init?(_ configuration: Configuration, log: Logger) {
    guard configuration.access.writing == .allowed, let topic = configuration.controlTopic else { return nil }
    self.configuration = configuration
    self.topic = topic
    self.log = log
  }

  func start() {
    DispatchQueue(label: "forewarn.acting", qos: .utility).async(group: running) { [self] in
      while !isLeaving {
        work.wait()
        if !isLeaving, isAnythingQueued { serve() }
      }
    }
  }

  /// Waits until the thread is done, but not for long.
  func stop() {
    isStopped.store(true, ordering: .relaxed)
    work.signal()
    _ = running.wait(timeout: .now() + .seconds(3))
  }

  func take(_ message: ControlMessage) throws(Refusal) {
    let now = time.monotonicMicros
    let refusal: Refusal? = state.withLock { state -> Refusal? in
      if let known = state.standings[message.id], known.stage == .pending || known.stage == .waiting {
        return .sameID
      }
      if let trouble = state.trouble, now - trouble.atMicros < Self.restMicros { return .noBroker(trouble.text) }
      let waiting = state.standings.values.count { $0.stage == .pending }
      guard waiting < Self.waitingAtMost else { return .noRoom }
      state.queue.append(message)
      state.order.removeAll { $0 == message.id }
      state.order.append(message.id)
      state.standings[message.id] = Standing()
      state.kinds[message.id] = message.kind
      if state.order.count > Self.remembered { state.forget(state.order.removeFirst()) }
      return nil
    }
    if let refusal { throw refusal }
    work.signal()
  }

  /// nil when nothing of this id was said in this process, or long ago.
  func standing(of id: String) -> Standing? { state.withLock { $0.standings[id] } }

  /// How often what ended how, since the process started.
  var endings: [Ending: Int64] { state.withLock { $0.endings } }

  func deny(_ kind: String) { state.withLock { $0.endings[Ending(kind: kind, outcome: .denied), default: 0] += 1 } }

  // MARK: The thread

  private var isLeaving: Bool { isStopped.load(ordering: .relaxed) }
  private var isAnythingQueued: Bool { state.withLock { !$0.queue.isEmpty } }

  /// Opens a line, and holds it until nothing was said for a while.
  private func serve() {
    do throws(LogFailure) {
      let line = try ControlLine(configuration, topic: topic)
      defer { line.close() }
      state.withLock { $0.trouble = nil }
      var deadlines: [String: Int64] = [:]
      var idleSince = time.monotonicMicros
      while !isLeaving, time.monotonicMicros - idleSince < Self.idleMicros {
        for message in takeQueued() {
          deadlines[message.id] = time.monotonicMicros + Self.patienceMicros
          try line.write(message)
        }
        let isHeard = try line.listen()
        settle(line, &deadlines)
        if !line.receipts.isEmpty { idleSince = time.monotonicMicros }
        if !isHeard { time.pause(millis: 20) }
      }
    } catch {
      giveUp(error)
    }
  }

  private func takeQueued() -> [ControlMessage] {
    state.withLock { state in
      let queued = state.queue
      state.queue = []
      return queued
    }
  }

  /// Notes what was heard of each, and no longer waits for those of which nothing was.
  private func settle(_ line: ControlLine, _ deadlines: inout [String: Int64]) {
    for (id, receipt) in line.receipts {
      if let end = receipt.end {
        note(id, Standing(stage: end.isRefusal ? .refused : .applied, text: end.text))
      } else if time.monotonicMicros < deadlines[id] ?? .min {
        continue
      } else if receipt.isWaiting {
        note(id, Standing(stage: .waiting, text: "taken; it is applied when deciding comes to its time"))
      } else {
        note(
          id,
          Standing(
            stage: .failed,
            text:
              "written, and not applied within \(Self.patienceMicros / 1_000_000) s; the daemon applies it when it runs"
          ))
      }
      line.forget(id)
      deadlines[id] = nil
    }
  }

  private func note(_ id: String, _ standing: Standing) {
    state.withLock { if $0.standings[id] != nil { $0.end(id, standing) } }
  }

  /// What is under way may have been written: nobody knows, and nothing is written twice.
  private func giveUp(_ failure: LogFailure) {
    log.warning("what was said on the pages does not reach \(topic): \(failure.message)")
    let now = time.monotonicMicros
    state.withLock { state in
      let unheard = Set(state.queue.map(\.id))
      state.queue = []
      for (id, standing) in state.standings where standing.stage == .pending {
        let text = unheard.contains(id) ? "not written" : "not known to be written"
        state.end(id, Standing(stage: .failed, text: "\(text): \(failure.message)"))
      }
      state.trouble = (failure.message, now)
    }
  }
}
