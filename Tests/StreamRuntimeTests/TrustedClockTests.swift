import Testing

@testable import StreamRuntime

@Suite struct TrustedClockTests {
  static let second: Int64 = 1_000_000
  static let start: Int64 = 1_760_000_000_000_000

  /// A clock, and what drives it.
  private struct Watch {
    var clock = TrustedClock(wall: start, monotonic: 0)
    var monotonic: Int64 = 0
    /// What the wall clock is off by.
    var off: Int64 = 0

    mutating func pass(_ seconds: Int64, drift: Double = 1) -> Int64 {
      monotonic += seconds * second
      off += Int64(Double(seconds * second) * (drift - 1))
      return read()
    }

    mutating func read() -> Int64 { clock.read(wall: start + monotonic + off, monotonic: monotonic) }

    /// A record that is written now, by a clock that is off by so much.
    mutating func hear(off: Int64 = 0) { clock.hear(timestamp: start + monotonic + off, monotonic: monotonic) }
  }

  @Test(arguments: [0.5, 1.0, 1.001, 5.0]) func aClockThatDriftsIsFollowed(_ drift: Double) {
    var watch = Watch()
    for _ in 0..<1_000 {
      let now = watch.pass(1, drift: drift)
      #expect(now == Self.start + watch.monotonic + watch.off)
    }
    #expect(watch.clock.jumpMicros == nil)
  }

  @Test(arguments: [7_200, -7_200, 6, -6] as [Int64]) func aJumpIsNotFollowedWhileRecordsContradict(_ seconds: Int64) {
    var watch = Watch()
    watch.off = seconds * Self.second
    for _ in 0..<1_000 {
      #expect(watch.pass(1) == Self.start + watch.monotonic)
      #expect(watch.clock.jumpMicros == seconds * Self.second)
      if abs(seconds) > 60 { watch.hear() } else { break }
    }
    watch.off = 0
    _ = watch.read()
    #expect(watch.clock.jumpMicros == nil)
  }

  @Test(arguments: [7_200, -7_200] as [Int64]) func aClockThatWasSetRightIsBelievedByItsRecords(_ seconds: Int64) {
    var watch = Watch()
    watch.off = seconds * Self.second
    _ = watch.read()
    // Of a backlog.
    watch.hear(off: -90_000 * Self.second)
    #expect(watch.clock.jumpMicros != nil)
    watch.hear(off: seconds * Self.second - 2 * Self.second)
    #expect(watch.clock.jumpMicros == nil)
    #expect(watch.pass(1) == Self.start + watch.monotonic + seconds * Self.second)
  }

  @Test(arguments: [299, 300] as [Int64]) func aClockThatStandsIsBelievedInTheEnd(_ seconds: Int64) {
    var watch = Watch()
    watch.off = 3_600 * Self.second
    _ = watch.read()
    _ = watch.pass(seconds)
    #expect((watch.clock.jumpMicros == nil) == (seconds == 300))
  }
}
