/// A row of the book as every store keeps it: the engine, SQLite, and the `state` topic alike. Keys are told apart by their bytes.
public struct StateRow: Equatable, Sendable {
  public var key: [UInt8]
  /// nil = removed (a tombstone).
  public var value: [UInt8]?

  public init(key: [UInt8], value: [UInt8]?) {
    self.key = key
    self.value = value
  }
}
