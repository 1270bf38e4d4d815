/// What one epoch changed: the rows, outputs and offsets that commit together.
public struct EpochContents: Sendable {
  public var rows: [StateRow]
  public var outputs: [Output]
  /// Next offset of each source partition.
  public var offsets: [Int64]
  /// Digest of the whole book after it.
  public var digest: UInt64
}

extension Engine {
  public var hasOutputs: Bool { !outputs.isEmpty }
  /// Decided panes that the book keeps because the named statistics have not seen them. Each is a row: save statistics before
  /// they are many.
  public var panesSinceStatistics: Int { book.panes.count { $0.pane > statisticsPane } }
  public var bookDigest: UInt64 { committedRows.digest }

  /// Closes the epoch that was filling. `statisticsID` names statistics that were taken at this very moment (`snapshot`), and are on disk
  /// before the epoch is.
  public mutating func closeEpoch(statisticsID: String?) -> EpochContents {
    if let statisticsID {
      book.meta.statisticsID = statisticsID
      statisticsPane = book.lastDecided
      decidedSinceSnapshot = false
    }
    trimPanes()
    committedRows.put(RowKey.meta.bytes, RowWriter.bytes(of: book.meta))
    for p in sources.indices {
      committedRows.put(RowKey.partition(sources[p].partition).bytes, RowWriter.bytes(of: book.partitions[p]))
    }
    for key in changedSituations.sorted() {
      let row = RowKey.situation(Array(key.utf8)).bytes
      if let situation = book.situations[key] {
        committedRows.put(row, RowWriter.bytes(of: situation))
      } else {
        committedRows.remove(row)
      }
    }
    changedSituations.removeAll(keepingCapacity: true)
    for decided in book.panes[newPanesFrom...] {
      committedRows.put(RowKey.pane(decided.pane).bytes, RowWriter.bytes(of: decided))
    }
    newPanesFrom = book.panes.count
    for row in book.strangers { if let value = row.value { committedRows.put(row.key, value) } }
    return EpochContents(
      rows: committedRows.takeChanges(), outputs: takeOutputs(), offsets: book.partitions.map(\.nextOffset),
      digest: committedRows.digest)
  }

  /// Keeps the panes since the named statistics, for teaching, and those that evidence may look back on.
  private mutating func trimPanes() {
    let oldest = min(statisticsPane, book.lastDecided == .min ? .min : book.lastDecided - Self.evidencePanes)
    let gone = book.panes.prefix { $0.pane <= oldest }.count
    for decided in book.panes.prefix(gone) { committedRows.remove(RowKey.pane(decided.pane).bytes) }
    book.panes.removeFirst(gone)
    newPanesFrom = max(0, newPanesFrom - gone)
  }

  /// Writes who this state belongs to; part of the next epoch.
  public mutating func identify(clusterID: String, applicationUUID: String) {
    book.meta.clusterID = clusterID
    book.meta.applicationUUID = applicationUUID
  }

  public var clusterID: String { book.meta.clusterID }
  public var applicationUUID: String { book.meta.applicationUUID }
  public var statisticsID: String? { book.meta.statisticsID }

  /// Where a partition without a book row begins.
  public mutating func begin(_ partition: Int, at offset: Int64) { book.partitions[partition].nextOffset = offset }

  /// Moves a partition on past records that retention took or a person gave up.
  public mutating func passOver(_ partition: Int, to offset: Int64) {
    book.partitions[partition].nextOffset = max(book.partitions[partition].nextOffset, offset)
  }

  // MARK: Loading

  /// Takes a committed book as it was. False when a row cannot be read: then it is not ours, or damaged. `known` lists the partitions
  /// that have a row; the others are new.
  public mutating func load(_ rows: [StateRow]) -> (isWhole: Bool, known: Set<Int>) {
    var loaded = Book(partitions: sources.count)
    var table = RowTable()
    var known: Set<Int> = []
    for row in rows {
      guard let value = row.value else { continue }
      table.put(row.key, value)
      switch RowKey(row.key) {
      case .meta:
        guard let meta = RowReader.value(BookMeta.self, from: value) else { return (false, []) }
        loaded.meta = meta
      case .partition(let partition):
        guard let progress = RowReader.value(PartitionProgress.self, from: value) else { return (false, []) }
        guard let p = sources.firstIndex(where: { $0.partition == partition }) else {
          loaded.strangers.append(row)
          continue
        }
        loaded.partitions[p] = progress
        known.insert(p)
      case .situation(let key):
        guard let situation = RowReader.value(Situation.self, from: value),
          let key = String(validating: key, as: UTF8.self)
        else { return (false, []) }
        loaded.situations[key] = situation
      case .pane:
        guard let decided = RowReader.value(DecidedPane.self, from: value) else { return (false, []) }
        loaded.panes.append(decided)
      case nil: return (false, [])
      }
    }
    loaded.panes.sort { $0.pane < $1.pane }
    _ = table.takeChanges()
    book = loaded
    committedRows = table
    newPanesFrom = book.panes.count
    active = book.situations.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    frontMicros =
      book.partitions.lazy.map { min($0.maxAdmittedMicros, $0.maxClockMicros) }.max() ?? .min
    statistics.lastClosed = book.lastDecided
    statisticsPane = book.lastDecided
    return (true, known)
  }

  /// Statistics are lost: they are learned anew. Panes that may hold records from before are partial: no rule, no teaching.
  public mutating func learnAnew() {
    statistics = Statistics(partitionCount: sources.count)
    statistics.lastClosed = book.lastDecided
    book.meta.generation += 1
    if let last = lastEventMicros {
      book.meta.partialThrough = max(book.meta.partialThrough, PaneTime.pane(of: last), book.lastDecided + 1)
    }
    relearnNames()
  }
}

extension Engine {
  /// The digest that a commit's metadata carry for a book of these rows.
  public static func digest(of rows: [StateRow]) -> UInt64 { RowTable.digest(of: rows) }

  /// The cluster that a book's rows name; nil when they hold no book of this version.
  public static func clusterID(in rows: [StateRow]) -> String? {
    rows.first { $0.key == RowKey.meta.bytes }?.value.flatMap { RowReader.value(BookMeta.self, from: $0) }?.clusterID
  }

  /// The partitions of `sources` that a book's rows know.
  public static func partitions(in rows: [StateRow], among candidates: [TopicPartition]) -> Set<TopicPartition> {
    let keys = Set(rows.map(\.key))
    return Set(candidates.filter { keys.contains(RowKey.partition($0).bytes) })
  }

  /// The next epoch writes every row again: the copy in the `state` topic was lost, in whole or in part.
  public mutating func rewriteWholeBook() {
    committedRows.sayAll()
    changedSituations.formUnion(book.situations.keys)
    newPanesFrom = 0
  }
}
