/// Closed panes for people to look at, beside the decisions and never before them.
extension Engine {
  /// Has panes reported from now on, with so many rows of each kind; 0 = none.
  public mutating func reportPanes(rowsAtMost: Int) {
    precondition(rowsAtMost >= 0, "a number of rows")
    reporter.rowsAtMost = rowsAtMost
  }

  /// The panes that closed since this was asked, oldest first.
  public mutating func takePaneReports() -> [PaneReport] { reporter.take() }

  /// Rows that there was no room for, since the process started.
  public var omittedReportRows: Int64 { reporter.omitted }

  /// Has the cells of all series of closed panes kept from now on: to sum evidence again.
  public mutating func keepCells() { recounter.isAsked = true }

  /// The cells of the panes that closed since this was asked.
  public mutating func takeCells() -> [SummedCell] { recounter.take() }
}
