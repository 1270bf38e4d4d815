/// Statistics brought from where they were saved to where the book is: events enter cells, panes close where the book says they did
/// and teach; no rule runs, nothing is emitted.
struct Teaching {
  /// The decided panes that the statistics have not seen, ascending.
  var panes: ArraySlice<DecidedPane>
  /// Where the committed book stands.
  var partitions: [PartitionProgress]
  var lastDecided: Pane
}

/// How the restored statistics fit the book.
public enum Restoration: Equatable, Sendable {
  /// They are where the book is.
  case complete
  /// So many records have to be read again; reading starts at the offsets of `teachingOffsets`.
  case teaching
  /// They cannot be used: of another version, generation or history.
  case unusable(String)
}

extension Engine {
  public var isTeaching: Bool { teaching != nil }

  /// Takes statistics up. Must follow `load`.
  public mutating func restore(statistics bytes: [UInt8]) -> Restoration {
    var restored = Statistics(partitionCount: sources.count)
    guard let header = StatisticsSnapshot.read(bytes, sources: sources, into: &restored) else {
      return .unusable("the saved statistics are of another version")
    }
    guard header.generation == book.meta.generation else {
      return .unusable("the saved statistics are of an older generation")
    }
    guard header.lastClosed <= book.lastDecided else { return .unusable("the saved statistics are ahead of the book") }
    let panes = book.panes.drop { $0.pane <= header.lastClosed }
    guard panes.allSatisfy({ $0.offsets.count == sources.count }) else {
      return .unusable("the source has other partitions than when they were saved")
    }
    statistics = restored
    relearnNames()
    statisticsPane = header.lastClosed
    if header.partitions == book.partitions, panes.isEmpty { return .complete }
    teaching = Teaching(panes: panes, partitions: book.partitions, lastDecided: book.lastDecided)
    book.partitions = header.partitions
    book.lastDecided = header.lastClosed
    frontMicros = header.partitions.lazy.map { min($0.maxAdmittedMicros, $0.maxClockMicros) }.max() ?? .min
    return .teaching
  }

  /// Takes records again up to where the book is. True when it is there.
  public mutating func teach(maxRecords: Int) -> Advance? {
    var left = maxRecords
    while left > 0 {
      guard let current = teaching else { return nil }
      let bounds = current.panes.first?.offsets ?? current.partitions.map(\.nextOffset)
      var first = -1
      for p in sources.indices where book.partitions[p].nextOffset < bounds[p] {
        if buffers[p].isEmpty {
          // At the end of the log nothing more can come before the bound: what is missing are markers. A partition that was left
          // out has records that would be counted twice if they were passed over here.
          switch supplies[p] {
          case .atEnd, .finished: book.partitions[p].nextOffset = bounds[p]
          case .lagging, .leftOut: return .waiting
          }
        } else if buffers[p].head.offset >= bounds[p] {
          book.partitions[p].nextOffset = bounds[p]
        } else if first < 0 || precedes(p, first) {
          first = p
        }
      }
      guard first >= 0 else {
        closeTaughtPane()
        continue
      }
      takeNext(of: first)
      left -= 1
      if buffers[first].isEmpty, book.partitions[first].nextOffset < bounds[first] { return .exhausted(first) }
    }
    return .budget
  }

  private mutating func closeTaughtPane() {
    guard let current = teaching else { return }
    guard let decided = current.panes.first else { return finishTeaching(current) }
    if decided.pane == book.lastDecided + 1 {
      _ = closePane(decided.pane, isBlind: decided.isBlind)
    } else {
      statistics.lastClosed = decided.pane
    }
    book.lastDecided = decided.pane
    teaching?.panes.removeFirst()
  }

  private mutating func finishTeaching(_ done: Teaching) {
    if done.partitions != book.partitions { counters.diverged += 1 }
    book.partitions = done.partitions
    book.lastDecided = done.lastDecided
    statistics.lastClosed = done.lastDecided
    teaching = nil
  }

  /// What follows from names and the customer model is not saved, but looked up again.
  mutating func relearnNames() {
    takesImmediateAlerts = []
    instancesOfItem = []
    for id in 0..<statistics.instances.count { know(instance: id) }
    for id in 0..<statistics.items.count { know(item: id) }
    usageWatched = (0..<statistics.instances.count).filter { statistics.isUsageEstablished($0, settings.transactions) }
  }
}

extension Engine {
  /// Whether records of this partition have to be read again.
  public func needsTeaching(_ partition: Int) -> Bool {
    teaching.map { book.partitions[partition].nextOffset < $0.partitions[partition].nextOffset } ?? false
  }

  /// The records to teach from are gone: back to the committed book, without statistics.
  public mutating func abandonTeaching() {
    guard let abandoned = teaching else { return }
    book.partitions = abandoned.partitions
    book.lastDecided = abandoned.lastDecided
    frontMicros = book.partitions.lazy.map { min($0.maxAdmittedMicros, $0.maxClockMicros) }.max() ?? .min
    teaching = nil
  }
}
