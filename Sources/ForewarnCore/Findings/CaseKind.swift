/// What kind of problem a case is about. One case of a kind is open per instance.
public enum CaseKind: UInt8, CaseIterable, Sendable {
  case performance, usage

  public var name: String {
    switch self {
    case .performance: "performance"
    case .usage: "usage"
    }
  }

  /// The kind of case that a reason speaks for.
  init(_ code: ReasonCode) { self = code.reason.kind }
}
