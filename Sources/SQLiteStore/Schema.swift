import StreamRuntime

/// The form of the file, numbered in `user_version`: how a new one is made, and how an older one is brought up to it.
///
/// Form 1 was in no release. A migration, once released, stays as it is.
enum Schema {
  /// "FWRN".
  static let applicationID: Int64 = 0x4657_524E
  static let version: Int64 = oldest + Int64(migrations.count)
  /// The oldest form that is read.
  private static let oldest: Int64 = 2

  /// The form of a file; a failure when this code cannot bring it up to its own.
  static func knownVersion(_ connection: borrowing Connection) throws(StoreFailure) -> Int64 {
    let found = try connection.integer("PRAGMA user_version")
    try check(found, of: connection.path)
    return found
  }

  /// `newer`, `foreign` or `damaged` when a file of this form cannot be read.
  static func check(_ found: Int64, of path: String) throws(StoreFailure) {
    if found == 1 { throw .unreleasedForm(path) }
    guard found <= version else {
      throw StoreFailure(
        .newer, "\(path) has form \(found); this version of forewarn knows forms up to \(version)",
        remedy: "Nothing was changed. Run the newer version of forewarn that wrote it, or use another state folder.")
    }
    guard found >= oldest else { throw .damaged(path, "its form is \(found)") }
  }

  /// Fills an empty database.
  static func create(_ connection: borrowing Connection) throws(StoreFailure) {
    try connection.transaction { (connection) throws(StoreFailure) in
      try connection.execute(tables)
      try connection.execute("PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
    }
  }

  /// Brings the file up to this version, each step in a transaction of its own.
  static func migrate(_ connection: borrowing Connection) throws(StoreFailure) {
    let found = try knownVersion(connection)
    for (index, migration) in migrations.enumerated().dropFirst(Int(found - oldest)) {
      try connection.transaction { (connection) throws(StoreFailure) in
        try connection.execute(migration)
        try connection.execute("PRAGMA user_version = \(oldest + Int64(index) + 1)")
      }
    }
  }

  /// From `oldest` on, one form each.
  private static let migrations: [String] = []

  /// What this version makes. Every row has the CRC-32 of its columns; `book` has the count of its rows and the sum of their CRCs,
  /// so that a row that vanishes is noticed too.
  private static let tables = """
    CREATE TABLE meta (
      name TEXT PRIMARY KEY, value TEXT NOT NULL, crc INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE book (
      slot INTEGER PRIMARY KEY CHECK (slot = 0), book_id TEXT NOT NULL, number INTEGER NOT NULL,
      row_count INTEGER NOT NULL, row_sum INTEGER NOT NULL, crc INTEGER NOT NULL) STRICT;
    CREATE TABLE book_row (
      key BLOB PRIMARY KEY, value BLOB NOT NULL, crc INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE prepared (
      book_id TEXT PRIMARY KEY, parent_book_id TEXT, epoch BLOB NOT NULL, crc INTEGER NOT NULL) STRICT;
    CREATE TABLE statistics (
      id TEXT PRIMARY KEY, byte_count INTEGER NOT NULL, crc INTEGER NOT NULL) STRICT;
    CREATE TABLE statistics_chunk (
      id TEXT NOT NULL, position INTEGER NOT NULL, bytes BLOB NOT NULL, crc INTEGER NOT NULL,
      PRIMARY KEY (id, position)) STRICT;
    """
}
