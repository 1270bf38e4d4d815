/// The half of the state that decisions rest on: loaded as it was committed, never recomputed. Small, with hard bounds; a commit
/// writes the rows that changed.
struct Book {
  var meta = BookMeta()
  var reading: ReadingProgress
  var panes = DecidedPanes()
  var cases = CaseBook()
  var health = HealthBook()
  var control = ControlRegister()
  /// Of instances.
  var warnings = ChangingTable<Name, EarlyWarnings>()
  /// What the last closed epoch left, row by row, so that a commit writes only what changed.
  private var rows = RowTable()

  /// A new kind of rows is a field above and a line here.
  private static let kinds = [
    BookRowKind(MetaRow.self, \.meta), BookRowKind(PartitionRows.self, \.reading),
    BookRowKind(PaneRows.self, \.panes), BookRowKind(CaseRows.self, \.cases),
    BookRowKind(HealthRows.self, \.health), BookRowKind(ControlPositionRows.self, \.control.positions),
    BookRowKind(SilenceRows.self, \.control.silences), BookRowKind(WaitingControlRows.self, \.control.waiting),
    BookRowKind(WarningRows.self, \.warnings), BookRowKind(ExclusionRows.self, \.control.exclusions),
  ]

  init(time: TimeSettings, sources: [TopicPartition]) { reading = ReadingProgress(sources: sources, time: time) }

  /// How far reading and deciding are.
  var cursor: Cursor {
    _read { yield reading.cursor }
    _modify { yield &reading.cursor }
  }

  var digest: UInt64 { rows.digest }

  // MARK: Writing

  /// The rows that changed since the last epoch.
  mutating func takeChanges() -> [StateRow] {
    precondition(meta.accounting.isBalanced, "every event went somewhere, and only once")
    precondition(cursor.lastDecided >= meta.lastDecided, "what was decided stays decided")
    meta.lastDecided = cursor.lastDecided
    panes.trim(
      through: min(meta.statisticsPane, cursor.hasStarted ? cursor.lastDecided - Finding.evidencePanes : .min))
    // The table is out of the book meanwhile: parts of the book write to it.
    var table = rows
    rows = RowTable()
    for kind in Self.kinds { kind.writeChanges(&self, &table) }
    rows = table
    return rows.takeChanges()
  }

  /// The next epoch writes every row again: the copy in the `state` topic was lost, in whole or in part.
  mutating func rewriteAll() {
    rows.sayAll()
    for kind in Self.kinds { kind.markAllChanged(&self) }
  }

  // MARK: Reading

  /// A committed book as it was.
  init(_ stored: [StateRow], time: TimeSettings, sources: [TopicPartition]) throws(BookDamage) {
    self.init(time: time, sources: sources)
    for row in stored {
      guard let value = row.value else { continue }
      rows.put(row.key, value)
      try take(row.key, value)
    }
    reading.resume(lastDecided: meta.lastDecided)
    health.begin(after: meta.lastDecided)
    _ = rows.takeChanges()
    precondition(meta.accounting.isBalanced, "what is read was written whole")
  }

  private mutating func take(_ key: [UInt8], _ value: [UInt8]) throws(BookDamage) {
    for kind in Self.kinds {
      switch kind.restore(key, value, to: &self) {
      case .taken: return
      case .foreign: continue
      case .malformed(let bytes): throw BookDamage(key, value, at: bytes.offset)
      }
    }
    throw BookDamage(ofUnknownKind: key, value)
  }

  static func digest(of rows: [StateRow]) -> UInt64 { RowTable.digest(of: rows) }
}
