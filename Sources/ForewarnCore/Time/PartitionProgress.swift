/// How far one source partition is, in offsets and in event time, and the judgement on each of its events.
///
/// All of it is a function of the partition's own log; the visible pane is also one of the last decided pane.
struct PartitionProgress: BitwiseCopyable, Equatable {
  static let never = Int64.min

  var nextOffset: Int64 = 0
  /// Where this state began to read the partition: what lies before was never part of it.
  var beganAtOffset: Int64 = 0
  var maxAdmittedMicros = PartitionProgress.never
  /// The largest clock of a record (`RecordClock`).
  var maxClockMicros = PartitionProgress.never
  /// Events in a row that were too far ahead, the first one's series, and whether there was a second series.
  var suspects: Int64 = 0
  var suspectSeries: UInt64 = 0
  var suspectSeriesDiffer: Int64 = 0
  /// How late alerts are told in it.
  var lag = TellingLag()
  /// The timestamp of the record before `nextOffset`, as Kafka has it: what stands there must always be that one. `never` when none was read.
  var lastRecordMicros = PartitionProgress.never

  enum Judgement: Equatable {
    /// Counts, in this pane's decision.
    case cell(Pane)
    case late
    case quarantined(Quarantine)
  }

  /// The record at this offset was taken.
  @inline(__always)
  mutating func passed(_ offset: Int64, timestampMicros: Int64) {
    precondition(offset >= nextOffset, "offsets never fall")
    nextOffset = offset + 1
    lastRecordMicros = timestampMicros
  }

  /// `min(max admitted time, max clock) − delay`; nil before the first event.
  func watermark(_ time: TimeSettings) -> Int64? {
    hasEvents ? ownMicros - time.delayMicros : nil
  }

  var hasEvents: Bool { maxAdmittedMicros != Self.never }

  /// How far the partition is by both its event times and its clock, µs; `never` before the first event.
  var ownMicros: Int64 { min(maxAdmittedMicros, maxClockMicros) }

  /// Whether two stand at the same place. How late alerts are told is left out: where a clock is ahead it hangs on the very moment at
  /// which a record was read.
  func isWhere(_ other: PartitionProgress) -> Bool {
    var same = other
    same.lag = lag
    // Of suspects that were none in the end nothing depends.
    if suspects == 0, other.suspects == 0 {
      (same.suspectSeries, same.suspectSeriesDiffer) = (suspectSeries, suspectSeriesDiffer)
    }
    return self == same
  }

  @inline(__always)
  mutating func admit(timeMicros: Int64, clock: RecordClock, series: UInt64, lastDecided: Pane, _ time: TimeSettings)
    -> Judgement
  {
    if timeMicros > clock.micros + time.maxFutureMicros, let cause = suspect(timeMicros, clock, series, time) {
      return .quarantined(cause)
    }
    let judgement = judged(timeMicros, clock.micros, lastDecided, time)
    assert(maxAdmittedMicros >= timeMicros, "admitted time never falls behind")
    return judgement
  }

  /// An event ahead of its record's clock never counts, unless its record says the same and so do others, of two series: then it is the
  /// wall clock that bounds the record's wrongly.
  private mutating func suspect(_ timeMicros: Int64, _ clock: RecordClock, _ series: UInt64, _ time: TimeSettings)
    -> Quarantine?
  {
    guard clock.confirms(timeMicros, time) else {
      return timeMicros > clock.wall.micros + time.maxFutureMicros ? .future : .recordTimestamp
    }
    if timeMicros <= maxAdmittedMicros + time.maxFutureMicros { return nil }
    if suspects == 0 {
      suspectSeries = series
      suspectSeriesDiffer = 0
    } else if series != suspectSeries {
      suspectSeriesDiffer = 1
    }
    suspects += 1
    return suspects < Int64(time.jumpRecords) || suspectSeriesDiffer == 0 ? .future : nil
  }

  @inline(__always)
  private mutating func judged(_ timeMicros: Int64, _ clockMicros: Int64, _ lastDecided: Pane, _ time: TimeSettings)
    -> Judgement
  {
    let before = watermark(time)
    suspects = 0
    suspectSeriesDiffer = 0
    if clockMicros > maxClockMicros { maxClockMicros = clockMicros }
    if timeMicros > maxAdmittedMicros { maxAdmittedMicros = timeMicros }
    let isLateByPanes =
      lastDecided != .min && timeMicros < PaneTime.end(of: lastDecided) - time.allowedLatenessMicros
    guard let before else {
      return isLateByPanes ? .late : .cell(max(PaneTime.pane(of: timeMicros), lastDecided &+ 1))
    }
    if isLateByPanes || timeMicros < before - time.allowedLatenessMicros { return .late }
    return .cell(max(PaneTime.pane(of: timeMicros), PaneTime.pane(of: before), lastDecided &+ 1))
  }
}

extension PartitionProgress: RowValue {
  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &nextOffset)
    coder.field(2, &maxAdmittedMicros)
    coder.field(3, &maxClockMicros)
    coder.field(4, &suspects)
    coder.field(5, &suspectSeries)
    coder.field(6, &suspectSeriesDiffer)
    coder.field(7, &beganAtOffset)
    var leastLagMicros = lag.leastMicros
    coder.field(8, &leastLagMicros)
    lag = TellingLag(leastMicros: leastLagMicros)
    coder.field(16, &lastRecordMicros)
  }
}
