import CSQLite
public import ForewarnCore
import Glibc
public import StreamRuntime
import Synchronization

/// The dashboard's file, `history.sqlite` in the state folder: what people look at, written beside the daemon's commits. It is no part of
/// the state, and can be removed while nobody runs.
///
/// One connection writes, one of `DashboardReader` reads; they do not wait for each other, and only this one moves the journal.
public final class DashboardStore: Sendable {
  public let path: String
  private let session: Mutex<Session>

  private struct Session: ~Copyable {
    let connection: Connection
    /// A second process would not know of the series that this one makes.
    let lock: FolderLock
    let limits: DashboardLimits
    /// What the file has; nil where a write failed, and it is to be read again.
    var series: SeriesDirectory?
    var instances: Set<Name>
    var omittedRows: Int64 = 0
    var facts: @Sendable (Name) -> InstanceFacts? = { _ in nil }
  }

  /// Opens the file, and makes it when it is missing, or of another source (`identity` names whose events it holds). One that is damaged, or
  /// of a newer version, is made anew.
  public static func open(
    folder: String, identity: String, limits: DashboardLimits
  ) throws(StoreFailure) -> DashboardStore {
    let state = StateFolder(path: folder)
    try state.makeIfMissing()
    let path = state.historyFile
    let lock = try FolderLock(path: folder + "/history.lock")
    if try isOfNoUse(path, identity) { try remove(path) }
    let connection = try connect(path, identity)
    try connection.transaction { (connection) throws(StoreFailure) in
      try DashboardMeta.set("identity", identity, in: connection)
      try PaneRings.resize(limits, connection)
    }
    let series = try SeriesDirectory(connection, limit: limits.series)
    let instances = try InstanceRows.names(connection)
    return DashboardStore(
      path,
      Session(connection: connection, lock: lock, limits: limits, series: series, instances: instances))
  }

  private static func isOfNoUse(_ path: String, _ identity: String) throws(StoreFailure) -> Bool {
    do throws(StoreFailure) { _ = try connect(path, identity) } catch {
      guard error.kind == .damaged || error.kind == .newer else { throw error }
      return true
    }
    return false
  }

  private static func remove(_ path: String) throws(StoreFailure) {
    for name in [path, path + "-wal", path + "-shm"] where unlink(name) != 0 && errno != ENOENT {
      throw .system(errno, doing: "remove", path: name)
    }
  }

  private init(_ path: String, _ session: consuming sending Session) {
    self.path = path
    self.session = Mutex(session)
  }

  private static func connect(_ path: String, _ identity: String) throws(StoreFailure) -> Connection {
    let connection = try Connection(path: path, flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
    guard chmod(path, 0o600) == 0 else { throw .system(errno, doing: "set the mode of", path: path) }
    guard try connection.text("PRAGMA journal_mode = WAL") == "wal" else {
      throw .damaged(path, "it cannot be put into write-ahead mode")
    }
    try connection.execute(
      """
      PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 2000; PRAGMA journal_size_limit = 33554432;
      PRAGMA busy_timeout = 2000; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA cache_size = -16384
      """)
    try DashboardSchema.migrate(connection)
    if let found = try DashboardMeta.value("identity", in: connection), found != identity {
      throw StoreFailure(.newer, "\(path) is of \(found)", remedy: "Remove the file: it is filled again.")
    }
    return connection
  }

  /// Where the reading of a topic's partition goes on; nil = from its beginning.
  public func position(_ partition: TopicPartition) throws(StoreFailure) -> Int64? {
    try session.withLock { (session) throws(StoreFailure) -> Int64? in
      let select = try session.connection.prepare("SELECT next FROM position WHERE topic = ? AND partition = ?")
      try select.bind(1, partition.topic)
      try select.bind(2, Int64(partition.partition))
      return try select.step() ? select.integer(0) : nil
    }
  }

  /// Series without a history for want of room, each time that a pane had one.
  public var omittedRows: Int64 { session.withLock { $0.omittedRows } }

  /// All of it, or nothing.
  public func write(_ change: DashboardChange) throws(StoreFailure) {
    try session.withLock { (session) throws(StoreFailure) in
      if let facts = change.facts { session.facts = facts }
      do throws(StoreFailure) { try Self.write(change, &session) } catch {
        // What is said of a damaged file is of the state, which is worth more than this.
        guard error.kind == .damaged else { throw error }
        throw StoreFailure(
          .damaged, error.message, remedy: "Stop forewarn and remove the file: it is filled again at the next start.")
      }
    }
  }

  private static func write(_ change: DashboardChange, _ session: inout Session) throws(StoreFailure) {
    let (limits, facts) = (session.limits, session.facts)
    // Taken, not copied: it is as long as the file has series. The instances change rarely.
    var series =
      if let known = session.series.take() { known } else {
        try SeriesDirectory(session.connection, limit: limits.series)
      }
    var instances = session.instances
    try session.connection.transaction { (connection) throws(StoreFailure) in
      if change.facts != nil {
        try InstanceRows.describe(instances, in: connection, facts)
      }
      try meet(change, &instances, facts, limits, connection)
      try PaneRings.write(change.panes, &series, limits, to: connection)
      try InstanceRows.write(change.healths, to: connection)
      try CaseTable.write(change.caseEvents, to: connection)
      if !change.caseEvents.isEmpty { try CaseTable.trim(to: limits.cases, connection) }
      if let newest = change.panes.last?.minute { try DashboardMeta.set("newest", String(newest), in: connection) }
      for (partition, next) in change.positions {
        try connection.run(
          "INSERT OR REPLACE INTO position VALUES (?, ?, ?)", .text(partition.topic),
          .integer(Int64(partition.partition)), .integer(next))
      }
    }
    session.omittedRows += series.takeOmitted()
    (session.series, session.instances) = (series, instances)
  }

  /// Every instance that anything is told of has a row, as far as there is room.
  private static func meet(
    _ change: DashboardChange, _ known: inout Set<Name>, _ facts: (Name) -> InstanceFacts?, _ limits: DashboardLimits,
    _ connection: borrowing Connection
  ) throws(StoreFailure) {
    var new: [Name] = []
    func meet(_ name: Name) {
      guard !known.contains(name), known.count < limits.instances else { return }
      known.insert(name)
      new.append(name)
    }
    for pane in change.panes { for row in pane.rows { meet(row.instance) } }
    for entry in change.healths { meet(entry.instance) }
    // An alert that speaks for itself opens a case minutes before its pane is told of. A major case is of what instances share.
    for entry in change.caseEvents where entry.kind != "major" && !entry.instance.text.isEmpty {
      meet(entry.instance)
    }
    try InstanceRows.add(new, to: connection, facts)
  }
}
