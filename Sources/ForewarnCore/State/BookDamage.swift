/// A row that cannot be read: which, and what that may mean. Nothing is believed of a book that has one.
public struct BookDamage: Error, Equatable, Sendable {
  /// The row's key as text.
  public let row: String
  /// What is wrong with it, as half a sentence.
  public let reason: String

  init(_ key: [UInt8], _ value: [UInt8], at offset: Int) {
    self.init(key, value, "cannot be read from byte \(offset) on: a newer version wrote it, or it is damaged")
  }

  init(ofUnknownKind key: [UInt8], _ value: [UInt8]) {
    self.init(key, value, "is of a kind that this version does not know")
  }

  private init(_ key: [UInt8], _ value: [UInt8], _ reason: String) {
    row = String(decoding: key, as: UTF8.self)
    let isOfBefore = value.first == 1
    self.reason = isOfBefore ? "was written by a development version from before the first release" : reason
  }
}
