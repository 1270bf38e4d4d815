import StreamRuntime

/// Epochs that were made durable and are not yet known to be committed.
enum PreparedTable {
  static func load(_ connection: borrowing Connection) throws(StoreFailure) -> [Epoch] {
    var epochs: [Epoch] = []
    let select = try connection.prepare("SELECT book_id, epoch, crc FROM prepared ORDER BY rowid")
    while try select.step() {
      let bytes = select.blob(1)
      guard Int64(CRC32.checksum(bytes)) == select.integer(2), let epoch = try? EpochCodec.decode(bytes),
        epoch.bookID == select.text(0)
      else { throw .damaged(connection.path, "the checksum of prepared book \(select.text(0)) does not hold") }
      epochs.append(epoch)
    }
    return epochs
  }

  /// Replaces what has the same parent (or the same id).
  static func put(_ epoch: Epoch, into connection: borrowing Connection) throws(StoreFailure) {
    let remove = try connection.prepare("DELETE FROM prepared WHERE parent_book_id IS ? OR book_id = ?")
    try remove.bind(1, epoch.parentBookID)
    try remove.bind(2, epoch.bookID)
    try remove.run()
    let bytes = EpochCodec.encode(epoch)
    let insert = try connection.prepare(
      "INSERT INTO prepared (book_id, parent_book_id, epoch, crc) VALUES (?, ?, ?, ?)")
    try insert.bind(1, epoch.bookID)
    try insert.bind(2, epoch.parentBookID)
    try insert.bind(3, bytes[...])
    try insert.bind(4, CRC32.checksum(bytes))
    try insert.run()
  }

  static func remove(_ bookIDs: [String], from connection: borrowing Connection) throws(StoreFailure) {
    let remove = try connection.prepare("DELETE FROM prepared WHERE book_id = ?")
    for bookID in bookIDs {
      try remove.bind(1, bookID)
      try remove.run()
    }
  }

  static func removeAll(_ connection: borrowing Connection) throws(StoreFailure) {
    try connection.execute("DELETE FROM prepared")
  }
}
