/// What an open case is about must not become normal under it.
extension Engine {
  /// Once the cases of a pane are decided: what is not learned from the next pane on, and what is learned again. The pane's row says it too,
  /// so that statistics that are taught again skip the same panes.
  mutating func holdBaselines(at pane: Pane) {
    precondition(teaching == nil, "who is taught is told what is held")
    var changes: [BaselineChange] = []
    for (key, moved) in book.cases.holdBaselines(at: pane) {
      for end in moved.ended {
        changes.append(change(end.held, of: key, end.isNewNormal ? .adopt : .resume))
      }
      for begin in moved.begun { changes.append(change(begin, of: key, .hold)) }
    }
    guard !changes.isEmpty else { return }
    book.panes.note(changes)
    statistics.apply(changes, at: pane, settings.transactions)
  }

  private func change(
    _ held: HeldBaseline, of key: SituationKey, _ turn: BaselineChange.Turn
  ) -> BaselineChange {
    BaselineChange(instance: key.instance, baseline: held.baseline, subject: held.subject, turn: turn)
  }
}
