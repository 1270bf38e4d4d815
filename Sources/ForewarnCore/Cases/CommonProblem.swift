/// What cases of several customers show of one configuration item that their alerts name, or of a service offering that they have: what its
/// major case rests on.
struct CommonProblem {
  /// Each case that is or was part of it, in the order in which they joined.
  private(set) var members: [CaseMember]
  /// What they show of it: of each subject once, as that case has it in which it still holds.
  private(set) var findings: [Finding] = []
  /// So many customers' cases show it now that it is one problem of all of them.
  var isMajor = false
  /// How bad it is for the customer who has it worst, where that does not follow from what is shown.
  var severity: Severity?
  /// The configuration item that is behind all of it, so that its own major case takes the place of this one.
  var cause: Name?

  init(members: [CaseMember]) { self.members = members }

  mutating func join(_ member: CaseMember) {
    guard !members.contains(member), members.count < Limits.majorCaseMembers else { return }
    members.append(member)
  }

  /// Takes in what one case shows of it; what else it has is its own matter.
  mutating func show(_ finding: Finding, of items: [Name]) {
    var finding = finding
    finding.items = items
    guard let known = findings.firstIndex(where: { $0.isAbout(finding) }) else { return findings.append(finding) }
    if Self.precedes(finding, findings[known]) { findings[known] = finding }
  }

  private static func precedes(_ a: Finding, _ b: Finding) -> Bool {
    let (liveA, liveB) = (life(a), life(b))
    return liveA != liveB ? liveA > liveB : a.pane != b.pane ? a.pane > b.pane : a.score > b.score
  }

  private static func life(_ finding: Finding) -> Int {
    switch finding.standing.state {
    case .holds: 2
    case .fading: 1
    case .resolved, .expired, .back, .lasting, .unwatched: 0
    }
  }
}
