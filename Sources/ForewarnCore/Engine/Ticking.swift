/// Time: which panes have to be decided by now.
extension Engine {
  /// Decides every pane that pane time has passed.
  @inline(__always)
  mutating func passPaneTime() {
    guard book.cursor.mayDecide, let paneTime = merge.paneTimeMicros(book.cursor) else { return }
    decide(through: PaneTime.pane(of: paneTime) - 1)
  }

  /// Whatever holds pane time back, an event that counts finds room: what has waited longest is decided first.
  @inline(__always)
  mutating func makeRoom() {
    while statistics.openPanes.isCrowded { decide(through: statistics.openPanes.first) }
  }

  /// Time goes on without records: with the wall clock when all partitions stand at their fresh ends, or to the last event time at
  /// the end of the input. Decides the panes that end at or before `micros`, at most `maxPanes` of them; true when none is left.
  public mutating func tick(toMicros micros: Int64, maxPanes: Int = .max) -> Bool {
    precondition(teaching == nil, "statistics that are still taught cannot judge")
    guard book.cursor.hasStarted else { return true }
    let target = PaneTime.pane(of: micros) - 1
    let (limit, overflow) = Int(book.cursor.lastDecided).addingReportingOverflow(maxPanes)
    decide(through: overflow || limit > Int(target) ? target : Pane(limit))
    return book.cursor.lastDecided >= target
  }

  /// The last pane up to the target before which nothing can happen.
  private func quietPanes(after decided: Pane, _ target: Pane) -> Pane {
    let firstOpen = statistics.openPanes.first
    guard book.control.waiting.isEmpty, book.cases.isQuiet(through: decided + 1),
      statistics.learned.usage.watched.isEmpty,
      firstOpen > decided + 1
    else {
      return decided
    }
    return min(
      target, firstOpen - 1, book.cases.firstDue - 1, book.health.firstDue(after: decided) - 1,
      lastUsualPane(after: decided))
  }

  /// Panes in which nothing can happen are passed over in one step.
  private mutating func decide(through target: Pane) {
    while book.cursor.lastDecided < target {
      let next = book.cursor.lastDecided + 1
      let last = quietPanes(after: book.cursor.lastDecided, target)
      decide(last >= next ? .nothing(through: last) : .pane(next))
    }
  }
}
