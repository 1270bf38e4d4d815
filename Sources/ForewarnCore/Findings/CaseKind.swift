/// What kind of problem a case is about. One case of a kind is open per instance, or, of a major one, per configuration
/// item or service offering.
public enum CaseKind: UInt8, CaseIterable, Sendable {
  case performance, usage
  /// One item or offering is behind cases of several customers.
  case major

  public var name: String {
    switch self {
    case .performance: "performance"
    case .usage: "usage"
    case .major: "major"
    }
  }

  /// Those that are about one instance.
  public static let ofInstances = allCases.filter { $0 != .major }

  /// The kind of case that a reason speaks for.
  init(_ code: ReasonCode) { self = code.reason.kind }
}

extension CaseKind: RowEnum {}
