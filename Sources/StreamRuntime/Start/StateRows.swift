public import ForewarnCore

/// Rows beside the book's own: which book the `state` topic holds, and its digest. They go with every epoch.
public enum StateRows {
  private static let sign = UInt8(ascii: "#")
  static let bookID = Array("#book".utf8)
  static let epoch = Array("#epoch".utf8)
  static let digest = Array("#digest".utf8)

  /// The rows of an epoch with the marks of its book.
  static func marked(_ rows: [StateRow], bookID id: String, epoch number: Int64, digest value: UInt64) -> [StateRow] {
    precondition(!rows.contains { $0.key.first == sign }, "the book's own rows keep off the names of the marks")
    return rows + [
      StateRow(key: bookID, value: Array(id.utf8)), StateRow(key: epoch, value: Array(String(number).utf8)),
      StateRow(key: digest, value: Array(String(value, radix: 16).utf8)),
    ]
  }

  /// The rows without the marks.
  public static func book(_ rows: [StateRow]) -> [StateRow] {
    rows.filter { $0.key.first != sign }
  }

  /// The book that a set of rows holds, when it is whole: its id and number. A book that was lost in part counts as lost.
  public static func wholeBook(_ rows: [StateRow]) -> (id: String, number: Int64)? {
    guard let named = namedBook(rows), let expected = text(digest, rows).flatMap({ UInt64($0, radix: 16) }),
      Engine.digest(of: book(rows)) == expected
    else { return nil }
    return named
  }

  /// The book of the last commit that wrote to a set of rows, whether all of it is there or not.
  static func namedBook(_ rows: [StateRow]) -> (id: String, number: Int64)? {
    guard let id = text(bookID, rows), let number = text(epoch, rows).flatMap({ Int64($0) }), number > 0 else {
      return nil
    }
    return (id, number)
  }

  private static func text(_ key: [UInt8], _ rows: [StateRow]) -> String? {
    rows.first { $0.key == key }?.value.map { String(decoding: $0, as: UTF8.self) }
  }

  /// A whole set of rows after changes to it, sorted by key.
  static func apply(_ changes: [StateRow], to rows: [StateRow]) -> [StateRow] {
    var table: [[UInt8]: [UInt8]] = [:]
    for row in rows { table[row.key] = row.value }
    for row in changes { table[row.key] = row.value }
    return table.map { StateRow(key: $0, value: $1) }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
  }
}
