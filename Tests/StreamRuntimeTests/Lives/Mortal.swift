import ForewarnCore
import Simulation
import StreamRuntime
import Synchronization

/// One process's life: it dies at a call that is counted down to, and from then on nothing that it does has an effect.
///
/// Swift cannot unwind from any call, so a dead process goes on running to its end: its disk has crashed under it, its log answers
/// nothing, its clock stands still.
final class Fate: Sendable {
  private let state: Mutex<State>
  private let disk: SimulatedDisk

  private struct State: Sendable {
    var callsLeft: Int
    var isDead = false
    var pending: [@Sendable () -> Void] = []
    var random: SplitMix64
  }

  /// `calls` = .max: it lives as long as it wants.
  init(disk: SimulatedDisk, calls: Int, seed: UInt64) {
    self.disk = disk
    state = Mutex(State(callsLeft: calls, random: SplitMix64(seed: seed)))
  }

  var isDead: Bool { state.withLock(\.isDead) }

  /// A place where a kill may fall: before and after each effect. True = dead.
  @discardableResult
  func strikes() -> Bool {
    let diesNow = state.withLock { state in
      guard !state.isDead else { return false }
      state.callsLeft -= 1
      state.isDead = state.callsLeft <= 0
      return state.isDead
    }
    if diesNow { disk.crash() }
    return isDead
  }

  /// Whatever it is doing, and however many calls it had left.
  func kill() {
    state.withLock { $0.callsLeft = 0 }
    strikes()
  }

  func happens(_ probability: Double) -> Bool { state.withLock { $0.random.happens(probability) } }
  func number(below bound: Int64) -> Int64 { state.withLock { Int64.random(in: 0..<bound, using: &$0.random) } }

  // MARK: Commits that are under way

  func hold(_ work: @escaping @Sendable () -> Void) { state.withLock { $0.pending.append(work) } }

  /// Runs what was held back. The dead do so too, so that their loop ends.
  func release() {
    let work = state.withLock { state in
      defer { state.pending = [] }
      return state.pending
    }
    for item in work { item() }
  }
}

/// Commits at once, or some time later, while the next epoch fills.
struct LifeExecutor: CommitExecutor {
  let fate: Fate
  let delays: Bool

  func submit(_ work: @escaping @Sendable () -> Void) {
    if delays, !fate.isDead { fate.hold(work) } else { work() }
  }
}

struct LifeTime: TimeSource {
  let time: SimulatedTime
  let fate: Fate

  var wallMicros: Int64 { time.wallMicros }
  var monotonicMicros: Int64 { time.monotonicMicros }
  func pause(millis: Int) { if !fate.isDead { time.pause(millis: millis) } }
}

/// Unchecked: `log` keeps the promise of its own, and `fate` is behind a lock.
final class MortalLog: EventLog, @unchecked Sendable {
  let log: SimulatedLog
  let fate: Fate
  /// Called before each of these: another process may run here while this one is paused.
  let onCall: (@Sendable (Call) -> Void)?

  enum Call: Sendable {
    case wait, fence, start
    case commit(Epoch)
  }

  init(_ log: SimulatedLog, _ fate: Fate, onCall: (@Sendable (Call) -> Void)? = nil) {
    self.log = log
    self.fate = fate
    self.onCall = onCall
  }

  private static let dead = LogFailure(.broken, "the process is dead", remedy: "Start it again.")

  private func living<R>(_ body: () throws(LogFailure) -> R) throws(LogFailure) -> R {
    guard !fate.strikes() else { throw Self.dead }
    let answer = try body()
    guard !fate.strikes() else { throw Self.dead }
    return answer
  }

  var partitions: [TopicPartition] { log.partitions }
  func start(at offsets: [Int64]) throws(LogFailure) {
    onCall?(.start)
    try living { () throws(LogFailure) in try log.start(at: offsets) }
  }

  func poll(_ partition: Int, into batch: inout RecordBatch) throws(LogFailure) -> PollResult {
    guard !fate.isDead else { throw Self.dead }
    return try log.poll(partition, into: &batch)
  }

  func position(_ partition: Int) -> Int64 { log.position(partition) }
  func freshEnd(_ partition: Int) -> FreshEnd? { fate.isDead ? nil : log.freshEnd(partition) }
  func standing(_ partition: Int) -> PartitionStanding { log.standing(partition) }
  var layoutChange: LayoutChange? { log.layoutChange }
  var seenOwner: SeenOwner? { log.seenOwner }
  func askForEnds() { if !fate.isDead { log.askForEnds() } }

  func wait(atMostMillis: Int) {
    onCall?(.wait)
    if fate.strikes() || fate.happens(0.5) { fate.release() }
    if !fate.isDead { log.wait(atMostMillis: atMostMillis) }
  }

  func wake() { log.wake() }
  var connection: Connection { log.connection }

  func clusterID() throws(LogFailure) -> String { try living { () throws(LogFailure) in try log.clusterID() } }
  func fence() throws(LogFailure) {
    onCall?(.fence)
    try living { () throws(LogFailure) in try log.fence() }
  }
  func committed() throws(LogFailure) -> [CommittedOffset] {
    try living { () throws(LogFailure) in try log.committed() }
  }
  func bounds() throws(LogFailure) -> [LogBounds] { try living { () throws(LogFailure) in try log.bounds() } }
  func offsets(atMicros micros: Int64) throws(LogFailure) -> [Int64] {
    guard !fate.isDead else { throw Self.dead }
    return try log.offsets(atMicros: micros)
  }
  func recordTimes(at offsets: [Int64?]) throws(LogFailure) -> [Int64?] {
    guard !fate.isDead else { throw Self.dead }
    return try log.recordTimes(at: offsets)
  }
  func readState() throws(LogFailure) -> [StateRow] { try living { () throws(LogFailure) in try log.readState() } }

  func commit(_ epoch: Epoch) -> CommitOutcome {
    onCall?(.commit(epoch))
    guard !fate.strikes() else { return .stop(Self.dead) }
    let outcome = log.commit(epoch)
    return fate.strikes() ? .stop(Self.dead) : outcome
  }

  func halveBatches() -> Bool { log.halveBatches() }

  func rehearse(_ epoch: Epoch) -> CommitOutcome {
    fate.strikes() ? .stop(Self.dead) : log.rehearse(epoch)
  }

  func close(withinMillis: Int) { log.close(withinMillis: withinMillis) }
}

/// The disk's store, with kills before and after every write. (A dead process's store fails by itself: its disk has crashed.)
final class MortalStore: StateStore {
  let store: SimulatedStore
  let fate: Fate

  init(_ store: SimulatedStore, _ fate: Fate) {
    self.store = store
    self.fate = fate
  }

  private func living<R>(_ body: () throws(StoreFailure) -> R) throws(StoreFailure) -> R {
    fate.strikes()
    let answer = try body()
    if fate.strikes() { throw StoreFailure(.io, "the process is dead", remedy: "Start it again.") }
    return answer
  }

  func load() throws(StoreFailure) -> StoredState { try living { () throws(StoreFailure) in try store.load() } }
  func saveStatistics(id: String, bytes: [UInt8]) throws(StoreFailure) {
    try living { () throws(StoreFailure) in try store.saveStatistics(id: id, bytes: bytes) }
  }
  func loadStatistics(id: String) throws(StoreFailure) -> [UInt8]? {
    try living { () throws(StoreFailure) in try store.loadStatistics(id: id) }
  }
  func prepare(_ epoch: Epoch) throws(StoreFailure) {
    try living { () throws(StoreFailure) in try store.prepare(epoch) }
  }
  func fold(bookID: String, keepingStatistics: Set<String>) throws(StoreFailure) {
    try living { () throws(StoreFailure) in try store.fold(bookID: bookID, keepingStatistics: keepingStatistics) }
  }
  func replaceBook(bookID: String, number: Int64, rows: [StateRow]) throws(StoreFailure) {
    try living { () throws(StoreFailure) in try store.replaceBook(bookID: bookID, number: number, rows: rows) }
  }
  func close() { store.close() }
}
