/// The wall clock as far as it can be believed: it goes on as the monotonic clock does. One that jumps is not followed until records
/// agree with it, or until it has stood by it for a while and none has contradicted; meanwhile time goes on from where it was, and
/// nothing may be decided by the clock alone.
struct TrustedClock {
  /// What two readings, a round of the loop apart, may differ by.
  static let toleranceMicros: Int64 = 5_000_000
  /// A record that is read as it is written is this close to the true time.
  static let nearMicros: Int64 = 60_000_000
  /// A clock that was set right is believed after so long, though nothing is read.
  static let silenceMicros: Int64 = 300_000_000

  private struct Jump {
    /// Wall clock minus monotonic clock.
    var offset: Int64
    /// Since when nothing has contradicted it, monotonic.
    var since: Int64
  }

  /// Wall clock minus monotonic clock, as believed.
  private var offset: Int64
  private var jump: Jump?

  init(wall: Int64, monotonic: Int64) { offset = wall - monotonic }

  /// How far the wall clock is from what is believed, µs; nil while it is believed.
  var jumpMicros: Int64? { jump.map { $0.offset - offset } }

  /// What time it is. The two clocks were read just now.
  mutating func read(wall: Int64, monotonic: Int64) -> Int64 {
    let seen = wall - monotonic
    if abs(seen - offset) <= Self.toleranceMicros {
      offset = seen
      jump = nil
    } else if let known = jump, abs(seen - known.offset) <= Self.toleranceMicros {
      if monotonic - known.since >= Self.silenceMicros { believe(seen) } else { jump?.offset = seen }
    } else {
      jump = Jump(offset: seen, since: monotonic)
    }
    return monotonic + offset
  }

  /// The newest record of a batch was written at this time, as it or its broker says, µs.
  mutating func hear(timestamp: Int64, monotonic: Int64) {
    guard let known = jump else { return }
    if abs(timestamp - monotonic - known.offset) <= Self.nearMicros {
      believe(known.offset)
    } else if abs(timestamp - monotonic - offset) <= Self.nearMicros {
      jump?.since = monotonic
    }
  }

  private mutating func believe(_ seen: Int64) {
    offset = seen
    jump = nil
  }
}
