public import StreamRuntime
import Synchronization

/// Clocks that stand still until they are moved.
public final class SimulatedTime: TimeSource {
  private let clocks: Mutex<Clocks>

  private struct Clocks: Sendable {
    var wallMicros: Int64
    var monotonicMicros: Int64
  }

  public init(wallMicros: Int64 = 1_764_000_000_000_000) {
    clocks = Mutex(Clocks(wallMicros: wallMicros, monotonicMicros: 0))
  }

  public var wallMicros: Int64 { clocks.withLock { $0.wallMicros } }
  public var monotonicMicros: Int64 { clocks.withLock { $0.monotonicMicros } }

  public func advance(micros: Int64) {
    precondition(micros >= 0, "the monotonic clock never goes back; see jumpWall")
    clocks.withLock {
      $0.wallMicros += micros
      $0.monotonicMicros += micros
    }
  }

  /// Somebody sets the clock, or the network time daemon does.
  public func jumpWall(micros: Int64) { clocks.withLock { $0.wallMicros += micros } }

  public func pause(millis: Int) { advance(micros: Int64(millis) * 1_000) }
}

/// Ids that look random and are the same in every run of a seed. Outlives a simulated process, so that none repeats.
public final class SimulatedIdentifiers: IdentifierSource {
  private let generator: Mutex<SplitMix64>

  public init(seed: UInt64) {
    generator = Mutex(SplitMix64(seed: seed))
  }

  public func next() -> String {
    generator.withLock { Self.hex($0.next()) + Self.hex($0.next()) }
  }

  private static func hex(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
