import ForewarnCore
import Synchronization

/// Panes on their way from the daemon's loop to the dashboard's file: so many rows at most. The loop never waits; where there is no room, the
/// oldest are dropped and counted.
final class PaneQueue: Sendable {
  private struct State {
    var reports: [PaneReport] = []
    var rows = 0
    var dropped: Int64 = 0
    var isBacklog = false
  }

  private let rowsAtMost: Int
  private let state = Mutex(State())

  init(rowsAtMost: Int = 100_000) { self.rowsAtMost = rowsAtMost }

  func offer(_ reports: [PaneReport], isBacklog: Bool) {
    state.withLock { state in
      state.isBacklog = isBacklog
      state.reports += reports
      state.rows += reports.reduce(0) { $0 + $1.rows.count }
      // A backlog is worked off faster than a disk writes: what is newest is looked at most.
      var surplus = 0
      while state.rows > rowsAtMost, surplus < state.reports.count - 1 {
        state.rows -= state.reports[surplus].rows.count
        state.dropped += Int64(state.reports[surplus].rows.count)
        surplus += 1
      }
      state.reports.removeFirst(surplus)
    }
  }

  /// The oldest panes, at least one while there are any, and no more than so many rows.
  func take(rowsAtMost: Int) -> [PaneReport] {
    state.withLock { state in
      var (count, rows) = (0, 0)
      for report in state.reports {
        guard count == 0 || rows + report.rows.count <= rowsAtMost else { break }
        count += 1
        rows += report.rows.count
      }
      let taken = Array(state.reports.prefix(count))
      state.reports.removeFirst(count)
      state.rows -= rows
      return taken
    }
  }

  /// Whether the newest panes are of a backlog that the daemon works off.
  var isBacklog: Bool { state.withLock { $0.isBacklog } }

  /// Rows that were dropped, since the process started.
  var dropped: Int64 { state.withLock { $0.dropped } }
}
