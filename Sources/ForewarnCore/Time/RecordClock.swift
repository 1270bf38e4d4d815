/// When a record was written, for one of its events: its timestamp is one clock of three. A timestamp that no clock shows is none; where the
/// event and the wall clock agree and the record does not, the record is the odd one. None is later than the wall clock.
public struct RecordClock: BitwiseCopyable, Equatable {
  /// A timestamp from before 2001-09-09 is one in seconds, or one that nobody set.
  private static let earliestMicros: Int64 = 1_000_000_000_000_000

  /// µs; what the event is measured by.
  let micros: Int64
  /// What the record itself says, µs; `Event.noTime` when it says nothing.
  let toldMicros: Int64
  let wall: WallClock

  /// `told` is `timestamp(of:)` the record.
  @inline(__always)
  init(told: Int64, _ wall: WallClock, eventMicros: Int64, _ time: TimeSettings) {
    toldMicros = told
    self.wall = wall
    let bounded = Self.bounded(told, wall.boundMicros)
    let isOdd = eventMicros > bounded + time.maxFutureMicros && wall.agrees(eventMicros, time)
    micros = isOdd ? wall.boundMicros : bounded
  }

  /// A record's timestamp, if it is one.
  @inline(__always)
  static func timestamp(of record: Record) -> Int64 {
    record.timestampMicros < earliestMicros ? Event.noTime : record.timestampMicros
  }

  @inline(__always)
  private static func bounded(_ told: Int64, _ bound: Int64) -> Int64 {
    told == Event.noTime ? bound : min(told, bound)
  }

  /// What a record's timestamp says, no later than the wall clock, which stands in where it says nothing; µs.
  public static func micros(of record: Record, nowMicros: Int64) -> Int64 { bounded(timestamp(of: record), nowMicros) }

  /// Whether the record says that the event is not ahead of it: then it is the wall clock that is behind.
  func confirms(_ eventMicros: Int64, _ time: TimeSettings) -> Bool {
    toldMicros != Event.noTime && eventMicros <= toldMicros + time.maxFutureMicros
  }
}

/// The wall clock of the moment at which a record is taken, or was.
struct WallClock: BitwiseCopyable, Equatable {
  let micros: Int64
  /// What no record's clock is later than: the wall clock; while records are taught again, the latest clock that any of their partition had
  /// by then. So it comes out again exactly, whatever the time is today.
  let boundMicros: Int64

  init(micros: Int64, boundMicros: Int64? = nil) {
    self.micros = micros
    self.boundMicros = boundMicros ?? micros
  }

  /// Whether an event comes when it happened: as early as no clock explains at most, and no later than it still counts.
  func agrees(_ event: Int64, _ time: TimeSettings) -> Bool {
    event <= micros + time.maxFutureMicros && event >= micros - time.delayMicros - time.allowedLatenessMicros
  }
}
