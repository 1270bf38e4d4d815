internal import ForewarnCore

// All that a start asks of the engine.
extension Starter {
  /// Gives the engine the committed book; what the log and the topic do not have yet, the first epoch brings.
  func fill(_ engine: inout Engine, _ book: StoredBook?, _ plan: Plan, _ found: Found) throws(RunFailure) {
    let known: Set<Int>
    do { known = try engine.load(StateRows.book(book?.rows ?? [])) } catch { throw RunFailure(error) }
    // What was sent just now has other offsets than those that were found.
    if book != nil, plan.rollForward == nil { try check(found.committed, known, engine) }
    try checkRecords(engine)
    for p in log.partitions.indices where !known.contains(p) { engine.begin(p, at: found.bounds[p].start) }
    if found.topicBook?.id != book?.bookID { engine.rewriteWholeBook() }
    engine.identify(
      clusterID: found.clusterID, applicationUUID: found.stored.applicationUUID, group: options.identity.groupID)
  }

  /// Where the engine's book goes on reading, in the order of the log's partitions.
  func offsets(_ engine: borrowing Engine) -> [PartitionOffset] {
    log.partitions.indices.map { PartitionOffset(partition: log.partitions[$0], offset: engine.nextOffset($0)) }
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
    if !moved.isEmpty, let failure = StartRow.offsetsReset(moved).failure(group: options.identity.groupID) {
      throw failure
    }
  }

  /// A topic that was made anew may have grown past where its namesake stood: then another record stands where one was read.
  private func checkRecords(_ engine: borrowing Engine) throws(RunFailure) {
    let known = log.partitions.indices.map { engine.lastRecord($0) }
    guard known.contains(where: { $0 != nil }) else { return }
    let times = try onLog("looking up the last records read") { () throws(LogFailure) in
      try log.recordTimes(at: known.map { $0?.offset })
    }
    for (p, time) in times.enumerated() {
      guard let time, let record = known[p], time != record.timestampMicros else { continue }
      throw InputWatch.replaced(
        log.partitions[p], LayoutChange.otherRecord(at: record.offset, time, record.timestampMicros))
    }
  }

  /// Statistics that the book names, or learned anew. Returns whether the next epoch has to name new ones.
  func fillStatistics(_ engine: inout Engine, isNew: Bool, _ bounds: [LogBounds]) throws(RunFailure) -> Bool {
    guard !isNew else { return true }
    guard let reason = try restoreStatistics(&engine, bounds) else { return false }
    around.report("statistics are learned anew: \(reason); panes up to the newest event are not judged")
    engine.learnAnew()
    return true
  }

  /// nil when they are restored, or will be once they were taught; else why not.
  private func restoreStatistics(_ engine: inout Engine, _ bounds: [LogBounds]) throws(RunFailure) -> String? {
    guard let id = engine.statisticsID else { return "the book names none" }
    let bytes = try onStore { () throws(StoreFailure) in try store.loadStatistics(id: id) }
    switch bytes.map({ engine.restore(statistics: $0) }) {
    case .complete(let relearned):
      reportRelearned(relearned)
      precondition(!engine.isTeaching, "complete statistics need no teaching")
      return nil
    case .teaching(let relearned):
      reportRelearned(relearned)
      precondition(engine.isTeaching, "statistics that are behind the book are taught first")
      let isReadable = log.partitions.indices.allSatisfy {
        engine.nextOffset($0) >= bounds[$0].start || !engine.needsTeaching($0)
      }
      if isReadable { return nil }
      engine.abandonTeaching()
      return "retention has taken the records that they would be taught from"
    case .unusable(let why): return why
    case nil: return "they are not on this disk"
    }
  }

  private func reportRelearned(_ sections: [String]) {
    guard !sections.isEmpty else { return }
    let list = sections.joined(separator: ", ")
    around.report("parts of the statistics have another form in this version and are learned anew: \(list)")
  }
}
