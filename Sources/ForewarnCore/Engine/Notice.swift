/// Something about one record that a person may want to find: why it did not count.
public struct Notice: Sendable, Equatable {
  public var partition: Int
  public var offset: Int64
  public var reason: String
  public var explanation: String
}

/// Totals for metrics, since the process started. Not part of the state.
public struct Counters: Sendable {
  public var rejected = [Int64](repeating: 0, count: Rejection.allCases.count)
  public var decisions: Int64 = 0
  public var findings: Int64 = 0
  public var caseEvents = [Int64](repeating: 0, count: CaseChange.allCases.count)
  /// Openings that `limits.open_cases` kept back, counted at every pane at which they wait.
  public var casesSuppressed: Int64 = 0
  /// Records taken while the state was taught again after a start.
  public var taught: Int64 = 0
  /// Times that taught statistics did not end where the book was.
  public var diverged: Int64 = 0

  public init() {}
}
