/// How much of a processor the history may take. While the daemon works off a backlog it is one part in 256: nobody looks at those
/// panes yet, and what waits is written at full speed once the backlog is gone.
struct HistoryPace {
  private static let backlogParts: Int64 = 256
  static let rowsAtATime = 20_000
  /// A write that has begun is not interrupted.
  private static let backlogRowsAtATime = 1_000

  private var notBeforeMicros = Int64.min

  /// How many rows may be written now.
  func rows(nowMicros: Int64, isBacklog: Bool) -> Int {
    guard isBacklog else { return Self.rowsAtATime }
    return nowMicros < notBeforeMicros ? 0 : Self.backlogRowsAtATime
  }

  /// Panes were written between these two moments.
  mutating func wrote(fromMicros: Int64, toMicros: Int64) {
    precondition(toMicros >= fromMicros, "time goes on")
    notBeforeMicros = toMicros + (toMicros - fromMicros) * (Self.backlogParts - 1)
  }
}
