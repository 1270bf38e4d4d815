public enum CaseKind: UInt8, CaseIterable, Sendable {
  case performance, usage

  public var name: String {
    switch self {
    case .performance: "performance"
    case .usage: "usage"
    }
  }
}

/// What a case event says happened.
public enum CaseChange: UInt8, CaseIterable, Sendable {
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

/// One episode of risk of one instance and kind: all that its events say, but for what the customer model adds.
struct CaseState: RowValue, Equatable {
  var id = ""
  var previousID: String?
  var sequence = 0
  var isOpen = false
  var openedMicros: Int64 = 0
  var updatedMicros: Int64 = 0
  var resolvedMicros: Int64?
  var resolution: String?
  var severity = Severity.warning
  var riskPermille = 0
  var contributions: [Contribution] = []
  var agreeingDomains = 0
  /// The findings behind the case, strongest first: they stay when the risk has decayed, so that the last event still explains.
  var findings: [Finding] = []
  var windowStartMicros: Int64 = 0
  var windowEndMicros: Int64 = 0
  var inputs: [InputRange] = []
  var lastEventPane: Pane = 0
  var resolvedPane: Pane = 0

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.value(&id)
    coder.value(&previousID)
    coder.value(&sequence)
    coder.value(&isOpen)
    coder.value(&openedMicros)
    coder.value(&updatedMicros)
    coder.value(&resolvedMicros)
    coder.value(&resolution)
    coder.value(&severity)
    coder.value(&riskPermille)
    coder.value(&contributions)
    coder.value(&agreeingDomains)
    coder.value(&findings)
    coder.value(&windowStartMicros)
    coder.value(&windowEndMicros)
    coder.value(&inputs)
    coder.value(&lastEventPane)
    coder.value(&resolvedPane)
  }
}

/// Offsets `from ..< to` of one partition, among them every record that the evidence rests on.
struct InputRange: RowValue, Equatable {
  var topic = ""
  var partition: Int32 = 0
  var from: Int64 = 0
  var to: Int64 = 0

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.value(&topic)
    coder.value(&partition)
    coder.value(&from)
    coder.value(&to)
  }
}

/// An instance's findings of one kind, and its case, if there is or recently was one. A book row.
struct Situation: RowValue, Equatable {
  /// Most findings kept; the weakest give way.
  static let maxFindings = 12

  var findings: [Finding] = []
  /// First pane of the present run at or above the opening threshold, and at or below the closing one.
  var aboveSince: Int64?
  var belowSince: Int64?
  /// What `instance-health` said last, to speak only on change.
  var publishedPermille = -1
  var publishedOpen = false
  var episode: CaseState?

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.value(&findings)
    coder.value(&aboveSince)
    coder.value(&belowSince)
    coder.value(&publishedPermille)
    coder.value(&publishedOpen)
    coder.value(&episode)
  }

  /// Takes a finding in: the newest of its code and subject stands.
  mutating func add(_ finding: Finding) {
    if let i = findings.firstIndex(where: { $0.code == finding.code && $0.subject == finding.subject }) {
      findings[i] = finding
    } else {
      findings.append(finding)
    }
  }

  mutating func forget(at pane: Pane, _ settings: RiskSettings) {
    findings.removeAll { RiskModel.decayed($0, at: pane, settings) < RiskModel.forgottenScore }
    guard findings.count > Self.maxFindings else { return }
    findings.sort { Situation.precedes($0, $1, at: pane, settings) }
    findings.removeLast(findings.count - Self.maxFindings)
  }

  /// Strongest first; ties by code and subject, so that the order is the same everywhere.
  static func precedes(_ a: Finding, _ b: Finding, at pane: Pane, _ settings: RiskSettings) -> Bool {
    let left = RiskModel.decayed(a, at: pane, settings)
    let right = RiskModel.decayed(b, at: pane, settings)
    if left != right { return left > right }
    if a.code != b.code { return a.code.rawValue < b.code.rawValue }
    return a.subject.utf8.lexicographicallyPrecedes(b.subject.utf8)
  }
}
