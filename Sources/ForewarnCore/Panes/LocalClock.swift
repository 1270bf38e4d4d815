/// Where a pane lies in the day and the week of a place.
struct LocalClock: BitwiseCopyable {
  private static let minutesADay: Int64 = 1_440
  /// The first of January 1970 was a Thursday.
  private static let weekdayOfEpoch: Int64 = 3

  let pane: Pane
  /// 0 ..< 1440
  let minute: Int
  /// 0 is Monday.
  let weekday: Int

  init(pane: Pane, in zone: TimeZoneSteps = .utc) {
    self.pane = pane
    let seconds = Int64(pane) * 60
    // Half a minute of an offset is no other half hour of the day.
    let minutes = Int64(pane) + zone.offset(at: seconds) / 60
    let day = (minutes >= 0 ? minutes : minutes - Self.minutesADay + 1) / Self.minutesADay
    minute = Int(minutes - day * Self.minutesADay)
    weekday = Int((((day + Self.weekdayOfEpoch) % 7) + 7) % 7)
    assert((0..<1_440).contains(minute), "a day has 1,440 minutes")
  }

  var isWeekend: Bool { weekday >= 5 }
}
