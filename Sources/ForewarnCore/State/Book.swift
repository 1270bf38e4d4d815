/// The half of the state that decisions rest on: loaded as it was committed, never recomputed. Small, with hard bounds; a commit
/// writes the rows that changed.
struct Book {
  var meta = BookMeta()
  /// How far reading and deciding are.
  var cursor: Cursor
  var cases = CaseBook()
  var panes = DecidedPanes()
  /// Progress of partitions that were sources once. Their rows stay: the digest is one of all rows that a store has.
  private var former: [TopicPartition: PartitionProgress] = [:]
  /// What the last closed epoch left, row by row, so that a commit writes only what changed.
  private var rows = RowTable()

  init(time: TimeSettings, partitions: Int) {
    cursor = Cursor(time: time, partitions: Array(repeating: PartitionProgress(), count: partitions))
  }

  var digest: UInt64 { rows.digest }

  // MARK: Writing

  /// The rows that changed since the last epoch.
  mutating func takeChanges(_ sources: [SourcePartition]) -> [StateRow] {
    precondition(meta.accounting.isBalanced, "every event went somewhere, and only once")
    precondition(cursor.lastDecided >= meta.lastDecided, "what was decided stays decided")
    precondition(cursor.partitions.count == sources.count, "a progress for every source")
    meta.lastDecided = cursor.lastDecided
    let oldest = min(meta.statisticsPane, cursor.hasStarted ? cursor.lastDecided - Episode.evidencePanes : .min)
    for pane in panes.trim(through: oldest) { rows.remove(RowKey.pane(pane).bytes) }
    rows.put(RowKey.meta.bytes, RowWriter.bytes(of: meta))
    for (source, progress) in zip(sources, cursor.partitions) {
      rows.put(RowKey.partition(source.partition).bytes, RowWriter.bytes(of: progress))
    }
    for (partition, progress) in former.sorted(by: { $0.key < $1.key }) {
      rows.put(RowKey.partition(partition).bytes, RowWriter.bytes(of: progress))
    }
    for (key, situation) in cases.takeChanges() {
      let row = RowKey.situation(key.bytes).bytes
      if let situation { rows.put(row, RowWriter.bytes(of: situation)) } else { rows.remove(row) }
    }
    for decided in panes.takeUnwritten() { rows.put(RowKey.pane(decided.pane).bytes, RowWriter.bytes(of: decided)) }
    return rows.takeChanges()
  }

  /// The next epoch writes every row again: the copy in the `state` topic was lost, in whole or in part.
  mutating func rewriteAll() {
    rows.sayAll()
    cases.markAllChanged()
    panes.markAllUnwritten()
  }

  // MARK: Reading

  /// Takes a committed book as it was. Answers which sources have a row; the others are new.
  mutating func load(_ stored: [StateRow], _ sources: [SourcePartition]) throws(BookDamage) -> Set<Int> {
    var book = Book(time: cursor.time, partitions: sources.count)
    var known: Set<Int> = []
    var partitions = book.cursor.partitions
    var decided: [DecidedPane] = []
    for row in stored {
      guard let value = row.value else { continue }
      book.rows.put(row.key, value)
      switch try BookRow(row.key, value) {
      case .meta(let meta): book.meta = meta
      case .partition(let partition, let progress):
        if let p = sources.firstIndex(where: { $0.partition == partition }) {
          partitions[p] = progress
          known.insert(p)
        } else {
          book.former[partition] = progress
        }
      case .situation(let key, let situation): book.cases.restore(situation, key)
      case .pane(let pane): decided.append(pane)
      }
    }
    book.panes.restore(decided)
    book.cursor = Cursor(time: cursor.time, partitions: partitions, lastDecided: book.meta.lastDecided)
    _ = book.rows.takeChanges()
    precondition(book.meta.accounting.isBalanced, "what is read was written whole")
    self = book
    return known
  }

  static func digest(of rows: [StateRow]) -> UInt64 { RowTable.digest(of: rows) }
}

/// One row of a book, read.
enum BookRow {
  case meta(BookMeta)
  case partition(TopicPartition, PartitionProgress)
  case situation(SituationKey, Situation)
  case pane(DecidedPane)

  init(_ key: [UInt8], _ value: [UInt8]) throws(BookDamage) {
    do throws(MalformedBytes) {
      switch RowKey(key) {
      case .meta: self = .meta(try RowReader.value(BookMeta.self, from: value))
      case .partition(let partition):
        self = .partition(partition, try RowReader.value(PartitionProgress.self, from: value))
      case .situation(let bytes):
        guard let key = SituationKey(bytes) else { throw MalformedBytes(offset: 0) }
        self = .situation(key, try RowReader.value(Situation.self, from: value))
      case .pane(let number):
        let decided = try RowReader.value(DecidedPane.self, from: value)
        guard decided.pane == number else { throw MalformedBytes(offset: 0) }
        self = .pane(decided)
      case nil: throw MalformedBytes(offset: 0)
      }
    } catch {
      throw BookDamage(key, value, at: error.offset)
    }
  }
}

/// A row that cannot be read: which, and what that may mean. Nothing is believed of a book that has one.
public struct BookDamage: Error, Equatable, Sendable {
  /// The row's key as text.
  public let row: String
  /// What is wrong with it, as half a sentence.
  public let reason: String

  init(_ key: [UInt8], _ value: [UInt8], at offset: Int) {
    row = String(decoding: key, as: UTF8.self)
    reason =
      if value.first == 1 {
        "was written by a development version from before the first release"
      } else if RowKey(key) == nil {
        "is of a kind that this version does not know"
      } else {
        "cannot be read from byte \(offset) on: a newer version wrote it, or it is damaged"
      }
  }
}
