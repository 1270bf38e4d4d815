internal import StreamRuntime
internal import Synchronization

/// What the committing thread and the one that closes share, behind one lock: whether the end has begun, whether a call is inside,
/// and the producer.
final class CommittingGate: Sendable {
  private let state: Mutex<State>

  private struct State: Sendable {
    var isClosing = false
    /// At most one.
    var callsInside = 0
    var producer: TransactionalProducer?
    var batch: BatchSize
  }

  init(batch: BatchSize) { state = Mutex(State(batch: batch)) }

  /// Runs a call of the committing half, which may use the handles until it returns. After `close` it does not run.
  func pass<T>(_ step: FaultPoint.Step? = nil, _ body: () throws(LogFailure) -> T) throws(LogFailure) -> T {
    guard enter() else { throw Self.closed }
    defer { leave() }
    guard let step else { return try body() }
    return try FaultPoint.around(step, as: LogFailureKind.unavailable, body)
  }

  private func enter() -> Bool {
    state.withLock { state in
      if state.isClosing { return false }
      precondition(state.callsInside == 0, "the committing half is called by one thread at a time")
      state.callsInside += 1
      return true
    }
  }

  private func leave() {
    state.withLock { state in
      precondition(state.callsInside == 1, "who leaves has entered")
      state.callsInside -= 1
    }
  }

  /// Belongs to the call that is inside.
  var producer: TransactionalProducer? {
    get { state.withLock(\.producer) }
    set { state.withLock { $0.producer = newValue } }
  }

  /// Of the next producer. Belongs to the call that is inside.
  var batch: BatchSize {
    get { state.withLock(\.batch) }
    set { state.withLock { $0.batch = newValue } }
  }

  /// Repeated attempts end early.
  var isClosing: Bool { state.withLock(\.isClosing) }

  /// From here on nobody enters. False when it was closed before.
  func close() -> Bool {
    state.withLock { state in
      defer { state.isClosing = true }
      return !state.isClosing
    }
  }

  /// True when the call that was inside has left: the handles are the closing thread's. False when the time is up.
  func waitUntilEmpty(isTimeLeft: () -> Bool) -> Bool {
    while state.withLock({ $0.callsInside > 0 }) {
      guard isTimeLeft() else { return false }
      sleepMillis(2)
    }
    return true
  }

  /// Not `unavailable`: a committer waits for what is unavailable, and this does not come back.
  private static let closed = LogFailure(
    .broken, "the Kafka clients are closed: the process is leaving", remedy: "Start it again: it settles what is open.")
}
