import ForewarnCore
import Synchronization

/// Panes on their way from the daemon's loop to the dashboard's file: so many rows at most. The loop never waits; what there is no room for
/// is dropped and counted.
final class PaneQueue: Sendable {
  private struct State {
    var reports: [PaneReport] = []
    var rows = 0
    var dropped: Int64 = 0
  }

  private let rowsAtMost: Int
  private let state = Mutex(State())

  init(rowsAtMost: Int = 400_000) { self.rowsAtMost = rowsAtMost }

  func offer(_ reports: [PaneReport]) {
    state.withLock { state in
      for report in reports {
        guard state.rows + report.rows.count <= rowsAtMost else {
          state.dropped += Int64(report.rows.count)
          continue
        }
        state.rows += report.rows.count
        state.reports.append(report)
      }
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

  /// Rows that were dropped, since the process started.
  var dropped: Int64 { state.withLock { $0.dropped } }
}
