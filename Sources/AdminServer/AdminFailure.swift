public import StreamRuntime

/// The HTTP server cannot start.
public typealias AdminFailure = Failure<AdminFailureKind>

public enum AdminFailureKind: Sendable, Equatable {
  /// Not `ADDRESS:PORT`, or not an address of this machine.
  case badAddress
  /// Something else listens there.
  case portTaken
  /// A port below 1024 without the right to it.
  case permission
  /// Anything else.
  case broken
}
