internal import ForewarnCore

/// Brings log, store and engine together: fence, read what is committed, load what it names (design, section 4, "Start").
struct Starter {
  let log: any EventLog
  let store: any StateStore
  let time: any TimeSource
  let options: Daemon.Options
  let around: Daemon.Surroundings

  struct Position: Equatable, Sendable {
    var chain: EpochChain
    var applicationUUID: String
    /// Statistics have to be saved with the first epoch: there are none that a book names.
    var needsStatistics: Bool
  }

  /// Loads the engine. Nothing is written before the table says that the state is ours.
  func start(_ engine: inout Engine) throws(RunFailure) -> Position {
    let found = try look()
    let row = StartTable.row(found.facts(log.partitions, options))
    if let failure = row.failure(group: options.identity.groupID) {
      try confirm(found.committed)
      throw failure
    }
    let plan = try Plan(row, found, slice: options.identity.slice)
    try repair(plan, found)
    let book = try rollForward(plan, found)
    try fill(&engine, book, plan, found)
    // Before the statistics are filled: while they are taught, the engine stands where they were saved.
    let chain = EpochChain(bookID: book?.bookID, number: book?.number ?? 0, offsets: offsets(engine))
    let needsStatistics = try fillStatistics(&engine, isNew: book == nil, found.bounds)
    return Position(
      chain: chain, applicationUUID: found.stored.applicationUUID, needsStatistics: needsStatistics)
  }

  // MARK: Steps

  func look() throws(RunFailure) -> Found {
    let stored = try onStore { () throws(StoreFailure) in try store.load() }
    let cluster = try onLog("asking for the cluster's id") { () throws(LogFailure) in try log.clusterID() }
    try onLog("fencing older producers") { () throws(LogFailure) in try log.fence() }
    let found = Found(
      stored: stored, clusterID: cluster,
      committed: try onLog("reading committed offsets") { () throws(LogFailure) in try log.committed() },
      bounds: try onLog("asking for the logs' bounds") { () throws(LogFailure) in try log.bounds() },
      topicRows: try onLog("reading the state topic") { () throws(LogFailure) in try log.readState() })
    precondition(found.bounds.count == log.partitions.count, "the log has bounds for each of its partitions")
    return found
  }

  /// Read twice before a verdict: a process that was paused meanwhile has seen an old answer.
  private func confirm(_ committed: [CommittedOffset]) throws(RunFailure) {
    let again = try onLog("reading committed offsets again") { () throws(LogFailure) in try log.committed() }
    if again != committed {
      throw RunFailure(.restart, "committed offsets changed while starting", remedy: "It starts again by itself.")
    }
  }

  /// Makes the disk hold the committed book.
  private func repair(_ plan: Plan, _ found: Found) throws(RunFailure) {
    guard let book = plan.book else { return }
    switch plan.repair {
    case .nothing: break
    case .takeFromTopic:
      around.report("the state on disk is not the committed one; taking it from the state topic")
      try onStore { () throws(StoreFailure) in
        try store.replaceBook(bookID: book.bookID, number: book.number, rows: book.rows)
      }
    case .fold:
      try onStore { () throws(StoreFailure) in
        try store.fold(bookID: book.bookID, keepingStatistics: Set(found.stored.statisticsIDs))
      }
    }
  }

  /// Sends what was prepared on top of the committed book, and answers the book that is committed then.
  private func rollForward(_ plan: Plan, _ found: Found) throws(RunFailure) -> StoredBook? {
    guard let prepared = plan.rollForward else { return plan.finalBook }
    around.report("sending again an epoch that was prepared before the last stop")
    let committer = Committer(log: log, store: store, time: time, applicationUUID: found.stored.applicationUUID)
    switch committer.send(prepared) {
    case .failed(let failure): throw failure
    case .unfolded(let failure):
      around.report("it is in Kafka, but could not be folded into the book on disk: \(failure.message)")
    case .committed: break
    }
    around.tell(around.wanted(of: prepared))
    return plan.finalBook
  }

  // MARK: Waiting

  func onStore<R>(_ body: () throws(StoreFailure) -> R) throws(RunFailure) -> R {
    do { return try body() } catch { throw RunFailure(error) }
  }

  /// A broker that does not answer is waited for; every other failure stops.
  func onLog<R>(_ doing: String, _ body: () throws(LogFailure) -> R) throws(RunFailure) -> R {
    var waits = 0
    while true {
      do {
        return try body()
      } catch {
        guard error.kind == .unavailable else { throw RunFailure(error) }
        around.publish(DaemonStatus(waiting: error.message))
        if waits % 10 == 0 { around.report("\(doing): \(error.message); waiting") }
        waits += 1
        guard !around.shouldStop() else { throw RunFailure(.unavailable, error.message, remedy: error.remedy) }
        time.pause(millis: 1_000)
      }
    }
  }
}
