/// One episode of a problem of one instance and kind: all that its events say, but for what the customer model adds.
struct Episode: RowValue, Equatable {
  /// 32 hex digits behind `fw-`, the same on every replay.
  var id = ""
  var previousID: String?
  /// Rises by one with every event.
  private(set) var sequence = 0
  var openedMicros: Int64 = 0
  private(set) var updatedMicros: Int64 = 0
  var severity = Severity.clear
  private(set) var riskPermille = 0
  private(set) var contributions: [Contribution] = []
  private(set) var agreeingDomains = 0
  /// The findings behind the case, strongest first: they stay when the risk has decayed, so that the last event still explains.
  var findings: [Finding] = []
  private(set) var windowStartMicros: Int64 = 0
  private(set) var windowEndMicros: Int64 = 0
  private(set) var inputs: [InputRange] = []
  private(set) var lastEventPane: Pane = 0

  /// What lies behind evidence: a window of so many panes up to the decision.
  static let evidencePanes: Pane = 30

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &id)
    coder.field(2, &previousID)
    coder.field(3, &sequence)
    coder.field(4, &openedMicros)
    coder.field(5, &updatedMicros)
    coder.field(6, &severity)
    coder.field(7, &riskPermille)
    coder.field(8, &contributions)
    coder.field(9, &agreeingDomains)
    coder.field(10, &findings)
    coder.field(11, &windowStartMicros)
    coder.field(12, &windowEndMicros)
    coder.field(13, &inputs)
    coder.field(14, &lastEventPane)
  }

  /// A new one, before its first event.
  init(_ key: SituationKey, strongest: Finding?, previousID: String?, atMicros: Int64) {
    id = Self.id(of: key, strongest: strongest, atMicros: atMicros)
    self.previousID = previousID
    openedMicros = atMicros
    updatedMicros = atMicros
  }

  init() {}

  /// The next event of the case: risk, window and inputs are those of now.
  mutating func advance(_ facts: CaseFacts, inputs ranges: [InputRange]) {
    precondition(facts.atMicros >= updatedMicros, "a decision is never dated before the last event of its case")
    sequence += 1
    updatedMicros = facts.atMicros
    lastEventPane = facts.pane
    riskPermille = facts.risk.permille
    contributions = facts.risk.contributions
    windowStartMicros = PaneTime.start(of: facts.pane - Self.evidencePanes + 1)
    windowEndMicros = max(PaneTime.end(of: facts.pane), facts.atMicros)
    inputs = ranges
    assert(windowStartMicros < windowEndMicros && openedMicros <= updatedMicros, "times of an episode are in order")
  }

  /// Takes up what the situation shows now, strongest first. What has faded stays behind it, so that the event still explains the case.
  mutating func show(_ now: [Finding], _ facts: CaseFacts) {
    precondition(sequence > 0, "what is shown has been told")
    severity = max(severity, facts.severity)
    agreeingDomains = facts.risk.agreeing
    let faded = findings.filter { old in !now.contains { $0.isAbout(old) } }
    findings = Array((now + faded).prefix(Situation.maxFindings))
  }

  /// 32 hex digits that name the episode by instance, kind and first evidence: the same on every replay.
  private static func id(of key: SituationKey, strongest: Finding?, atMicros: Int64) -> String {
    let identity = key.bytes + Array("|\(strongest?.code.name ?? "")|\(strongest?.subject.text ?? "")|\(atMicros)".utf8)
    return identity.withUnsafeBytes { bytes in
      "fw-" + hex(Hash64.hash(bytes, seed: 1)) + hex(Hash64.hash(bytes, seed: 2))
    }
  }

  private static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}

/// How and when an episode ended.
struct Resolution: RowValue, Equatable {
  enum Reason: UInt8, RowEnum {
    case recovered

    var name: String {
      switch self {
      case .recovered: "recovered"
      }
    }
  }

  var reason = Reason.recovered
  var atMicros: Int64 = 0
  var pane: Pane = 0

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &reason)
    coder.field(2, &atMicros)
    coder.field(3, &pane)
  }
}
