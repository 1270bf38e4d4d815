/// The two clocks. The wall clock may jump; intervals are measured on the other one.
public protocol TimeSource: Sendable {
  /// Microseconds since 1970 UTC.
  var wallMicros: Int64 { get }
  /// Microseconds since some fixed moment; never goes back.
  var monotonicMicros: Int64 { get }
  /// Waits, between two tries of something that failed.
  func pause(millis: Int)
}

/// Randomness for ids that must not repeat over restarts. Never used in a decision.
public protocol IdentifierSource: Sendable {
  /// 32 lower-case hex digits.
  func next() -> String
}

/// Where the committer's work is done: a thread of its own, or, in tests, at once.
public protocol CommitExecutor: Sendable {
  func submit(_ work: @escaping @Sendable () -> Void)
}
