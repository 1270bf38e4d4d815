/// What the last closed epoch left in the book, as one hash a row: tells which rows changed, and digests the whole.
struct RowTable {
  private var hashes: [[UInt8]: UInt64] = [:]
  /// Rows that are to be among the next changes even if they stay as they are.
  private var unsaid: Set<[UInt8]> = []
  /// Exclusive or over all rows, so that it does not depend on their order.
  private(set) var digest: UInt64 = 0
  private(set) var changes: [StateRow] = []

  mutating func put(_ key: [UInt8], _ value: [UInt8]) {
    let hash = Self.hash(key, value)
    let old = hashes[key]
    let isUnsaid = unsaid.remove(key) != nil
    guard old != hash || isUnsaid else { return }
    digest ^= (old ?? 0) ^ hash
    hashes[key] = hash
    changes.append(StateRow(key: key, value: value))
  }

  mutating func remove(_ key: [UInt8]) {
    guard let old = hashes.removeValue(forKey: key) else { return }
    unsaid.remove(key)
    digest ^= old
    changes.append(StateRow(key: key, value: nil))
  }

  /// The next changes hold every row, whether it is put again or removed. What other copies have stays known: a table that forgot it
  /// could not remove it from them.
  mutating func sayAll() { unsaid = Set(hashes.keys) }

  /// A kind of row that writes only what changed has to be among those that `Book.rewriteAll` writes again: after `sayAll` every row is.
  mutating func takeChanges() -> [StateRow] {
    precondition(unsaid.isEmpty, "of a book that is written again, every row is put or removed")
    defer { changes = [] }
    return changes
  }

  static func digest(of rows: [StateRow]) -> UInt64 {
    rows.reduce(0) { digest, row in row.value.map { digest ^ hash(row.key, $0) } ?? digest }
  }

  private static func hash(_ key: [UInt8], _ value: [UInt8]) -> UInt64 {
    let seed = key.withUnsafeBytes { Hash64.hash($0) }
    return value.withUnsafeBytes { Hash64.hash($0, seed: seed) }
  }
}
