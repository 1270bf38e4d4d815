internal import Glibc

/// The machine's clocks.
public struct SystemTime: TimeSource {
  public init() {}

  public var wallMicros: Int64 { Self.micros(CLOCK_REALTIME) }
  public var monotonicMicros: Int64 { Self.micros(CLOCK_MONOTONIC) }

  public func pause(millis: Int) {
    precondition(millis >= 0, "a pause is not in the past")
    // A signal may end it early: who waits looks again anyway.
    var length = timespec(tv_sec: millis / 1_000, tv_nsec: millis % 1_000 * 1_000_000)
    nanosleep(&length, nil)
  }

  private static func micros(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
  }
}

/// Ids from the system's random numbers.
public struct RandomIdentifiers: IdentifierSource {
  public init() {}

  public func next() -> String {
    (0..<2).map { _ in
      let digits = String(UInt64.random(in: .min ... .max), radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }.joined()
  }
}
