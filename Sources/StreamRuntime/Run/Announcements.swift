/// What an operator is told once when it begins and once when it is over.
struct Announcements {
  private static let hiccupMicros: Int64 = 3_000_000

  private var waitingSince: Int64?
  private var isWaitingTold = false
  private var isJumpTold = false

  /// What there is to say of a status, at this monotonic moment.
  mutating func lines(_ status: DaemonStatus, now: Int64) -> [String] {
    [ofConnection(status.connection, now), ofClock(status.clockJumpMicros)].compactMap(\.self)
  }

  /// Brokers that stay away are worth a line, a hiccup is not.
  private mutating func ofConnection(_ connection: Connection, _ now: Int64) -> String? {
    guard case .waiting(let reason) = connection else {
      defer {
        waitingSince = nil
        isWaitingTold = false
      }
      return isWaitingTold ? "Kafka answers again" : nil
    }
    let since = waitingSince ?? now
    waitingSince = since
    guard !isWaitingTold, now - since >= Self.hiccupMicros else { return nil }
    isWaitingTold = true
    return "waiting for Kafka: \(reason)"
  }

  private mutating func ofClock(_ jump: Int64?) -> String? {
    guard isJumpTold != (jump != nil) else { return nil }
    isJumpTold = jump != nil
    guard let jump else { return "the wall clock is believed again" }
    return
      "the wall clock jumped by \(jump / 1_000_000) s: it is not followed, and quiet streams stand still, until records agree with it or it has stood for \(TrustedClock.silenceMicros / 60_000_000) min"
  }
}
