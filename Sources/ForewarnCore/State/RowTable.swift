/// A row of the book as it is stored. nil value = removed.
public struct BookRow: Equatable, Sendable {
  public var key: String
  public var value: [UInt8]?

  public init(key: String, value: [UInt8]?) {
    self.key = key
    self.value = value
  }
}

/// What the last closed epoch left in the book, as one hash a row: tells which rows changed, and digests the whole.
struct RowTable {
  /// By the bytes of the key, as stores compare: a `String` would take two spellings of an accent for one row.
  private var hashes: [[UInt8]: UInt64] = [:]
  /// Exclusive or over all rows, so that it does not depend on their order.
  private(set) var digest: UInt64 = 0
  private(set) var changes: [BookRow] = []

  mutating func put(_ key: String, _ value: [UInt8]) {
    let hash = Self.hash(key, value)
    let name = Array(key.utf8)
    let old = hashes[name]
    guard old != hash else { return }
    digest ^= (old ?? 0) ^ hash
    hashes[name] = hash
    changes.append(BookRow(key: key, value: value))
  }

  mutating func remove(_ key: String) {
    guard let old = hashes.removeValue(forKey: Array(key.utf8)) else { return }
    digest ^= old
    changes.append(BookRow(key: key, value: nil))
  }

  mutating func takeChanges() -> [BookRow] {
    defer { changes = [] }
    return changes
  }

  static func digest(of rows: [BookRow]) -> UInt64 {
    rows.reduce(0) { digest, row in row.value.map { digest ^ hash(row.key, $0) } ?? digest }
  }

  private static func hash(_ key: String, _ value: [UInt8]) -> UInt64 {
    let seed = Array(key.utf8).withUnsafeBytes { Hash64.hash($0) }
    return value.withUnsafeBytes { Hash64.hash($0, seed: seed) }
  }
}
