import StreamRuntime

/// Statistics: large, written whole, in chunks that SQLite handles well.
enum StatisticsTable {
  static let chunkBytes = 256 << 10

  static func ids(_ connection: borrowing Connection) throws(StoreFailure) -> [String] {
    var ids: [String] = []
    let select = try connection.prepare("SELECT id, byte_count, crc FROM statistics ORDER BY id")
    while try select.step() {
      let id = select.text(0)
      if Int64(headChecksum(id: id, byteCount: select.integer(1))) == select.integer(2) { ids.append(id) }
    }
    return ids
  }

  static func save(id: String, bytes: [UInt8], to connection: borrowing Connection) throws(StoreFailure) {
    try remove(id, from: connection)
    let head = try connection.prepare("INSERT INTO statistics (id, byte_count, crc) VALUES (?, ?, ?)")
    try head.bind(1, id)
    try head.bind(2, Int64(bytes.count))
    try head.bind(3, headChecksum(id: id, byteCount: Int64(bytes.count)))
    try head.run()
    let insert = try connection.prepare(
      "INSERT INTO statistics_chunk (id, position, bytes, crc) VALUES (?, ?, ?, ?)")
    for start in stride(from: 0, to: bytes.count, by: chunkBytes) {
      let chunk = bytes[start..<min(start + chunkBytes, bytes.count)]
      try insert.bind(1, id)
      try insert.bind(2, Int64(start))
      try insert.bind(3, chunk)
      try insert.bind(4, chunkChecksum(id: id, position: Int64(start), chunk))
      try insert.run()
    }
  }

  /// nil when anything about them does not hold: statistics can be learned anew, wrong ones cannot be unlearned.
  static func load(id: String, from connection: borrowing Connection) throws(StoreFailure) -> [UInt8]? {
    let head = try connection.prepare("SELECT byte_count, crc FROM statistics WHERE id = ?")
    try head.bind(1, id)
    guard try head.step() else { return nil }
    let byteCount = head.integer(0)
    guard Int64(headChecksum(id: id, byteCount: byteCount)) == head.integer(1) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(byteCount))
    let select = try connection.prepare(
      "SELECT position, bytes, crc FROM statistics_chunk WHERE id = ? ORDER BY position")
    try select.bind(1, id)
    while try select.step() {
      let chunk = select.blob(1)
      guard select.integer(0) == Int64(bytes.count),
        Int64(chunkChecksum(id: id, position: select.integer(0), chunk[...])) == select.integer(2)
      else { return nil }
      bytes.append(contentsOf: chunk)
    }
    return Int64(bytes.count) == byteCount ? bytes : nil
  }

  static func removeAll(
    except kept: Set<String>, from connection: borrowing Connection
  ) throws(StoreFailure) {
    var doomed: [String] = []
    let select = try connection.prepare("SELECT id FROM statistics UNION SELECT id FROM statistics_chunk")
    while try select.step() {
      if !kept.contains(select.text(0)) { doomed.append(select.text(0)) }
    }
    for id in doomed { try remove(id, from: connection) }
  }

  private static func remove(_ id: String, from connection: borrowing Connection) throws(StoreFailure) {
    for table in ["statistics", "statistics_chunk"] {
      let remove = try connection.prepare("DELETE FROM \(table) WHERE id = ?")
      try remove.bind(1, id)
      try remove.run()
    }
  }

  private static func headChecksum(id: String, byteCount: Int64) -> UInt32 {
    var crc = CRC32()
    crc.update(field: id)
    crc.update(byteCount)
    return crc.value
  }

  private static func chunkChecksum(id: String, position: Int64, _ bytes: ArraySlice<UInt8>) -> UInt32 {
    var crc = CRC32()
    crc.update(field: id)
    crc.update(position)
    bytes.withUnsafeBytes { crc.update($0) }
    return crc.value
  }
}
