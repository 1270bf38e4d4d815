public import ForewarnCore

/// The daemon's loop: fill buffers, let the engine advance, close epochs, hand them to the committer. One thread; the committer has
/// one epoch in flight while the next one fills.
public final class Daemon {
  private static let recordsAtATime = 4_096
  private static let panesAtATime = 1_000
  /// Outputs that may wait for the committer before reading waits too.
  private static let outputsToHold = 20_000
  /// A backlog decides panes fast: statistics are saved after so many, not only after a minute.
  private static let panesToKeep = 1_440
  /// More than a daemon that saves each minute leaves behind.
  private static let panesToSaveAtOnce = 5

  let log: any EventLog
  private let store: any StateStore
  let time: any TimeSource
  private let ids: any IdentifierSource
  private let executor: any CommitExecutor
  let options: Options
  let around: Surroundings

  var engine: Engine
  private(set) var chain = EpochChain(bookID: nil, number: 0, offsets: [])
  /// The last that is known to be in: the chain may be an epoch ahead.
  private(set) var committedBookID: String?
  var applicationUUID = ""
  /// When the first commit of this process was in: from then on the group names this state.
  private(set) var committedSinceMicros: Int64?
  var inFlight: InFlight?
  private let loop = OneThread("the daemon's loop")
  let committing = OneAtATime("the committing half of the log")
  var clock: EpochClock
  private var folds = FoldTries()
  private var committedRecords: Int64 = -1
  var status = DaemonStatus()
  var publishedAt: Int64 = .min / 2
  /// From the moment on when reading begins.
  var watch: InputWatch?
  var disconnected = Outage("waiting for Kafka", over: "Kafka answers again")
  var refused = Outage("a commit does not come through, and is tried again", over: "commits come through again")
  var clockJump = Outage("the wall clock is not followed", over: "the wall clock is believed again", toleranceMicros: 0)
  var wall: TrustedClock
  /// What is read beside the inputs; set before the daemon runs.
  public var reference: (any ReferenceLog)?
  public var operatorSource: (any OperatorSource)?

  public init(
    log: any EventLog, store: any StateStore, time: any TimeSource, ids: any IdentifierSource,
    executor: any CommitExecutor, engine: consuming Engine, options: Options, around: Surroundings
  ) {
    self.log = log
    self.store = store
    self.time = time
    self.ids = ids
    self.executor = executor
    self.engine = engine
    self.options = options
    self.around = around
    clock = EpochClock(now: time.monotonicMicros)
    wall = TrustedClock(wall: time.wallMicros, monotonic: time.monotonicMicros)
  }

  /// Runs until told to stop, or, with `exitAtEnd`, to the end of the input. The state is committed on return.
  public func run() throws(RunFailure) -> DaemonStatus {
    precondition(status.phase == .starting && status.commits == 0, "a daemon runs once")
    do throws(RunFailure) { return try live() } catch {
      try leave(after: whoStopped(error, inFlight: waitForFlight()))
      status.phase = .stopped
      publish(force: true)
      return status
    }
  }

  private func live() throws(RunFailure) -> DaemonStatus {
    publish(force: true)
    readClock()
    let starter = Starter(log: log, store: store, time: time, options: options, around: around)
    let position = try committing.call { () throws(RunFailure) in try starter.start(&engine) }
    chain = position.chain
    committedBookID = chain.bookID
    applicationUUID = position.applicationUUID
    let targets = options.exitAtEnd ? try onLog { () throws(LogFailure) in try log.bounds().map(\.end) } : nil
    try onLog { () throws(LogFailure) in try log.start(at: log.partitions.indices.map { engine.nextOffset($0) }) }
    watch = InputWatch(log.partitions, maxWaitMicros: engine.settings.time.maxWaitSeconds * 1_000_000)
    var feeder = Feeder(
      reader: log, time: time, settings: engine.settings.time, targets: targets,
      skipsLost: options.skipsLostInput)

    if engine.isTeaching {
      status.phase = .teaching
      guard try teach(&feeder) else { return status }
    }
    try startReference()
    status.phase = .running
    // Take-over: the first commit comes at once and shows others who owns the id now.
    // Who always dies within the minute would leave each next life more to be taught than the last one had.
    try close(withSnapshot: position.needsStatistics || engine.panesSinceStatistics >= Self.panesToSaveAtOnce)
    publish(force: true)

    while !around.shouldStop() {
      var progressed = try takeReference()
      try takeOperatorChange()
      if mayDecide, try step(&feeder) { progressed = true }
      try collect()
      if options.exitAtEnd, feeder.isFinished(engine) {
        if let last = engine.lastEventMicros { _ = engine.tick(toMicros: last) }
        drainNotices()
        handPanes(isCatchingUp: false)
        break
      }
      try closeIfDue(isCatchingUp: !feeder.isAtEnd(engine))
      if publish(), try mustReopen() { break }
      if !progressed { wait() }
    }
    let reopens = status.phase == .reopening
    if !reopens { status.phase = .stopping }
    publish(force: true)
    try finish()
    if !reopens { status.phase = .stopped }
    publish(force: true)
    return status
  }

  // MARK: Reading

  /// Reads again what the statistics have not seen. False when told to stop.
  private func teach(_ feeder: inout Feeder) throws(RunFailure) -> Bool {
    around.report("reading again what the saved statistics have not seen")
    while engine.isTeaching {
      guard !around.shouldStop() else { return false }
      readClock()
      switch engine.teach(maxRecords: Self.recordsAtATime) {
      case .exhausted(let p): _ = try feeder.refill(p, &engine)
      case .waiting: if try !feeder.refillAll(&engine) { wait() }
      case .budget, nil: break
      }
      handPanes(isCatchingUp: true)
      if publish() { _ = try mustReopen() }
    }
    if engine.counters.diverged > 0 {
      around.report("replay_diverged: the statistics differ from what they were before the stop")
    }
    return true
  }

  /// One round. False when there was nothing to take.
  private func step(_ feeder: inout Feeder) throws(RunFailure) -> Bool {
    loop.check()
    readClock()
    if holdsEnough, inFlight != nil { return false }
    let came = try feeder.refillAll(&engine)
    let before = engine.accounting.records
    var more = true
    while more {
      switch engine.advance(maxRecords: Self.recordsAtATime) {
      case .exhausted(let p): more = try feeder.refill(p, &engine) || engine.supply(of: p) != .lagging
      case .budget, .waiting: more = false
      }
      if engine.accounting.records - before >= Int64(Self.recordsAtATime) { more = false }
    }
    for line in feeder.takeSkipped() { around.report(line) }
    if let newest = feeder.takeNewestTimestamp() { wall.hear(timestamp: newest, monotonic: time.monotonicMicros) }
    let ticks = tickIfAtEnd(feeder)
    drainNotices()
    handPanes(isCatchingUp: !feeder.isAtEnd(engine))
    if engine.hasOutputs { clock.sawOutput(now: time.monotonicMicros) }
    if engine.accounting.records != committedRecords { clock.sawRecord(now: time.monotonicMicros) }
    return came || ticks || engine.accounting.records != before
  }

  func readClock() { engine.nowMicros = wall.read(wall: time.wallMicros, monotonic: time.monotonicMicros) }

  /// Silence is seen only where everything was read: time goes on with the wall clock when all partitions stand at fresh ends, and the
  /// clock did not jump.
  /// A long silence is worked off in pieces, so that commits and signals come in between; true when more is left.
  private func tickIfAtEnd(_ feeder: Feeder) -> Bool {
    guard !options.exitAtEnd, wall.jumpMicros == nil, feeder.isAtEnd(engine) else { return false }
    return !engine.tick(
      toMicros: engine.nowMicros - engine.settings.time.tickDelaySeconds * 1_000_000, maxPanes: Self.panesAtATime)
  }

  private func wait() {
    log.askForEnds()
    let untilDue = engine.hasOutputs || inFlight != nil ? 5 : 100
    log.wait(atMostMillis: untilDue)
  }

  private func drainNotices() {
    for notice in engine.takeNotices() { around.notice(notice) }
  }

  // MARK: Committing

  /// As many outputs as an epoch should have.
  private var holdsEnough: Bool { engine.outputCount >= Self.outputsToHold || engine.isFull }

  private func closeIfDue(isCatchingUp: Bool) throws(RunFailure) {
    guard inFlight == nil else { return }
    let now = time.monotonicMicros
    let hasChanges = engine.accounting.records != committedRecords
    let isBelated = isCatchingUp && !holdsEnough && engine.decidedThroughMicros.map { isOld($0) } == true
    guard clock.isDue(now: now, hasChanges: hasChanges, isBelated: isBelated) else { return }
    let isDue = clock.isSnapshotDue(now: now) || engine.panesSinceStatistics >= Self.panesToKeep
    try close(withSnapshot: engine.decidedSinceSnapshot && isDue)
  }

  private func close(withSnapshot: Bool) throws(RunFailure) {
    precondition(inFlight == nil, "one epoch is in flight at a time")
    let now = time.monotonicMicros
    let statistics = withSnapshot ? Committer.Statistics(id: ids.next(), bytes: engine.snapshot()) : nil
    let epoch = Epoch(
      closing: &engine, after: chain, of: log.partitions,
      EpochNames(
        slice: options.identity.slice, applicationUUID: applicationUUID, bookID: ids.next(),
        statisticsID: statistics?.id))
    chain.append(epoch)
    committedRecords = engine.accounting.records
    clock.closed(now: now, withSnapshot: withSnapshot)

    let flight = InFlight(startedAtMicros: now, caseEvents: around.wanted(of: epoch))
    let committer = Committer(
      log: log, store: store, time: time, applicationUUID: applicationUUID, onRefused: { flight.trouble = $0 })
    inFlight = flight
    executor.submit { [log, committing] in
      flight.finish(committing.call { committer.commit(epoch, statistics) })
      log.wake()
    }
  }

  /// Takes up the outcome of the epoch in flight, if there is one by now.
  func collect() throws(RunFailure) {
    guard let flight = inFlight, let result = flight.result else { return }
    inFlight = nil
    let now = time.monotonicMicros
    clock.committed(now: now)
    switch result {
    case .failed(let failure): throw failure
    case .committed: if let line = folds.succeeded() { around.report(line) }
    case .unfolded(let failure):
      status.failedFolds += 1
      if let line = folds.failed(failure) { around.report(line) }
    }
    status.commits += 1
    committedSinceMicros = committedSinceMicros ?? now
    committedBookID = chain.bookID
    status.lastCommitMicros = time.wallMicros
    status.lastCommitDurationMicros = now - flight.startedAtMicros
    around.tell(flight.caseEvents)
    if let failure = folds.failure { throw failure }
  }

  /// The last epoch, with statistics, so that the next start has nothing to read again. Where no broker answers it is left to that start:
  /// what is prepared is sent then, what is not is read again.
  private func finish() throws(RunFailure) {
    guard try awaitFlight() else { return }
    try close(withSnapshot: true)
    _ = try awaitFlight()
  }

  /// Waits for the epoch in flight. False when no broker answers, so that nobody can tell when it will come home.
  private func awaitFlight() throws(RunFailure) -> Bool {
    while inFlight != nil {
      try collect()
      guard inFlight != nil else { break }
      log.askForEnds()
      log.wait(atMostMillis: 10)
      publish()
      if disconnected.isTold {
        around.report(
          "leaving without the last commit, since no broker answers; the next start goes on from the one before")
        return false
      }
    }
    return true
  }

  private func onLog<R>(_ body: () throws(LogFailure) -> R) throws(RunFailure) -> R {
    do { return try body() } catch { throw RunFailure(error) }
  }
}
