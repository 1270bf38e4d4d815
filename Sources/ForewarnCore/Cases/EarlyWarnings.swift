/// The early warnings of an instance within the window of its customer's budget. A book row.
struct EarlyWarnings: RowValue, Equatable {
  /// What comes again within this goes on.
  private static let gapPanes: Pane = 120

  struct Opening: RowValue, Equatable {
    var pane: Pane = 0
    var rank = WarningRank()

    mutating func code<C: RowCoder>(with coder: inout C) {
      coder.field(1, &pane)
      coder.field(2, &rank)
    }
  }

  private(set) var opened: [Opening] = []
  private(set) var kept: [KeptWarning] = []

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &opened)
    coder.field(2, &kept)
  }

  var isEmpty: Bool { opened.isEmpty && kept.isEmpty }

  /// Panes for which a warning that is there now was kept back.
  func waited(_ kind: CaseKind, at pane: Pane) -> Int { kept.last { Self.isGoingOn($0, kind, at: pane) }?.panes ?? 0 }

  /// Since when one is kept back.
  func since(_ kind: CaseKind, at pane: Pane) -> Pane? {
    kept.last { Self.isGoingOn($0, kind, at: pane) }?.firstPane
  }

  private static func isGoingOn(_ warning: KeptWarning, _ kind: CaseKind, at pane: Pane) -> Bool {
    warning.kind == kind && Int64(pane) - Int64(warning.lastPane) <= Int64(gapPanes)
  }

  /// A warning opened its case: it was not kept back after all.
  mutating func open(_ kind: CaseKind, _ rank: WarningRank, at pane: Pane) {
    kept.removeAll { Self.isGoingOn($0, kind, at: pane) }
    opened.append(Opening(pane: pane, rank: rank))
    opened = opened.suffix(Limits.earlyWarnings)
  }

  /// A warning is kept back for one more pane. True when it is another one than before.
  mutating func keep(_ now: KeptWarning) -> Bool {
    guard let known = kept.lastIndex(where: { Self.isGoingOn($0, now.kind, at: now.lastPane) }) else {
      kept.append(now)
      kept = kept.suffix(Limits.keptWarnings)
      return true
    }
    precondition(now.lastPane > kept[known].lastPane, "a pane is decided once")
    if now.rank > kept[known].rank {
      kept[known].rank = now.rank
      kept[known].title = now.title
    }
    kept[known].lastPane = now.lastPane
    kept[known].panes += 1
    kept[known].needed = min(kept[known].needed, now.needed)
    return false
  }

  /// Forgets what lies before a pane.
  mutating func forget(before pane: Pane) {
    opened.removeAll { $0.pane < pane }
    kept.removeAll { $0.lastPane < pane }
  }
}

/// A warning that the budget kept back.
struct KeptWarning: RowValue, Equatable {
  var kind = CaseKind.performance
  var firstPane: Pane = 0
  var lastPane: Pane = 0
  /// Panes in which it would have opened.
  var panes = 1
  /// At its worst, and what it was about then.
  var rank = WarningRank()
  var title = ""
  /// The least budget at which it would have opened.
  var needed = 0

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &kind)
    coder.field(2, &firstPane)
    coder.field(3, &lastPane)
    coder.field(4, &panes)
    coder.field(5, &rank)
    coder.field(6, &title)
    coder.field(7, &needed)
  }
}
