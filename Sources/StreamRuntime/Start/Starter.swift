public import ForewarnCore

/// Brings log, store and engine together: fence, read what is committed, load what it names (design, section 4, "Start").
public struct Starter {
  let log: any EventLog
  let store: any StateStore
  let time: any TimeSource
  let group: String
  let slice: SliceID
  /// What happens, for the operator.
  let report: (String) -> Void
  /// Asked while waiting: go on?
  let goOn: () -> Bool

  public init(
    log: any EventLog, store: any StateStore, time: any TimeSource, group: String, slice: SliceID,
    report: @escaping (String) -> Void, goOn: @escaping () -> Bool
  ) {
    self.log = log
    self.store = store
    self.time = time
    self.group = group
    self.slice = slice
    self.report = report
    self.goOn = goOn
  }

  /// Where the chain of books stands.
  public struct Position: Equatable, Sendable {
    public var bookID: String?
    public var number: Int64
    public var applicationUUID: String
    /// Statistics have to be saved with the first epoch: there are none that a book names.
    public var needsStatistics: Bool
  }

  /// Loads the engine. Nothing is written before the table says that the state is ours.
  public func start(_ engine: inout Engine) throws(RunFailure) -> Position {
    let stored = try onStore { () throws(StoreFailure) in try store.load() }
    let cluster = try onLog("asking for the cluster's id") { () throws(LogFailure) in try log.clusterID() }
    try onLog("fencing older producers") { () throws(LogFailure) in try log.fence() }
    let committed = try onLog("reading committed offsets") { () throws(LogFailure) in try log.committed() }
    let bounds = try onLog("asking for the logs' bounds") { () throws(LogFailure) in try log.bounds() }
    let topicRows = try onLog("reading the state topic") { () throws(LogFailure) in try log.readState() }
    let topic = StateRows.wholeBook(topicRows)

    let local = LocalBooks(stored)
    let knownRows = topic.map { local.rows($0.id) ?? topicRows } ?? stored.base?.rows ?? []
    let book = StateRows.book(knownRows)
    let row = StartTable.row(
      StartFacts(
        slice: slice, clusterID: cluster, partitions: log.partitions, committed: committed, bounds: bounds,
        localBooks: local.ids,
        hasLocalBase: stored.base != nil, topicBook: topic?.id, bookCluster: Engine.clusterID(in: book),
        bookPartitions: Engine.partitions(in: book, among: log.partitions)))
    if let failure = row.failure(group: group) {
      // Read twice before a verdict: a process that was paused meanwhile has seen an old answer.
      let again = try onLog("reading committed offsets again") { () throws(LogFailure) in try log.committed() }
      if again != committed {
        throw RunFailure(.restart, "committed offsets changed while starting", remedy: "It starts again by itself.")
      }
      throw failure
    }
    return try load(row, stored, local, topicRows, topic, cluster, bounds, committed, &engine)
  }

  private func load(
    _ row: StartRow, _ stored: StoredState, _ local: LocalBooks, _ topicRows: [StateRow],
    _ topic: (id: String, number: Int64)?, _ cluster: String, _ bounds: [LogBounds],
    _ committed: [CommittedOffset], _ engine: inout Engine
  ) throws(RunFailure) -> Position {
    var position = Position(
      bookID: nil, number: 0, applicationUUID: stored.applicationUUID, needsStatistics: true)
    var rows: [StateRow] = []
    if case .fine(let metadata, let source) = row {
      rows = (source == .local ? local.rows(metadata.bookID) : topicRows) ?? []
      position.bookID = metadata.bookID
      position.number = metadata.epoch
      guard Engine.digest(of: StateRows.book(rows)) == metadata.digest else {
        throw RunFailure(
          .stop, "the state \(metadata.bookID) is damaged: its digest is not the one that was committed",
          remedy:
            "Nothing was overwritten. Restore the state folder from a copy, or move it away: the state topic has it too."
        )
      }
      if source == .topic {
        report("the state on disk is not the committed one; taking it from the state topic")
        try onStore { () throws(StoreFailure) in
          try store.replaceBook(bookID: metadata.bookID, number: metadata.epoch, rows: rows)
        }
      } else if stored.base?.bookID != metadata.bookID {
        // It was prepared and committed; only the fold is missing.
        try onStore { () throws(StoreFailure) in
          try store.fold(bookID: metadata.bookID, keepingStatistics: Set(stored.statisticsIDs))
        }
      }
    }
    // Prepared on top of what is committed: it goes out as it was. (A first one may have been meant for another cluster.)
    var isRolledForward = false
    if let prepared = stored.prepared.first(where: {
      guard let metadata = CommitMetadata($0.metadata) else { return false }
      return $0.parentBookID == position.bookID && metadata.clusterID == cluster && metadata.slice == slice
    }) {
      report("sending again an epoch that was prepared before the last stop")
      let committer = Committer(log: log, store: store, time: time, applicationUUID: stored.applicationUUID)
      switch committer.send(prepared) {
      case .failed(let failure): throw failure
      case .committed: break
      }
      rows = Self.apply(prepared.rows, to: rows)
      isRolledForward = true
      position.bookID = prepared.bookID
      position.number = prepared.number
    }
    let (isWhole, known) = engine.load(StateRows.book(rows))
    guard isWhole else {
      throw RunFailure(
        .stop, "the state was written by another version of forewarn and cannot be read",
        remedy: "Nothing was overwritten. Run the version that wrote it, or begin anew with a new application id.")
    }
    if !isRolledForward, position.bookID != nil { try check(committed, known, engine) }
    for p in log.partitions.indices where !known.contains(p) { engine.begin(p, at: bounds[p].start) }
    if topic?.id != position.bookID { engine.rewriteWholeBook() }
    engine.identify(clusterID: cluster, applicationUUID: stored.applicationUUID)
    position.needsStatistics = try restoreStatistics(&engine, isNew: position.bookID == nil, bounds)
    return position
  }

  /// A tool may move offsets and keep our metadata: the book knows better where its partitions stood.
  private func check(
    _ committed: [CommittedOffset], _ known: Set<Int>, _ engine: borrowing Engine
  ) throws(RunFailure) {
    var moved: [TopicPartition] = []
    for offset in committed {
      guard let p = log.partitions.firstIndex(of: offset.partition), known.contains(p) else { continue }
      if engine.nextOffset(p) != offset.offset { moved.append(offset.partition) }
    }
    if !moved.isEmpty, let failure = StartRow.offsetsReset(moved).failure(group: group) { throw failure }
  }

  /// Statistics that the book names, or learned anew. Returns whether the next epoch has to name new ones.
  private func restoreStatistics(
    _ engine: inout Engine, isNew: Bool, _ bounds: [LogBounds]
  ) throws(RunFailure) -> Bool {
    guard !isNew else { return true }
    var reason = "the book names none"
    if let id = engine.statisticsID {
      let bytes = try onStore { () throws(StoreFailure) in try store.loadStatistics(id: id) }
      switch bytes.map({ engine.restore(statistics: $0) }) {
      case .complete: return false
      case .teaching:
        let isReadable = log.partitions.indices.allSatisfy {
          engine.nextOffset($0) >= bounds[$0].start || !engine.needsTeaching($0)
        }
        if isReadable { return false }
        reason = "retention has taken the records that they would be taught from"
        engine.abandonTeaching()
      case .unusable(let why): reason = why
      case nil: reason = "they are not on this disk"
      }
    }
    report("statistics are learned anew: \(reason); panes up to the newest event are not judged")
    engine.learnAnew()
    return true
  }

  static func apply(_ changes: [StateRow], to rows: [StateRow]) -> [StateRow] {
    var table: [[UInt8]: [UInt8]] = [:]
    for row in rows { table[row.key] = row.value }
    for row in changes { table[row.key] = row.value }
    return table.map { StateRow(key: $0, value: $1) }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
  }

  // MARK: Waiting

  private func onStore<R>(_ body: () throws(StoreFailure) -> R) throws(RunFailure) -> R {
    do { return try body() } catch { throw RunFailure(error) }
  }

  /// A broker that does not answer is waited for; every other failure stops.
  private func onLog<R>(_ doing: String, _ body: () throws(LogFailure) -> R) throws(RunFailure) -> R {
    var waits = 0
    while true {
      do {
        return try body()
      } catch {
        guard error.kind == .unavailable else { throw RunFailure(error) }
        if waits % 10 == 0 { report("\(doing): \(error.message); waiting") }
        waits += 1
        guard goOn() else { throw RunFailure(.unavailable, error.message, remedy: error.remedy) }
        time.pause(millis: 1_000)
      }
    }
  }
}

/// The books that the local store can give whole: the base, and what was prepared on top of it.
struct LocalBooks {
  private let base: StoredBook?
  private let prepared: [Epoch]

  init(_ stored: StoredState) {
    base = stored.base
    prepared = stored.prepared.filter { $0.parentBookID == stored.base?.bookID }
  }

  var ids: [String] { (base.map { [$0.bookID] } ?? []) + prepared.map(\.bookID) }

  func rows(_ id: String) -> [StateRow]? {
    if let base, base.bookID == id { return base.rows }
    return prepared.first { $0.bookID == id }.map { Starter.apply($0.rows, to: base?.rows ?? []) }
  }
}
