import CSQLite

/// Version of the SQLite that was loaded, for `forewarn version`.
public func sqliteVersion() -> String { String(cString: sqlite3_libversion()) }
