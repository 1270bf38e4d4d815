/// Why something cannot be done, for a person: what happened and where, and what they can do about it. What a program needs to know
/// is in `kind`.
public struct Failure<Reason: Sendable & Equatable>: Error, Sendable, Equatable {
  public typealias Kind = Reason

  public var kind: Kind
  /// What happened and where.
  public var message: String
  /// What the reader can do about it.
  public var remedy: String

  public init(_ kind: Kind, _ message: String, remedy: String) {
    self.kind = kind
    self.message = message
    self.remedy = remedy
  }
}
