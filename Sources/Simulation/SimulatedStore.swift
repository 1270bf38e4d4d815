public import ForewarnCore
public import StreamRuntime
import Synchronization

/// A disk that outlives processes: what is durable, and what a crash may or may not leave.
public final class SimulatedDisk: Sendable {
  let state: Mutex<DiskState>

  public init(faults: FaultPlan = .none) {
    let identifiers = SimulatedIdentifiers(seed: faults.seed ^ 0xD15C)
    state = Mutex(DiskState(content: DiskContent(applicationUUID: identifiers.next()), faults: faults))
  }

  /// A process opens its state folder; `locked` while another has it.
  public func open() throws(StoreFailure) -> SimulatedStore {
    let isFree = state.withLock { state in
      defer { state.isOpen = true }
      return !state.isOpen
    }
    guard isFree else { throw StoreFailure(.locked, "the simulated disk is in use", remedy: "Close or crash it.") }
    return SimulatedStore(disk: self)
  }

  /// The process, or the host, is gone: writes that were not durable survive up to a random one. Stores that are open are of no
  /// use any more.
  public func crash() {
    state.withLock { $0.crash() }
  }

  /// The disk is replaced by an empty one.
  public func wipe() {
    state.withLock { state in
      state.crash()
      let identifiers = SimulatedIdentifiers(seed: state.random.next())
      state.replace(with: DiskContent(applicationUUID: identifiers.next()))
    }
  }

  public func setFaults(_ faults: FaultPlan) {
    state.withLock { $0.faults = faults }
  }

  /// The next fsyncs fail, whatever the plan says.
  public func failNextSyncs(_ count: Int) {
    state.withLock { $0.failingSyncs = count }
  }

  /// The next folds fail as those of a file that is damaged in the part that they need; .max = all.
  public func failNextFolds(_ count: Int) {
    state.withLock { $0.failingFolds = count }
  }
}

/// The state store of one process on a `SimulatedDisk`.
public final class SimulatedStore: StateStore {
  private let disk: SimulatedDisk
  private let life: Int

  init(disk: SimulatedDisk) {
    self.disk = disk
    life = disk.state.withLock { $0.life }
  }

  public func load() throws(StoreFailure) -> StoredState {
    try use { (state) throws(StoreFailure) in state.content.stored }
  }

  public func saveStatistics(id: String, bytes: [UInt8]) throws(StoreFailure) {
    try use { (state) throws(StoreFailure) in
      try state.write(durably: true) { (content) throws(StoreFailure) in content.statistics[id] = bytes }
    }
  }

  public func loadStatistics(id: String) throws(StoreFailure) -> [UInt8]? {
    try use { (state) throws(StoreFailure) in state.content.statistics[id] }
  }

  public func prepare(_ epoch: Epoch) throws(StoreFailure) {
    try use { (state) throws(StoreFailure) in
      try state.write(durably: true) { (content) throws(StoreFailure) in content.prepare(epoch) }
    }
  }

  public func fold(bookID: String, keepingStatistics: Set<String>) throws(StoreFailure) {
    try use { (state) throws(StoreFailure) in
      guard state.failingFolds == 0 else {
        if state.failingFolds != .max { state.failingFolds -= 1 }
        throw StoreFailure(.damaged, "simulated: a row of the base cannot be read", remedy: "Restore the folder.")
      }
      try state.write(durably: false) { (content) throws(StoreFailure) in
        try content.fold(bookID: bookID, keepingStatistics: keepingStatistics)
      }
    }
  }

  public func replaceBook(bookID: String, number: Int64, rows: [StateRow]) throws(StoreFailure) {
    try use { (state) throws(StoreFailure) in
      try state.write(durably: true) { (content) throws(StoreFailure) in
        content.prepared = []
        content.base = .init(bookID: bookID, number: number, rows: [:])
        content.base?.apply(rows)
      }
    }
  }

  public func close() {
    disk.state.withLock { state in
      if state.isOpen, state.life == life { state.close() }
    }
  }

  private func use<Result: Sendable>(
    _ body: @Sendable (inout DiskState) throws(StoreFailure) -> Result
  ) throws(StoreFailure) -> Result {
    let life = life
    return try disk.state.withLock { (state) throws(StoreFailure) in
      guard state.isOpen, state.life == life else {
        throw StoreFailure(.io, "the simulated store was closed, or its process is gone", remedy: "Open it again.")
      }
      return try body(&state)
    }
  }
}
