/// What a case event says happened.
public enum CaseEventType: UInt8, CaseIterable, Sendable {
  case opened, updated, escalated, resolved, reopened

  public var name: String {
    switch self {
    case .opened: "opened"
    case .updated: "updated"
    case .escalated: "escalated"
    case .resolved: "resolved"
    case .reopened: "reopened"
    }
  }
}
