/// What a case said of baselines at the end of a pane.
struct BaselineHolding: Equatable {
  struct End: Equatable {
    var held: HeldBaseline
    /// What was learned meanwhile is what is normal from now on; else learning goes on from before.
    var isNewNormal: Bool
  }

  var begun: [HeldBaseline] = []
  var ended: [End] = []

  var isNothing: Bool { begun.isEmpty && ended.isEmpty }
}

extension Situation {
  /// Once a pane is decided: baselines that are held from now on, and those that are not any more. What was found abnormal under an open
  /// case is held as long as the case rests on it. What comes every day is part of what is normal, and goes on being learned.
  mutating func holdBaselines(at pane: Pane) -> BaselineHolding? {
    if held.isEmpty, !isOpen { return nil }
    var moved = BaselineHolding()
    let named = findings.compactMap(\.baseline)
    for known in held {
      let isNewNormal = wasExpected || findings.contains { $0.standing.state == .lasting && $0.baseline == known }
      if isNewNormal || !isOpen || !named.contains(known) {
        moved.ended.append(BaselineHolding.End(held: known, isNewNormal: isNewNormal))
      }
    }
    held.removeAll { known in moved.ended.contains { $0.held == known } }
    if let episode = openEpisode, !episode.comesDaily {
      for finding in findings where finding.pane == pane && finding.standing.state != .lasting {
        guard let baseline = finding.baseline, !held.contains(baseline),
          !moved.ended.contains(where: { $0.held == baseline })
        else { continue }
        held.append(baseline)
        moved.begun.append(baseline)
      }
    }
    assert(isOpen || held.isEmpty, "only an open case holds what is normal")
    return moved.isNothing ? nil : moved
  }

  /// A person has ended it: it is known, and no problem. So what it was about is what is normal now.
  private var wasExpected: Bool {
    guard case .resolved(let episode, let resolution) = phase else { return false }
    return resolution.reason == .closedBy && episode.remarks?.verdict == "expected"
  }
}
