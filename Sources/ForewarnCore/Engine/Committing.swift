/// What one epoch changed: the rows, outputs and offsets that commit together.
public struct EpochContents: Sendable {
  public var rows: [StateRow]
  public var outputs: [Output]
  /// Next offset of each source partition.
  public var offsets: [Int64]
  /// Digest of the whole book after it.
  public var digest: UInt64
}

/// The engine's state, out to a commit and in from a start.
extension Engine {
  public var hasOutputs: Bool { outputCount > 0 }
  /// Decided panes that the book keeps because the named statistics have not seen them. Each is a row: save statistics before
  /// they are many.
  public var panesSinceStatistics: Int { book.panes.count(after: book.meta.statisticsPane) }
  public var bookDigest: UInt64 { book.digest }

  /// The statistics as they are now, for the epoch that is closed next.
  public func snapshot() -> [UInt8] {
    precondition(teaching == nil, "statistics that are still taught are not saved")
    precondition(statistics.lastClosed == book.cursor.lastDecided, "what is saved is where the book is")
    return StatisticsSnapshot.write(statistics, generation: book.meta.generation, sources, book.cursor.partitions)
  }

  /// Closes the epoch that was filling. `statisticsID` names statistics that were taken at this very moment (`snapshot`), and are on disk
  /// before the epoch is.
  public mutating func closeEpoch(statisticsID: String?) -> EpochContents {
    precondition(teaching == nil, "an epoch is closed by an engine that runs")
    if let statisticsID {
      precondition(statisticsID != book.meta.statisticsID, "statistics are saved under a fresh id")
      book.meta.statisticsID = statisticsID
      book.meta.statisticsPane = book.cursor.lastDecided
      decidedSinceSnapshot = false
    }
    return EpochContents(
      rows: book.takeChanges(), outputs: drainOutputs(), offsets: book.cursor.partitions.map(\.nextOffset),
      digest: book.digest)
  }

  // MARK: Loading

  /// Takes a committed book as it was. Answers which partitions have a row; the others are new.
  public mutating func load(_ rows: [StateRow]) throws(BookDamage) -> Set<Int> {
    precondition(
      outputs.isEmpty && statistics.seriesCount == 0, "a book is loaded into an engine that has done nothing")
    book = try Book(rows, time: settings.time, sources: sources.map(\.partition))
    statistics.lastClosed = book.cursor.lastDecided
    noteSharedItems()
    return book.reading.known
  }

  /// Where a partition without a book row begins.
  public mutating func begin(_ partition: Int, at offset: Int64) { book.cursor.begin(partition, at: offset) }

  /// Reading of a partition goes on where a person says. `isAnew`: what stands there is not what was read before, so nothing of it holds.
  public mutating func move(_ partition: Int, to offset: Int64, isAnew: Bool) {
    precondition(teaching == nil && outputs.isEmpty, "a book is moved before anything is read")
    book.cursor.move(partition, to: offset, isAnew: isAnew)
  }

  /// Records of a partition are gone before they were read. Panes that may have held some are partial: no rule, no teaching; and the gap
  /// is written down, for whoever has an audit topic.
  public mutating func skip(_ partition: Int, to offset: Int64) {
    precondition(teaching == nil && isEmpty(partition), "what was read is taken before more is skipped")
    let from = book.cursor.partitions[partition].nextOffset
    precondition(offset > from, "what is skipped was there")
    book.cursor.move(partition, to: offset, isAnew: false)
    markPartial()
    counters.lost += offset - from
    emit(GapRecord(partition: sources[partition].partition, from: from, to: offset).output)
  }

  /// The next epoch writes every row again: the copy in the `state` topic was lost, in whole or in part.
  public mutating func rewriteWholeBook() { book.rewriteAll() }

  /// Writes who this state belongs to; part of the next epoch.
  public mutating func identify(clusterID: String, applicationUUID: String, group: String) {
    book.meta.clusterID = clusterID
    book.meta.applicationUUID = applicationUUID
    book.meta.group = group
  }

  public var clusterID: String { book.meta.clusterID }
  public var applicationUUID: String { book.meta.applicationUUID }
  public var statisticsID: String? { book.meta.statisticsID }

  // MARK: Of rows alone

  /// The digest that a commit's metadata carry for a book of these rows.
  public static func digest(of rows: [StateRow]) -> UInt64 { Book.digest(of: rows) }

  /// The cluster and the group that a book's rows name; nil when they hold no book of this version. The group is empty in older books.
  public static func origin(of rows: [StateRow]) -> (clusterID: String, group: String)? {
    guard let row = rows.first(where: { $0.key == MetaRow.key(()) }), let value = row.value else { return nil }
    return (try? RowReader.value(BookMeta.self, from: value)).map { ($0.clusterID, $0.group) }
  }

  /// The partitions of `candidates` that a book's rows know.
  public static func partitions(in rows: [StateRow], among candidates: [TopicPartition]) -> Set<TopicPartition> {
    let keys = Set(rows.map(\.key))
    return Set(candidates.filter { keys.contains(PartitionRows.key($0)) })
  }
}
