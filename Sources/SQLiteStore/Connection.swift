import CSQLite
import StreamRuntime

/// One SQLite connection, used by one thread at a time. Closing it is ending its life.
struct Connection: ~Copyable {
  private let handle: OpaquePointer
  let path: String

  /// `flags` beside "no mutex" (the caller serialises) and "extended codes".
  init(path: String, flags: Int32) throws(StoreFailure) {
    var handle: OpaquePointer?
    let code = sqlite3_open_v2(path, &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard let handle else {
      throw .sqlite(SQLITE_NOMEM, "out of memory", path: path)
    }
    guard code == SQLITE_OK else {
      let message = String(cString: sqlite3_errmsg(handle))
      sqlite3_close_v2(handle)
      throw .sqlite(code, message, path: path)
    }
    self.handle = handle
    self.path = path
  }

  deinit {
    // Every statement is finalised by now: it borrows no longer than a call.
    sqlite3_close_v2(handle)
  }

  /// SQLite opens what it may not write for reading only, without a word.
  var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }

  func prepare(_ sql: String) throws(StoreFailure) -> Statement {
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v2(handle, sql, -1, &statement, nil)
    guard code == SQLITE_OK, let statement else {
      throw .sqlite(code, String(cString: sqlite3_errmsg(handle)), path: path)
    }
    return Statement(handle: statement, path: path)
  }

  /// One statement or several, whose rows nobody needs.
  func execute(_ sql: String) throws(StoreFailure) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw .sqlite(code, String(cString: sqlite3_errmsg(handle)), path: path) }
  }

  func integer(_ sql: String) throws(StoreFailure) -> Int64 {
    let statement = try prepare(sql)
    return try statement.step() ? statement.integer(0) : 0
  }

  func text(_ sql: String) throws(StoreFailure) -> String {
    let statement = try prepare(sql)
    return try statement.step() ? statement.text(0) : ""
  }

  /// All of `body` or nothing of it, also when the commit itself fails; the connection is usable afterwards.
  func transaction(_ body: (borrowing Connection) throws(StoreFailure) -> Void) throws(StoreFailure) {
    try execute("BEGIN IMMEDIATE")
    do {
      try body(self)
      try execute("COMMIT")
    } catch {
      // SQLite has rolled back by itself after some errors; where it has not, a failing rollback adds nothing to `error`.
      if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
      throw error
    }
  }
}
