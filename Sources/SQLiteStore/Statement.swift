import CSQLite
import StreamRuntime

/// One prepared SQL statement. Parameters count from 1, columns from 0, as in SQLite.
struct Statement: ~Copyable {
  private let handle: OpaquePointer
  private let path: String

  init(handle: OpaquePointer, path: String) {
    self.handle = handle
    self.path = path
  }

  deinit {
    // Repeats the error of the last step, which has been thrown already.
    sqlite3_finalize(handle)
  }

  func bind(_ index: Int32, _ value: Int64) throws(StoreFailure) {
    try check(sqlite3_bind_int64(handle, index, value))
  }

  func bind(_ index: Int32, _ value: UInt32) throws(StoreFailure) {
    try bind(index, Int64(value))
  }

  func bind(_ index: Int32, _ text: String?) throws(StoreFailure) {
    guard var text else { return try check(sqlite3_bind_null(handle, index)) }
    try check(
      text.withUTF8 { utf8 in
        utf8.withMemoryRebound(to: CChar.self) {
          sqlite3_bind_text64(
            handle, index, $0.baseAddress ?? Self.nothing, sqlite3_uint64($0.count), Self.copied, UInt8(SQLITE_UTF8))
        }
      })
  }

  func bind(_ index: Int32, _ blob: ArraySlice<UInt8>) throws(StoreFailure) {
    // A null pointer would bind NULL, and an empty blob is not that.
    guard !blob.isEmpty else { return try check(sqlite3_bind_zeroblob(handle, index, 0)) }
    try check(
      blob.withUnsafeBytes {
        sqlite3_bind_blob64(handle, index, $0.baseAddress, sqlite3_uint64($0.count), Self.copied)
      })
  }

  /// Whether there is a row.
  func step() throws(StoreFailure) -> Bool {
    let code = sqlite3_step(handle)
    switch code {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw failure(code)
    }
  }

  /// Runs it to its end and makes it ready for the next parameters.
  func run() throws(StoreFailure) {
    while try step() {}
    reset()
  }

  func reset() {
    // Repeats the error of the last step, which has been thrown already.
    sqlite3_reset(handle)
  }

  func integer(_ column: Int32) -> Int64 {
    sqlite3_column_int64(handle, column)
  }

  /// nil for NULL.
  func optionalInteger(_ column: Int32) -> Int64? {
    sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : integer(column)
  }

  func text(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(handle, column) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func blob(_ column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(handle, column) else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
  }

  private func check(_ code: Int32) throws(StoreFailure) {
    if code != SQLITE_OK { throw failure(code) }
  }

  private func failure(_ code: Int32) -> StoreFailure {
    let database = sqlite3_db_handle(handle)
    return .sqlite(sqlite3_extended_errcode(database), String(cString: sqlite3_errmsg(database)), path: path)
  }

  // SQLITE_TRANSIENT, a macro that is not imported: SQLite compares this pointer with -1 and never calls it.
  private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
  private static var nothing: UnsafePointer<CChar>? { nil }
}
