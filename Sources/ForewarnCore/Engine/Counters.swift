/// Totals for metrics, since the process started. Not part of the state.
public struct Counters: Sendable {
  public var rejected = [Int64](repeating: 0, count: Rejection.allCases.count)
  public var decisions: Int64 = 0
  public var findings: Int64 = 0
  public var caseEvents = [Int64](repeating: 0, count: CaseEventType.allCases.count)
  /// Openings that `limits.open_cases` kept back, counted at every pane at which they wait.
  public var casesSuppressed: Int64 = 0
  /// Records taken while the state was taught again after a start.
  public var taught: Int64 = 0
  /// Times that taught statistics did not end where the book was.
  public var diverged: Int64 = 0

  public init() {}

  mutating func count(_ rejection: Rejection, _ events: Int64) {
    if let index = Rejection.allCases.firstIndex(of: rejection) { rejected[index] += events }
  }

  mutating func count(_ type: CaseEventType) { caseEvents[Int(type.rawValue)] += 1 }
}
