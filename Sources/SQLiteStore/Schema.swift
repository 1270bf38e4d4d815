import StreamRuntime

/// The numbered migrations. `user_version` is how many of them a file has seen; a migration, once released, stays as it is.
enum Schema {
  /// "FWRN".
  static let applicationID: Int64 = 0x4657_524E
  static var version: Int64 { Int64(migrations.count) }

  /// How many migrations the file has seen; `newer` when this code does not know that many.
  static func knownVersion(_ connection: borrowing Connection) throws(StoreFailure) -> Int64 {
    let found = try connection.integer("PRAGMA user_version")
    guard found <= version else {
      throw StoreFailure(
        .newer, "\(connection.path) has form \(found); this version of forewarn knows forms up to \(version)",
        remedy: "Nothing was changed. Run the newer version of forewarn that wrote it, or use another state folder.")
    }
    guard found >= 0 else { throw .damaged(connection.path, "its form is \(found)") }
    return found
  }

  /// Brings the file up to this version, each step in a transaction of its own.
  static func migrate(_ connection: borrowing Connection) throws(StoreFailure) {
    let found = try knownVersion(connection)
    for (index, migration) in migrations.enumerated().dropFirst(Int(found)) {
      try connection.transaction { (connection) throws(StoreFailure) in
        try connection.execute(migration)
        try connection.execute("PRAGMA user_version = \(index + 1)")
      }
    }
  }

  /// Every row has the CRC-32 of its columns; `book` has the count of its rows and the sum of their CRCs, so that a row that
  /// vanishes is noticed too.
  private static let migrations = [
    """
    CREATE TABLE meta (
      name TEXT PRIMARY KEY, value TEXT NOT NULL, crc INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE book (
      slot INTEGER PRIMARY KEY CHECK (slot = 0), book_id TEXT NOT NULL, number INTEGER NOT NULL,
      row_count INTEGER NOT NULL, row_sum INTEGER NOT NULL, crc INTEGER NOT NULL) STRICT;
    CREATE TABLE book_row (
      key TEXT PRIMARY KEY, value BLOB NOT NULL, crc INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE prepared (
      book_id TEXT PRIMARY KEY, parent_book_id TEXT, epoch BLOB NOT NULL, crc INTEGER NOT NULL) STRICT;
    CREATE TABLE statistics (
      id TEXT PRIMARY KEY, byte_count INTEGER NOT NULL, crc INTEGER NOT NULL) STRICT;
    CREATE TABLE statistics_chunk (
      id TEXT NOT NULL, position INTEGER NOT NULL, bytes BLOB NOT NULL, crc INTEGER NOT NULL,
      PRIMARY KEY (id, position)) STRICT;
    """
  ]
}
