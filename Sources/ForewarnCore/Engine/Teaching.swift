/// Statistics brought from where they were saved to where the book is: events enter cells, panes close where the book says they did
/// and teach; no rule runs, nothing is emitted. The cursor is its own; the book's stays where it is.
struct Teaching {
  var cursor: Cursor
  /// The decided panes that the statistics have not seen, ascending.
  var panes: ArraySlice<DecidedPane>
}

/// How the restored statistics fit the book.
public enum Restoration: Equatable, Sendable {
  /// They are where the book is. `relearned` names the sections that this version does not have in this form.
  case complete(relearned: [String])
  /// Records have to be read again, from `nextOffset` on.
  case teaching(relearned: [String])
  /// They cannot be used: of another version, generation or history.
  case unusable(String)
}

extension Engine {
  public var isTeaching: Bool { teaching != nil }

  /// Takes statistics up. Must follow `load`, and `begin` of new partitions.
  public mutating func restore(statistics bytes: [UInt8]) -> Restoration {
    precondition(teaching == nil, "statistics are taken up once")
    let restored: StatisticsSnapshot.Restored
    do { restored = try StatisticsSnapshot.read(bytes, sources) } catch {
      return .unusable("the saved statistics are of another form, or damaged at byte \(error.offset)")
    }
    let header = restored.header
    guard header.generation == book.meta.generation else {
      return .unusable("the saved statistics are of an older generation")
    }
    guard header.lastClosed <= book.cursor.lastDecided else {
      return .unusable("the saved statistics are ahead of the book")
    }
    let relearned = restored.relearned
    let partitions = sources.indices.map { restoredProgress($0, header) }
    statistics = restored.statistics
    introduceAgain()
    if relearned.contains(where: Statistics.holdsCells) { markPartial() }
    // Statistics of before the first event begin where time did.
    if statistics.lastClosed == .min { statistics.lastClosed = book.meta.beganAfter ?? .min }
    let cursor = Cursor(time: settings.time, partitions: partitions, lastDecided: statistics.lastClosed)
    let panes = book.panes.after(header.lastClosed)
    if partitions == book.cursor.partitions, panes.isEmpty { return .complete(relearned: relearned) }
    teaching = Teaching(cursor: cursor, panes: panes)
    return .teaching(relearned: relearned)
  }

  /// Where the statistics stood in a partition; one that they never met is read from where the book began.
  private func restoredProgress(_ p: Int, _ header: StatisticsSnapshot.Header) -> PartitionProgress {
    let source = sources[p].partition
    if let saved = header.partitions.first(where: { $0.topic == source.topic && $0.partition == source.partition }) {
      return saved.progress
    }
    let began = book.cursor.partitions[p].beganAtOffset
    return PartitionProgress(nextOffset: began, beganAtOffset: began)
  }

  /// Takes records again up to where the book is; nil when it is there.
  public mutating func teach(maxRecords: Int) -> Advance? {
    guard var current = teaching.take() else { return nil }
    var left = maxRecords
    while left > 0 {
      switch nextTaught(&current) {
      case .waiting:
        teaching = current
        return .waiting
      case .none:
        guard closeTaughtPane(&current) else {
          finishTeaching(current)
          return nil
        }
      case .take(let first, let bound):
        take(first, &current.cursor, wall: wall(of: first, current))
        left -= 1
        if merge.isEmpty(first), current.cursor.partitions[first].nextOffset < bound {
          teaching = current
          return .exhausted(first)
        }
      }
    }
    teaching = current
    return .budget
  }

  private enum Taught {
    case take(Int, bound: Int64)
    case waiting, none
  }

  /// The next record before the next taught decision.
  private func nextTaught(_ current: inout Teaching) -> Taught {
    var first = -1
    var firstBound: Int64 = 0
    for p in sources.indices {
      let bound = bound(p, current)
      guard current.cursor.partitions[p].nextOffset < bound else { continue }
      if merge.isEmpty(p) {
        // At the end of the log nothing more can come before the bound: what is missing are markers. A partition that was left
        // out has records that would be counted twice if they were passed over here.
        switch merge.supplies[p] {
        case .atEnd, .finished: pass(p, to: bound, &current.cursor)
        case .lagging, .leftOut: return .waiting
        }
      } else if merge.head(p).offset >= bound {
        pass(p, to: bound, &current.cursor)
      } else if first < 0 || merge.precedes(p, first) {
        first = p
        firstBound = bound
      }
    }
    return first < 0 ? .none : .take(first, bound: firstBound)
  }

  /// What is missing before a bound has left no trace but the one in the book.
  private func pass(_ p: Int, to bound: Int64, _ cursor: inout Cursor) {
    cursor.partitions[p].nextOffset = bound
    let known = book.cursor.partitions[p]
    if bound == known.nextOffset { cursor.partitions[p].lastRecordMicros = known.lastRecordMicros }
  }

  /// Where the next taught decision stood in a partition, or the book, behind the last; a partition that was not read yet then stays
  /// where it is.
  private func bound(_ p: Int, _ current: Teaching) -> Int64 {
    guard let decided = current.panes.first else { return book.cursor.partitions[p].nextOffset }
    return decided.position(of: sources[p].partition, hint: p)?.nextOffset ?? current.cursor.partitions[p].nextOffset
  }

  /// The wall clock by which the records before the next taught decision were judged; today's in books that do not say.
  private func wall(of p: Int, _ current: Teaching) -> WallClock {
    guard let decided = current.panes.first else {
      return WallClock(micros: book.meta.wallMicros ?? nowMicros, boundMicros: book.cursor.partitions[p].maxClockMicros)
    }
    let position = decided.position(of: sources[p].partition, hint: p)
    return WallClock(micros: decided.wallMicros ?? nowMicros, boundMicros: position?.clockMicros)
  }

  private mutating func take(_ partition: Int, _ cursor: inout Cursor, wall: WallClock) {
    let taken = merge.take(partition)
    cursor.partitions[partition].passed(taken.offset, timestampMicros: taken.timestampMicros)
    counters.taught += 1
    let arrival = Placement.Arrival(
      partition: partition, offset: taken.offset, timestampMicros: taken.timestampMicros, wall: wall)
    for index in taken.events {
      _ = placement.place(merge.event(index, of: partition), arrival, &cursor, &statistics, &directory)
    }
  }

  /// False when no pane is left.
  private mutating func closeTaughtPane(_ current: inout Teaching) -> Bool {
    guard let decided = current.panes.popFirst() else { return false }
    let isClosed = decided.pane == current.cursor.lastDecided + 1
    let passed = isClosed ? decided.pane - 1 : decided.pane
    if statistics.openPanes.first <= passed {
      statistics.drop(through: passed)
      counters.diverged += 1
    }
    statistics.apply(decided.exclusions)
    if isClosed { closePane(decided.pane, isBlind: decided.isBlind) } else { passPanes(through: decided.pane) }
    statistics.apply(decided.baselines, at: decided.pane, settings.transactions)
    current.cursor.lastDecided = decided.pane
    precondition(current.cursor.lastDecided <= book.cursor.lastDecided, "nothing is taught that was not decided")
    return true
  }

  private mutating func finishTeaching(_ done: Teaching) {
    let isSame = zip(done.cursor.partitions, book.cursor.partitions).allSatisfy { $0.isWhere($1) }
    if !isSame { counters.diverged += 1 }
    precondition(statistics.lastClosed == book.cursor.lastDecided, "teaching ends where the book is")
    decidedSinceSnapshot = panesSinceStatistics > 0
  }

  /// Whether records of this partition have to be read again.
  public func needsTeaching(_ partition: Int) -> Bool {
    teaching.map { $0.cursor.partitions[partition].nextOffset < book.cursor.partitions[partition].nextOffset } ?? false
  }

  /// The records to teach from are gone: back to the committed book, without statistics.
  public mutating func abandonTeaching() {
    precondition(teaching != nil, "nothing is taught")
    teaching = nil
  }

  /// Statistics are lost: they are learned anew. Panes that may hold records from before are partial: no rule, no teaching.
  public mutating func learnAnew() {
    precondition(teaching == nil, "what is taught is abandoned first")
    statistics = Statistics(sources.map(\.partition))
    statistics.lastClosed = book.cursor.lastDecided
    book.meta.generation += 1
    markPartial()
    introduceAgain()
  }

  mutating func markPartial() {
    guard let last = lastEventMicros else { return }
    book.meta.partialThrough = max(
      book.meta.partialThrough, PaneTime.pane(of: last), book.cursor.lastDecided + 1)
  }

  /// What follows from names and the customer model is not saved, but looked up again.
  mutating func introduceAgain() {
    statistics.introduceAll(to: &directory)
    statistics.learned.usage.watchEstablished(settings.transactions)
    book.cases.detachAll()
    book.health.forgetIDs()
    introduced = 0
  }
}
