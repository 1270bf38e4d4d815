public import ForewarnCore

/// The ways on after a stop: the book stays (cases, counts, what was decided), and reading goes on at other offsets. Statistics are learned
/// anew. Commits once, so that the next start finds everything in order.
public struct Repositioning {
  public enum Way: Sendable, Equatable {
    /// Where the book and the committed offsets are, or where the log begins by now: what retention took is passed over.
    case atCommitted
    /// As if nothing had been read yet: from a place in the logs that are there now.
    case from(Place)
  }

  public enum Place: Sendable, Equatable {
    case earliest, latest
    /// The first record of this time or later, µs since 1970.
    case time(Int64)
  }

  /// What became of one partition.
  public struct Move: Sendable, Equatable {
    public var partition: TopicPartition
    /// nil when the book did not know it.
    public var from: Int64?
    public var to: Int64

    public init(partition: TopicPartition, from: Int64?, to: Int64) {
      self.partition = partition
      self.from = from
      self.to = to
    }
  }

  private let starter: Starter
  private let ids: any IdentifierSource

  /// No daemon may run on the folder or under the application's id: its producer is fenced. `report` is told what is waited for.
  public init(
    log: any EventLog, store: any StateStore, ids: any IdentifierSource, options: Daemon.Options,
    report: @escaping (String) -> Void
  ) {
    let around = Daemon.Surroundings(shouldStop: { false }, report: report, notice: { _ in }, publish: { _ in })
    starter = Starter(log: log, store: store, time: SystemTime(), options: options, around: around)
    self.ids = ids
  }

  /// Moves the book and commits it; answers what moved. `engine` is one that has done nothing.
  public func run(_ way: Way, _ engine: inout Engine) throws(RunFailure) -> [Move] {
    let found = try starter.look()
    let row = StartTable.row(found.facts(starter.log.partitions, starter.options))
    if case .otherApplication = row, let failure = row.failure(group: starter.options.identity.groupID) {
      throw failure
    }
    let book = try Self.book(found)
    let known: Set<Int>
    do { known = try engine.load(StateRows.book(book.rows)) } catch { throw RunFailure(error) }
    let moves = try moves(way, found, known, engine)
    if found.stored.base?.bookID != book.bookID {
      try starter.onStore { () throws(StoreFailure) in
        try starter.store.replaceBook(bookID: book.bookID, number: book.number, rows: book.rows)
      }
    }
    for (p, move) in moves.enumerated() { engine.move(p, to: move.to, isAnew: way != .atCommitted) }
    engine.learnAnew()
    engine.rewriteWholeBook()
    engine.identify(
      clusterID: found.clusterID, applicationUUID: found.stored.applicationUUID, group: starter.options.identity.groupID
    )
    try commit(&engine, after: book, found)
    return moves
  }

  /// The book that Kafka's commit names, else the newest that is at hand.
  private static func book(_ found: Found) throws(RunFailure) -> StoredBook {
    for metadata in found.committed.compactMap({ CommitMetadata($0.metadata) }) {
      let rows = found.local.rows(metadata.bookID) ?? (found.topicBook?.id == metadata.bookID ? found.topicRows : nil)
      if let rows { return StoredBook(bookID: metadata.bookID, number: metadata.epoch, rows: rows) }
    }
    // A state topic that was made anew holds a part of the book, and says still what was committed: it may be what the disk has prepared.
    if let named = StateRows.namedBook(found.topicRows), let rows = found.local.rows(named.id) {
      return StoredBook(bookID: named.id, number: named.number, rows: rows)
    }
    if let topic = found.topicBook, topic.number >= found.stored.base?.number ?? 0 {
      return StoredBook(bookID: topic.id, number: topic.number, rows: found.topicRows)
    }
    if let base = found.stored.base { return base }
    throw RunFailure(
      .stop, "there is no book to go on with, neither in the state folder nor in the state topic",
      remedy:
        "Begin anew: a new application.id and a new state.path, then `forewarn run`. Cases of the lost book are not closed by anybody."
    )
  }

  private func moves(
    _ way: Way, _ found: Found, _ known: Set<Int>, _ engine: borrowing Engine
  ) throws(RunFailure) -> [Move] {
    let log = starter.log
    let bounds = found.bounds
    var places: [Int64]
    switch way {
    case .from(.earliest): places = bounds.map(\.start)
    case .from(.latest): places = bounds.map(\.end)
    case .from(.time(let micros)):
      places = try starter.onLog("asking for offsets of a time") { () throws(LogFailure) in
        try log.offsets(atMicros: micros)
      }
    case .atCommitted:
      places = []
      for (p, partition) in log.partitions.enumerated() {
        let committed = found.committed.first { $0.partition == partition }?.offset ?? 0
        let place = max(known.contains(p) ? engine.nextOffset(p) : 0, committed, bounds[p].start)
        guard place <= bounds[p].end else { throw Self.beyondEnd(partition, place, bounds[p].end) }
        places.append(place)
      }
    }
    return log.partitions.indices.map { p in
      Move(partition: log.partitions[p], from: known.contains(p) ? engine.nextOffset(p) : nil, to: places[p])
    }
  }

  private static func beyondEnd(_ partition: TopicPartition, _ place: Int64, _ end: Int64) -> RunFailure {
    RunFailure(
      .stop, "\(partition.name) ends at offset \(end), and was read up to \(place): it is not the log that was read",
      remedy:
        "If its topic was made anew on purpose, run `forewarn state restart --from earliest`; else restore its records."
    )
  }

  private func commit(_ engine: inout Engine, after book: StoredBook, _ found: Found) throws(RunFailure) {
    let chain = EpochChain(bookID: book.bookID, number: book.number, offsets: starter.offsets(engine))
    let epoch = Epoch(
      closing: &engine, after: chain, of: starter.log.partitions,
      EpochNames(
        slice: starter.options.identity.slice, applicationUUID: found.stored.applicationUUID, bookID: ids.next()))
    let committer = Committer(
      log: starter.log, store: starter.store, time: starter.time, applicationUUID: found.stored.applicationUUID)
    switch committer.commit(epoch, nil) {
    case .committed: break
    case .unfolded(let failure): throw RunFailure(failure)
    case .failed(let failure): throw failure
    }
  }
}
