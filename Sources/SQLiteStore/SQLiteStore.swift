public import ForewarnCore
public import StreamRuntime
import Synchronization

/// The state on disk: one SQLite database, `forewarn.sqlite`, in a folder that one process holds at a time.
///
/// A write is one transaction of a write-ahead log with `synchronous=FULL`: fsynced when it returns. `fold` alone is not; the
/// next write takes it along, in order. After any failure the object can be used again, or closed.
public final class SQLiteStore: StateStore {
  private let folder: StateFolder
  private let session: Mutex<Session?>

  /// What lives from open to close. The connection ends before the lock does.
  private struct Session: ~Copyable {
    let connection: Connection
    let lock: FolderLock

    func use<Result>(
      _ body: @Sendable (borrowing Connection) throws(StoreFailure) -> Result
    ) throws(StoreFailure) -> Result {
      try body(connection)
    }
  }

  /// The write-ahead log is moved into the database once it is larger than this.
  private static let journalLimitBytes: Int64 = 16 << 20

  /// Opens the state folder, and makes it when it is missing and its parent is there.
  ///
  /// - Throws: `locked`, `permission`, `foreign`, `newer`, `damaged`, `io`; nothing was overwritten.
  public static func open(path: String) throws(StoreFailure) -> SQLiteStore {
    let folder = StateFolder(path: path)
    try folder.makeIfMissing()
    // Before the lock, which names its holder: a folder that is not for this version stays as it is, to the byte.
    _ = try folder.inspect()
    let lock = try FolderLock(path: folder.lockFile)
    if try folder.inspect() == .nothing { try folder.create() }
    let connection = try folder.connect()
    try Schema.migrate(connection)
    return SQLiteStore(folder, Session(connection: connection, lock: lock))
  }

  /// Opens an existing state folder to look at it. Writes fail with `permission`; nothing is made, not even a missing folder.
  public static func open(readOnly path: String) throws(StoreFailure) -> SQLiteStore {
    let folder = StateFolder(path: path)
    try folder.requireFolder()
    guard try folder.inspect() == .database else {
      throw StoreFailure(
        .permission, "\(path) holds no state: there is no \(folder.file)",
        remedy: "Name the folder of state.path, or start forewarn once to make it.")
    }
    let lock = try FolderLock(path: folder.lockFile)
    let connection = try folder.connectToRead()
    guard try Schema.knownVersion(connection) == Schema.version else {
      throw StoreFailure(
        .permission, "\(folder.file) has an older form and would have to be changed to be read",
        remedy: "Start this version of forewarn on it once.")
    }
    return SQLiteStore(folder, Session(connection: connection, lock: lock))
  }

  private init(_ folder: StateFolder, _ session: consuming sending Session) {
    self.folder = folder
    self.session = Mutex(session)
  }

  public func load() throws(StoreFailure) -> StoredState {
    try read(.load) { (connection) throws(StoreFailure) in
      let verdict = try connection.text("PRAGMA quick_check(1)")
      guard verdict == "ok" else { throw .damaged(connection.path, verdict) }
      return StoredState(
        applicationUUID: try Identity.load(connection), base: try BookTable.load(connection),
        prepared: try PreparedTable.load(connection), statisticsIDs: try StatisticsTable.ids(connection))
    }
  }

  public func saveStatistics(id: String, bytes: [UInt8]) throws(StoreFailure) {
    try write(.saveStatistics) { (connection) throws(StoreFailure) in
      try StatisticsTable.save(id: id, bytes: bytes, to: connection)
    }
  }

  public func loadStatistics(id: String) throws(StoreFailure) -> [UInt8]? {
    try read(.loadStatistics) { (connection) throws(StoreFailure) in
      try StatisticsTable.load(id: id, from: connection)
    }
  }

  public func prepare(_ epoch: Epoch) throws(StoreFailure) {
    try write(.prepare) { (connection) throws(StoreFailure) in
      try PreparedTable.put(epoch, into: connection)
    }
  }

  /// Also applies prepared books between the base and this one. Epochs that follow the folded book stay prepared; epochs of
  /// other histories go. Calling it again changes nothing.
  public func fold(bookID: String, keepingStatistics: Set<String>) throws(StoreFailure) {
    try write(.fold, durably: false) { (connection) throws(StoreFailure) in
      let prepared = try PreparedTable.load(connection)
      let base = try BookTable.currentBookID(connection)
      guard let history = PreparedHistory(of: bookID, on: base, prepared: prepared) else {
        throw StoreFailure(
          .damaged, "\(connection.path) has nothing that leads from book \(base ?? "(none)") to book \(bookID)",
          remedy: "Nothing was changed. Take over the book of the state topic: `forewarn state adopt --at-committed`.")
      }
      for epoch in history.folded {
        try BookTable.apply(epoch.rows, bookID: epoch.bookID, number: epoch.number, to: connection)
      }
      try PreparedTable.remove(history.obsolete, from: connection)
      try StatisticsTable.removeAll(except: keepingStatistics, from: connection)
    }
  }

  public func replaceBook(bookID: String, number: Int64, rows: [StateRow]) throws(StoreFailure) {
    try write(.replaceBook) { (connection) throws(StoreFailure) in
      try PreparedTable.removeAll(connection)
      try BookTable.removeAll(connection)
      try BookTable.apply(rows, bookID: bookID, number: number, to: connection)
    }
  }

  /// Moves the journal into the database and lets go of the folder. What was durable stays so if that fails.
  public func close() {
    FaultPoint.strikes(.closeStore, .before)
    session.withLock { session in
      guard let last = session.take() else { return }
      discard(last.connection)
    }
    FaultPoint.strikes(.closeStore, .after)
  }

  /// Ends the connection now, before the lock of the folder goes with the rest of its session.
  private func discard(_ connection: consuming Connection) {
    _ = consume connection
  }

  func withConnection<Result: Sendable>(
    _ body: @Sendable (borrowing Connection) throws(StoreFailure) -> Result
  ) throws(StoreFailure) -> Result {
    try session.withLock { (session) throws(StoreFailure) -> Result in
      guard let result = try session?.use(body) else { throw .closed(folder.file) }
      return result
    }
  }

  private func read<Result: Sendable>(
    _ step: FaultPoint.Step, _ body: @Sendable (borrowing Connection) throws(StoreFailure) -> Result
  ) throws(StoreFailure) -> Result {
    try FaultPoint.around(step, as: StoreFailureKind.io) { () throws(StoreFailure) in try withConnection(body) }
  }

  private func write(
    _ step: FaultPoint.Step, durably: Bool = true, _ body: @Sendable (borrowing Connection) throws(StoreFailure) -> Void
  ) throws(StoreFailure) {
    try read(step) { (connection) throws(StoreFailure) in
      if !durably { try connection.execute("PRAGMA synchronous = NORMAL") }
      defer { if !durably { try? connection.execute("PRAGMA synchronous = FULL") } }
      try connection.transaction { (connection) throws(StoreFailure) in
        try body(connection)
        try FaultPoint.pass(step, .inside, as: StoreFailureKind.io)
      }
      if folder.journalBytes > Self.journalLimitBytes { try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)") }
    }
  }
}
