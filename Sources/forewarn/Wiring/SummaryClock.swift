/// When the log is told how things stand: every five minutes, the first time five minutes after the start.
struct SummaryClock {
  private static let everyMicros: Int64 = 300_000_000

  private var toldAt: Int64?

  mutating func isDue(_ nowMicros: Int64) -> Bool {
    guard let toldAt else {
      self.toldAt = nowMicros
      return false
    }
    guard nowMicros - toldAt >= Self.everyMicros else { return false }
    self.toldAt = nowMicros
    return true
  }
}
