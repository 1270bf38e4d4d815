import ForewarnCore
import StreamRuntime

/// The base: the newest book known to be committed, a row each for its parts.
enum BookTable {
  static func load(_ connection: borrowing Connection) throws(StoreFailure) -> StoredBook? {
    guard let head = try head(connection) else { return nil }
    var rows: [StateRow] = []
    var found = RowSum()
    let select = try connection.prepare("SELECT key, value, crc FROM book_row ORDER BY key")
    while try select.step() {
      let row = StateRow(key: select.blob(0), value: select.blob(1))
      let crc = checksum(of: row.key, select.blob(1))
      guard Int64(crc) == select.integer(2) else {
        throw .damaged(
          connection.path, "the checksum of book row \"\(String(decoding: row.key, as: UTF8.self))\" does not hold")
      }
      found.add(crc)
      rows.append(row)
    }
    guard found == head.sum else {
      throw .damaged(connection.path, "the book should have \(head.sum.count) rows, but \(found.count) are there")
    }
    return StoredBook(bookID: head.bookID, number: head.number, rows: rows)
  }

  static func currentBookID(_ connection: borrowing Connection) throws(StoreFailure) -> String? {
    try head(connection)?.bookID
  }

  /// Applies changed rows in their order and makes this the current book.
  static func apply(
    _ rows: [StateRow], bookID: String, number: Int64, to connection: borrowing Connection
  ) throws(StoreFailure) {
    var sum = try head(connection)?.sum ?? RowSum()
    let remove = try connection.prepare("DELETE FROM book_row WHERE key = ? RETURNING crc")
    let insert = try connection.prepare("INSERT INTO book_row (key, value, crc) VALUES (?, ?, ?)")
    for row in rows {
      try remove.bind(1, row.key[...])
      if try remove.step() { sum.remove(UInt32(truncatingIfNeeded: remove.integer(0))) }
      try remove.run()
      guard let value = row.value else { continue }
      let crc = checksum(of: row.key, value)
      try insert.bind(1, row.key[...])
      try insert.bind(2, value[...])
      try insert.bind(3, crc)
      try insert.run()
      sum.add(crc)
    }
    try write(Head(bookID: bookID, number: number, sum: sum), to: connection)
  }

  static func removeAll(_ connection: borrowing Connection) throws(StoreFailure) {
    try connection.execute("DELETE FROM book_row; DELETE FROM book")
  }

  private struct RowSum: Equatable {
    var count: Int64 = 0
    var crcs: UInt32 = 0

    mutating func add(_ crc: UInt32) {
      count += 1
      crcs &+= crc
    }

    mutating func remove(_ crc: UInt32) {
      count -= 1
      crcs &-= crc
    }
  }

  private struct Head {
    var bookID: String
    var number: Int64
    var sum: RowSum

    var checksum: UInt32 {
      var crc = CRC32()
      crc.update(field: bookID)
      crc.update(number)
      crc.update(sum.count)
      crc.update(Int64(sum.crcs))
      return crc.value
    }
  }

  private static func head(_ connection: borrowing Connection) throws(StoreFailure) -> Head? {
    let select = try connection.prepare("SELECT book_id, number, row_count, row_sum, crc FROM book")
    guard try select.step() else {
      guard try connection.integer("SELECT count(*) FROM book_row") == 0 else {
        throw .damaged(connection.path, "there are book rows, but no book")
      }
      return nil
    }
    let sum = RowSum(count: select.integer(2), crcs: UInt32(truncatingIfNeeded: select.integer(3)))
    let head = Head(bookID: select.text(0), number: select.integer(1), sum: sum)
    guard Int64(head.checksum) == select.integer(4) else {
      throw .damaged(connection.path, "the checksum of the book's head does not hold")
    }
    return head
  }

  private static func write(_ head: Head, to connection: borrowing Connection) throws(StoreFailure) {
    let replace = try connection.prepare(
      "INSERT OR REPLACE INTO book (slot, book_id, number, row_count, row_sum, crc) VALUES (0, ?, ?, ?, ?, ?)")
    try replace.bind(1, head.bookID)
    try replace.bind(2, head.number)
    try replace.bind(3, head.sum.count)
    try replace.bind(4, head.sum.crcs)
    try replace.bind(5, head.checksum)
    try replace.run()
  }

  private static func checksum(of key: [UInt8], _ value: [UInt8]) -> UInt32 {
    var crc = CRC32()
    crc.update(field: key)
    crc.update(field: value)
    return crc.value
  }
}
