/// When the filling epoch is closed (design, section 4): soon after its first output, else each second, never too close to the last
/// commit, and now and then with nothing to say, so that offsets do not expire.
struct EpochClock {
  /// Long enough for what comes with it; the pause between commits gathers a flood.
  static let afterOutputMicros: Int64 = 5_000
  /// While a backlog is worked off, what is told is minutes old, and a commit's time is better spent on what is not yet told.
  static let afterBelatedOutputMicros: Int64 = 250_000
  static let ordinaryMicros: Int64 = 1_000_000
  /// Back-to-back transactions cost twice as much as spaced ones.
  static let betweenCommitsMicros: Int64 = 50_000
  static let idleMicros: Int64 = 600_000_000
  static let snapshotMicros: Int64 = 60_000_000

  private var closedAt: Int64
  private var committedAt: Int64 = .min / 2
  private var firstOutputAt: Int64?
  /// When the oldest record was taken that no epoch holds yet, and the oldest of the epoch that is on its way.
  private var firstRecordAt: Int64?
  private var inFlightSince: Int64?
  private var snapshotAt: Int64

  init(now: Int64) {
    closedAt = now
    snapshotAt = now
  }

  mutating func sawOutput(now: Int64) { firstOutputAt = firstOutputAt ?? now }

  mutating func sawRecord(now: Int64) { firstRecordAt = firstRecordAt ?? now }

  /// When the oldest record was taken that is not committed; nil when all are.
  var uncommittedSince: Int64? { inFlightSince ?? firstRecordAt }

  /// - Parameter isBelated: whether outputs may wait, since they are of a time that is long past.
  func isDue(now: Int64, hasChanges: Bool, isBelated: Bool = false) -> Bool {
    guard now - committedAt >= Self.betweenCommitsMicros else { return false }
    let patience = isBelated ? Self.afterBelatedOutputMicros : Self.afterOutputMicros
    if let firstOutputAt, now - firstOutputAt >= patience { return true }
    return now - closedAt >= (hasChanges ? Self.ordinaryMicros : Self.idleMicros)
  }

  func isSnapshotDue(now: Int64) -> Bool { now - snapshotAt >= Self.snapshotMicros }

  mutating func closed(now: Int64, withSnapshot: Bool) {
    precondition(now >= closedAt, "the monotonic clock does not go back")
    closedAt = now
    firstOutputAt = nil
    inFlightSince = firstRecordAt ?? now
    firstRecordAt = nil
    if withSnapshot { snapshotAt = now }
  }

  mutating func committed(now: Int64) {
    precondition(now >= committedAt, "the monotonic clock does not go back")
    committedAt = now
    inFlightSince = nil
  }
}
