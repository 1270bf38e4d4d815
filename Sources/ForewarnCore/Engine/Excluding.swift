/// What a person says is not usual must not become normal: in the panes of an exclusion nothing is learned of the instances that it matches.
/// Rules judge them, and cases move, as ever.
extension Engine {
  /// Takes an exclusion up; answers what it does, in words.
  mutating func exclude(_ exclusion: Exclusion, id: Name) throws(ControlRejection) -> String {
    let decided = book.cursor.hasStarted ? book.cursor.lastDecided : nil
    let isOver =
      decided.map { exclusion.firstPane(after: $0) == nil } ?? (exclusion.untilMicros <= exclusion.fromMicros)
    guard !isOver else {
      guard book.control.exclusions[id] != nil else { throw .alreadyLearned }
      book.control.exclusions[id] = nil
      return "the exclusion of this id is over"
    }
    let isNew = book.control.exclusions[id] == nil
    try book.control.exclude(exclusion, id: id)
    let begin = max(exclusion.fromMicros, decided.map { PaneTime.end(of: $0) } ?? .min)
    let matched = (0..<statistics.instances.count).count {
      exclusion.covers(statistics.name(ofInstance: $0), directory.customers)
    }
    let whose =
      matched == 0
      ? "no instance that is known by now matches; of those that come"
      : "of \(Words.many(Int64(matched), "instance"))"
    let span = "from \(Timestamp.text(begin)) until \(Timestamp.text(exclusion.untilMicros))"
    let before =
      isNew && exclusion.fromMicros < begin ? "; what was decided before is learned already, and stays so" : ""
    return "\(whose) nothing is learned as normal \(span)\(before)"
  }

  /// Before a pane closes: of whom it teaches nothing, and of whom something again. Answers what the pane's row in the book has to say, so that
  /// statistics that are taught again skip the same panes.
  mutating func excludeInstances(from pane: Pane) -> [ExclusionTurn] {
    precondition(statistics.lastClosed < pane, "what a pane teaches is known before it closes")
    let lasting = exclusions(holding: pane)
    guard !lasting.isEmpty || !statistics.learned.excluded.isEmpty else { return [] }
    var turns: [ExclusionTurn] = []
    for id in 0..<statistics.instances.count where turns.count < Limits.exclusionTurns {
      let name = statistics.name(ofInstance: id)
      let isExcluded = lasting.contains { $0.covers(name, directory.customers) }
      guard isExcluded != statistics.learned.excluded.holds(id) else { continue }
      turns.append(ExclusionTurn(instance: name, isExcluded: isExcluded))
    }
    statistics.apply(turns)
    return turns
  }

  /// Those that hold something of a pane.
  func exclusions(holding pane: Pane) -> [Exclusion] {
    book.control.exclusions.sorted.map(\.value).filter { $0.holds(pane) }
  }

  /// The last pane after this one that no exclusion has a part in.
  func lastUsualPane(after decided: Pane) -> Pane {
    guard statistics.learned.excluded.isEmpty else { return decided }
    let first = book.control.exclusions.sorted.compactMap { $0.value.firstPane(after: decided) }.min()
    return first.map { $0 - 1 } ?? .max
  }
}
