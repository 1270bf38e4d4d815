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
  /// When the problem came, this time; and how often it came back before, in all and one shortly after the other.
  private(set) var startedMicros: Int64 = 0
  private(set) var reopenings = 0
  private(set) var flaps = 0
  /// From when on the time to respond counts: the opening, or the last escalation.
  private(set) var respondFromMicros: Int64 = 0
  /// What it was about when it came, in words: the title of its ticket, which stays.
  private(set) var title = ""
  /// Times in a row that it began at about the time of day of the time before.
  private(set) var dailyBeginnings = 0
  /// Of a major case: the cases that it holds together, first come first.
  private(set) var members: [CaseMember] = []
  /// The major case that this one is part of.
  var parentID: String?
  /// What people said of it.
  var remarks: CaseRemarks?
  /// What it said would come.
  var prediction: Prediction?

  private static let dayMicros: Int64 = 86_400_000_000
  /// What comes back within this flaps.
  static let flapPanes: Pane = 120

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
    coder.field(15, &startedMicros)
    coder.field(16, &reopenings)
    coder.field(17, &flaps)
    coder.field(18, &respondFromMicros)
    // Books of before had none of these.
    if startedMicros == 0 { startedMicros = openedMicros }
    if respondFromMicros == 0 { respondFromMicros = openedMicros }
    coder.field(19, &dailyBeginnings)
    coder.field(20, &title)
    coder.field(21, &members)
    coder.field(22, &parentID)
    coder.field(23, &remarks)
    coder.field(24, &prediction)
  }

  /// A new one, before its first event.
  init(_ key: SituationKey, strongest: Finding?, previousID: String?, atMicros: Int64) {
    id = Self.id(of: key, strongest: strongest, atMicros: atMicros)
    self.previousID = previousID
    openedMicros = atMicros
    updatedMicros = atMicros
    startedMicros = atMicros
    respondFromMicros = atMicros
  }

  init() {}

  /// The same problem is back. What was said of its last time is not said of this one.
  mutating func beginAgain(after resolution: Resolution, _ facts: CaseFacts) {
    findings = []
    title = ""
    prediction = nil
    parentID = nil
    severity = .clear
    reopenings += 1
    flaps = Int64(facts.pane) - Int64(resolution.pane) <= Int64(Self.flapPanes) ? flaps + 1 : 0
    let distance = facts.atMicros - startedMicros
    dailyBeginnings = abs(distance - Self.dayMicros) <= Self.dayMicros / 24 ? dailyBeginnings + 1 : 0
    startedMicros = facts.atMicros
    respondFromMicros = facts.atMicros
  }

  /// From the third day on, what begins each day at about the same time.
  var comesDaily: Bool { dailyBeginnings >= 2 }

  /// What became of a fact that the episode has told.
  mutating func keep(_ standing: Standing, of finding: Finding) {
    guard let told = findings.firstIndex(where: { $0.isAbout(finding) }) else { return }
    findings[told].standing = standing
  }

  /// The title quotes what may not be told: the headline stands for it.
  mutating func withholdTitle() { title = "" }

  /// It is worse than was thought: the time to respond counts anew.
  mutating func restartResponse(atMicros micros: Int64) { respondFromMicros = micros }

  /// How long nothing may hold before it is over. What comes back again and again has to stay away longer: one open case that says so is
  /// better than many that end.
  func closeForPanes(_ settings: CaseSettings) -> Int {
    min(settings.closeForPanes << (2 * min(flaps, 4)), Int(Self.flapPanes) * 12)
  }

  /// The next event of the case: risk, window and inputs are those of now.
  mutating func advance(_ facts: CaseFacts, inputs ranges: [InputRange]) {
    precondition(facts.atMicros >= updatedMicros, "a decision is never dated before the last event of its case")
    sequence += 1
    updatedMicros = facts.atMicros
    lastEventPane = facts.pane
    riskPermille = facts.risk.permille
    contributions = facts.risk.contributions
    windowStartMicros = PaneTime.start(of: facts.pane - Finding.evidencePanes + 1)
    windowEndMicros = max(PaneTime.end(of: facts.pane), facts.atMicros)
    inputs = ranges
    members = facts.members
    assert(windowStartMicros < windowEndMicros && openedMicros <= updatedMicros, "times of an episode are in order")
  }

  /// Something was said of a case that is over: nothing else of it changes.
  mutating func advance(withWordAt micros: Int64) {
    precondition(sequence > 0, "a case that is over was told")
    sequence += 1
    updatedMicros = max(updatedMicros, micros)
  }

  /// Takes up what the situation shows now, strongest first. What has faded stays behind it, so that the event still explains the case.
  mutating func show(_ now: [Finding], _ facts: CaseFacts) {
    precondition(sequence > 0, "what is shown has been told")
    severity = max(severity, facts.severity)
    agreeingDomains = facts.risk.agreeing
    let faded = findings.filter { old in !now.contains { $0.isAbout(old) } }
    findings = Array((now + faded).prefix(Situation.maxFindings))
    if title.isEmpty, let lead = findings.first { title = lead.code.reason.headline(lead) }
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

extension Episode {
  /// The first finding that something grows.
  var growing: Finding? { findings.first { $0.trend != nil } }

  /// The configuration items that alerts named, and what people made of them: each once, those of alerts first.
  var items: [Name] {
    var items: [Name] = []
    for item in findings.flatMap(\.items) + (remarks?.itemsAdded ?? []) where !items.contains(item) {
      items.append(item)
    }
    guard let removed = remarks?.itemsRemoved, !removed.isEmpty else { return items }
    return items.filter { !removed.contains($0) }
  }
}
