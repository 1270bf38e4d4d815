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
