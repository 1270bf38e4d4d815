import CSQLite
import StreamRuntime

/// Connections to the file of a state folder whose lock is held.
///
/// In exclusive mode the index of the journal is in this process's memory, and nobody else can open the database. There is never
/// a second connection: SQLite before 3.51.3 can lose writes when two of them write and checkpoint at once.
extension StateFolder {
  func connect() throws(StoreFailure) -> Connection {
    let connection = try Connection(path: file, flags: SQLITE_OPEN_READWRITE)
    guard !connection.isReadOnly else {
      throw StoreFailure(
        .permission, "\(file) can be read, but not written",
        remedy: "Give the user that forewarn runs as write access to it.")
    }
    try connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    guard try connection.text("PRAGMA journal_mode = WAL") == "wal" else {
      throw .damaged(file, "it cannot be put into write-ahead mode")
    }
    try connection.execute(
      """
      PRAGMA synchronous = FULL; PRAGMA secure_delete = OFF; PRAGMA wal_autocheckpoint = 0; PRAGMA mmap_size = 0;
      PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF
      """)
    return connection
  }

  /// Where the file may not be written, SQLite can read it as long as there is no journal to work off.
  func connectToRead() throws(StoreFailure) -> Connection {
    do {
      let connection = try connect()
      try connection.execute("PRAGMA query_only = ON")
      return connection
    } catch {
      guard error.kind == .permission, journalBytes == 0 else { throw error }
      let connection = try Connection(path: immutableURI, flags: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
      try connection.execute("PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF")
      return connection
    }
  }

  private var immutableURI: String {
    let escaped = file.map { character in
      switch character {
      case "%": "%25"
      case "?": "%3F"
      case "#": "%23"
      default: String(character)
      }
    }
    return "file:\(escaped.joined())?immutable=1"
  }
}
