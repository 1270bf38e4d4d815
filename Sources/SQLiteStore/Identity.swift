import StreamRuntime

/// The application uuid: made with the database, and never again.
enum Identity {
  /// 128 random bits as 32 hex digits.
  static func random() -> String {
    var text = ""
    for _ in 0..<32 { text.append(String(UInt8.random(in: 0..<16), radix: 16)) }
    return text
  }

  static func write(_ uuid: String, to connection: borrowing Connection) throws(StoreFailure) {
    let insert = try connection.prepare("INSERT INTO meta (name, value, crc) VALUES (?, ?, ?)")
    try insert.bind(1, name)
    try insert.bind(2, uuid)
    try insert.bind(3, checksum(uuid))
    try insert.run()
  }

  static func load(_ connection: borrowing Connection) throws(StoreFailure) -> String {
    let select = try connection.prepare("SELECT value, crc FROM meta WHERE name = ?")
    try select.bind(1, name)
    guard try select.step() else { throw .damaged(connection.path, "it has no application uuid") }
    let uuid = select.text(0)
    guard Int64(checksum(uuid)) == select.integer(1) else {
      throw .damaged(connection.path, "the checksum of the application uuid does not hold")
    }
    return uuid
  }

  private static let name = "application_uuid"

  private static func checksum(_ uuid: String) -> UInt32 {
    CRC32.checksum(Array(uuid.utf8))
  }
}
