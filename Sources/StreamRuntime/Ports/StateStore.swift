public import ForewarnCore

/// The state on disk. It holds what Kafka's commit names: book rows by book id, prepared epochs, whole statistics.
///
/// One connection, one thread at a time. Every method is one transaction, durable when it returns unless it says otherwise.
public protocol StateStore: AnyObject, Sendable {
  /// What is on disk, checked (integrity, checksums). Reads, writes nothing.
  func load() throws(StoreFailure) -> StoredState

  /// Writes statistics under a fresh id, whole; durable on return.
  func saveStatistics(id: String, bytes: [UInt8]) throws(StoreFailure)

  /// nil when there are none under this id, or their checksum does not hold.
  func loadStatistics(id: String) throws(StoreFailure) -> [UInt8]?

  /// Writes an epoch under its book id; durable on return. Replaces an earlier one with the same parent.
  func prepare(_ epoch: Epoch) throws(StoreFailure)

  /// Kafka has committed this book: fold the prepared rows into the base, drop other prepared epochs and all statistics but those
  /// named. Need not be durable.
  func fold(bookID: String, keepingStatistics: Set<String>) throws(StoreFailure)

  /// The book was taken from the `state` topic: it replaces whatever is here.
  func replaceBook(bookID: String, number: Int64, rows: [StateRow]) throws(StoreFailure)

  func close()
}

public struct StoredState: Sendable, Equatable {
  /// Identity of this state folder, made when it was created: 32 hex digits.
  public var applicationUUID: String
  /// The newest book known to be committed, with all its rows sorted by key; nil in a new folder.
  public var base: StoredBook?
  /// Epochs that were prepared and not folded; at most a few.
  public var prepared: [Epoch]
  public var statisticsIDs: [String]

  public init(applicationUUID: String, base: StoredBook?, prepared: [Epoch], statisticsIDs: [String]) {
    self.applicationUUID = applicationUUID
    self.base = base
    self.prepared = prepared
    self.statisticsIDs = statisticsIDs
  }
}

public struct StoredBook: Sendable, Equatable {
  public var bookID: String
  public var number: Int64
  public var rows: [StateRow]

  public init(bookID: String, number: Int64, rows: [StateRow]) {
    self.bookID = bookID
    self.number = number
    self.rows = rows
  }
}

/// The store cannot do what was asked. Nothing was overwritten.
public typealias StoreFailure = Failure<StoreFailureKind>

public enum StoreFailureKind: Sendable, Equatable {
  /// Another process holds the folder.
  case locked
  /// The folder cannot be read or written.
  case permission
  /// Not a database, or not ours, or of a form that no release had.
  case foreign
  /// Ours, but damaged.
  case damaged
  /// Ours, but of a newer version.
  case newer
  /// Disk full, I/O error, failed fsync.
  case io
}
