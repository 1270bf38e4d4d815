/// The HTTP server cannot start: what happened, and what a person can do.
public struct AdminFailure: Error, Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// Not `ADDRESS:PORT`, or not an address of this machine.
    case badAddress
    /// Something else listens there.
    case portTaken
    /// A port below 1024 without the right to it.
    case permission
    /// Anything else.
    case broken
  }

  public var kind: Kind
  public var message: String
  public var remedy: String

  public init(_ kind: Kind, _ message: String, remedy: String) {
    self.kind = kind
    self.message = message
    self.remedy = remedy
  }
}
