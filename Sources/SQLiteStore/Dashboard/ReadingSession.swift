import CSQLite
import StreamRuntime
import Synchronization

/// One connection that looks at the dashboard's file, used by one thread at a time.
final class ReadingSession: Sendable {
  private struct Session: ~Copyable {
    let connection: Connection
  }

  private let session: Mutex<Session>

  init(path: String, cacheKilobytes: Int) throws(StoreFailure) {
    let connection = try Connection(path: path, flags: SQLITE_OPEN_READWRITE)
    try connection.execute(
      """
      PRAGMA query_only = ON; PRAGMA busy_timeout = 200; PRAGMA trusted_schema = OFF;
      PRAGMA cache_size = -\(cacheKilobytes)
      """)
    session = Mutex(Session(connection: connection))
  }

  /// What `body` sees is of one moment.
  func read<Answer: Sendable>(
    _ body: @Sendable (borrowing Connection) throws(StoreFailure) -> Answer
  ) throws(StoreFailure) -> Answer {
    try session.withLock { (session) throws(StoreFailure) -> Answer in try Self.look(session, body) }
  }

  /// nil while another thread uses it.
  func readIfFree<Answer: Sendable>(
    _ body: @Sendable (borrowing Connection) throws(StoreFailure) -> Answer
  ) throws(StoreFailure) -> Answer? {
    try session.withLockIfAvailable { (session) throws(StoreFailure) -> Answer in try Self.look(session, body) }
  }

  private static func look<Answer: Sendable>(
    _ session: borrowing Session, _ body: @Sendable (borrowing Connection) throws(StoreFailure) -> Answer
  ) throws(StoreFailure) -> Answer {
    try session.connection.execute("BEGIN")
    defer { try? session.connection.execute("COMMIT") }
    return try body(session.connection)
  }
}
