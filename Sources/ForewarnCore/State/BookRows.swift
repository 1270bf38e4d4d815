/// How a part of the book is kept as rows: how their keys are spelled, which of them changed, what their values mean. The part itself
/// knows nothing of rows, and the book only asks each kind of rows in turn (`Book.kinds`).
protocol BookRows {
  /// The state that the rows hold.
  associatedtype Part
  /// What one row is about.
  associatedtype RowName

  /// What the keys begin with, for ever. No other kind's keys do.
  static var prefix: [UInt8] { get }
  /// The rest of a key. Keys are compared as bytes, because a `String` takes two spellings of an accent for one and does not see a
  /// prefix that a combining mark follows.
  static func spelling(of name: RowName) -> [UInt8]
  /// nil when these bytes are not the rest of any key.
  static func name(spelled bytes: ArraySlice<UInt8>) -> RowName?

  /// Puts the rows that changed since they were asked for last, and removes those that left.
  static func writeChanges(of part: inout Part, to rows: inout RowTable)
  /// The next changes are all rows.
  static func markAllChanged(_ part: inout Part)
  /// Takes a committed row.
  static func restore(_ name: RowName, _ value: [UInt8], to part: inout Part) throws(MalformedBytes)
}

/// Rows that are found by a name: its bytes are the rest of the key.
extension BookRows where RowName == Name {
  static func spelling(of name: Name) -> [UInt8] { Array(name.text.utf8) }
  static func name(spelled bytes: ArraySlice<UInt8>) -> Name? {
    String(validating: bytes, as: UTF8.self).map { Name($0) }
  }
}

extension BookRows {
  static func key(_ name: RowName) -> [UInt8] { prefix + spelling(of: name) }

  static func name(ofKey key: [UInt8]) -> RowName? {
    key.starts(with: prefix) ? name(spelled: key[prefix.count...]) : nil
  }
}

/// A kind of rows and where its part stands in the book, behind one form for all kinds.
struct BookRowKind: Sendable {
  let writeChanges: @Sendable (inout Book, inout RowTable) -> Void
  let markAllChanged: @Sendable (inout Book) -> Void
  private let restoring: @Sendable (inout Book, _ key: [UInt8], _ value: [UInt8]) -> Restored

  enum Restored {
    case taken
    /// The key is of another kind.
    case foreign
    case malformed(MalformedBytes)
  }

  init<Rows: BookRows & SendableMetatype>(_ rows: Rows.Type, _ path: any WritableKeyPath<Book, Rows.Part> & Sendable) {
    writeChanges = { book, table in Rows.writeChanges(of: &book[keyPath: path], to: &table) }
    markAllChanged = { book in Rows.markAllChanged(&book[keyPath: path]) }
    restoring = { book, key, value in
      guard let name = Rows.name(ofKey: key) else { return .foreign }
      do throws(MalformedBytes) { try Rows.restore(name, value, to: &book[keyPath: path]) } catch {
        return .malformed(error)
      }
      return .taken
    }
  }

  func restore(_ key: [UInt8], _ value: [UInt8], to book: inout Book) -> Restored { restoring(&book, key, value) }
}
