internal import ForewarnCore

/// What a start finds in the log and the store, before anything is decided.
struct Found {
  let stored: StoredState
  let clusterID: String
  let committed: [CommittedOffset]
  /// In the order of the log's partitions.
  let bounds: [LogBounds]
  let topicRows: [StateRow]
  /// The book of the `state` topic, when it is whole.
  let topicBook: (id: String, number: Int64)?
  let local: LocalBooks

  init(
    stored: StoredState, clusterID: String, committed: [CommittedOffset], bounds: [LogBounds], topicRows: [StateRow]
  ) {
    self.stored = stored
    self.clusterID = clusterID
    self.committed = committed
    self.bounds = bounds
    self.topicRows = topicRows
    topicBook = StateRows.wholeBook(topicRows)
    local = LocalBooks(stored)
  }

  /// What the start table looks at.
  func facts(_ partitions: [TopicPartition], _ options: Daemon.Options) -> StartFacts {
    let knownRows = topicBook.map { local.rows($0.id) ?? topicRows } ?? stored.base?.rows ?? []
    let book = StateRows.book(knownRows)
    return StartFacts(
      slice: options.identity.slice, group: options.identity.groupID, skipsLostInput: options.skipsLostInput,
      clusterID: clusterID,
      partitions: partitions, committed: committed,
      bounds: bounds,
      localBooks: local.ids, hasLocalBase: stored.base != nil, topicBook: topicBook?.id,
      localGroup: stored.base.flatMap { Engine.origin(of: StateRows.book($0.rows))?.group },
      bookCluster: Engine.origin(of: book)?.clusterID, bookPartitions: Engine.partitions(in: book, among: partitions))
  }
}

/// The books that the local store can give whole: the base, and what was prepared on top of it. That is one epoch at most, but for
/// commits that could not be folded.
struct LocalBooks {
  private let base: StoredBook?
  private let prepared: [Epoch]

  init(_ stored: StoredState) {
    base = stored.base
    prepared = stored.prepared
  }

  var ids: [String] {
    (base.map { [$0.bookID] } ?? []) + prepared.map(\.bookID).filter { history(of: $0) != nil }
  }

  func rows(_ id: String) -> [StateRow]? {
    history(of: id).map { $0.reduce(base?.rows ?? []) { StateRows.apply($1.rows, to: $0) } }
  }

  /// The epochs that lead from the base to a book, oldest first; nil when none do.
  private func history(of id: String) -> [Epoch]? {
    var epochs: [Epoch] = []
    var wanted: String? = id
    while wanted != base?.bookID {
      // A chain longer than all there is goes round in a circle.
      guard epochs.count < prepared.count, let epoch = prepared.first(where: { $0.bookID == wanted }) else {
        return nil
      }
      epochs.append(epoch)
      wanted = epoch.parentBookID
    }
    return epochs.reversed()
  }
}
