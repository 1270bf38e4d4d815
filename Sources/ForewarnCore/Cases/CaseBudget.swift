import RollingStatistics

/// How many early warnings a customer bears in thirty days. A warning that statistics alone speak for, and of which nobody feels much yet, opens
/// at once while there is room for it, and afterwards where it is worse than what opened; what is neither has to last, the longer the more
/// have opened. So nothing that lasts is kept back for long, and never what alerts say by themselves, what customers feel, or what several have.
struct CaseBudget {
  static let windowPanes: Pane = 30 * 24 * 60
  private static let firstWaitPanes = 30
  private static let longestWaitPanes = 240

  let openings: Int

  /// nil where any number is borne.
  init?(_ settings: CaseSettings) {
    guard let openings = settings.perCustomerMonth, openings > 0 else { return nil }
    self.openings = openings
  }

  init(openings: Int) {
    precondition(openings > 0, "a budget of nothing is none")
    self.openings = openings
  }

  /// Panes for which a warning has to be there, when so many others have opened.
  func waitPanes(opened: Int) -> Int {
    assert(opened >= 0, "openings are counted")
    guard opened >= openings else { return 0 }
    return min(Self.firstWaitPanes << min(opened - openings, 8), Self.longestWaitPanes)
  }

  /// Whether a warning opens, by those that opened before it.
  func admits(_ rank: WarningRank, waited panes: Int, after opened: [WarningRank]) -> Bool {
    if panes >= waitPanes(opened: opened.count) { return true }
    // It would be one of the month's worst.
    return opened.count { $0 >= rank } < openings
  }

  /// The least budget at which it opens now. `kept`: those that this budget kept back before; a larger one has let them open.
  func needed(_ rank: WarningRank, waited panes: Int, after opened: [WarningRank], kept: [Kept]) -> Int {
    var larger = openings + 1
    while true {
      let all = opened + kept.filter { $0.needed <= larger }.map(\.rank)
      if CaseBudget(openings: larger).admits(rank, waited: panes, after: all) { return larger }
      larger += 1
      assert(larger <= openings + opened.count + kept.count + 2, "a budget of all has room")
    }
  }

  /// A warning that was kept back, and the least budget at which it would have opened.
  struct Kept {
    var rank: WarningRank
    var needed: Int
  }
}

/// How bad a warning is; where nothing of it is measured, how sure.
struct WarningRank: RowValue, Equatable, Comparable {
  /// Less than 2 to the minus this is not felt.
  private static let feltOctaves = 20.0

  var severity = Severity.clear
  /// Octaves of what is felt: twice as much is worse, a little more is the same. 0: nothing is.
  private(set) var harm = 0
  var permille = 0

  init() {}

  init(_ severity: Severity, felt: Double = 0, permille: Int) {
    self.severity = severity
    self.permille = permille
    harm = felt > 0 ? max(0, Int((DeterministicMath.log2(felt) + Self.feltOctaves).rounded(.down))) : 0
  }

  static func < (a: Self, b: Self) -> Bool {
    guard a.severity == b.severity, a.harm == b.harm else { return (a.severity, a.harm) < (b.severity, b.harm) }
    return a.harm == 0 && a.permille < b.permille
  }

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &severity)
    coder.field(2, &permille)
    coder.field(3, &harm)
  }
}
