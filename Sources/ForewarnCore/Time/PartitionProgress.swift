/// How far one source partition is, in offsets and in event time, and the judgement on each of its events.
///
/// All of it is a function of the partition's own log; the visible pane is also one of the last decided pane.
struct PartitionProgress: BitwiseCopyable, Equatable {
  static let never = Int64.min

  var nextOffset: Int64 = 0
  /// Where this state began to read the partition: what lies before was never part of it.
  var beganAtOffset: Int64 = 0
  var maxAdmittedMicros = PartitionProgress.never
  /// The largest record clock: the Kafka timestamp, but never later than the wall clock was.
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
    case quarantined
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

  @inline(__always)
  mutating func admit(timeMicros: Int64, clockMicros: Int64, series: UInt64, lastDecided: Pane, _ time: TimeSettings)
    -> Judgement
  {
    let judgement = judged(timeMicros, clockMicros, series, lastDecided, time)
    assert(
      !hasEvents || maxAdmittedMicros >= timeMicros || judgement == .quarantined, "admitted time never falls behind")
    return judgement
  }

  @inline(__always)
  private mutating func judged(
    _ timeMicros: Int64, _ clockMicros: Int64, _ series: UInt64, _ lastDecided: Pane, _ time: TimeSettings
  ) -> Judgement {
    let before = watermark(time)
    if timeMicros > max(maxAdmittedMicros, clockMicros) + time.maxFutureSeconds * 1_000_000 {
      if suspects == 0 {
        suspectSeries = series
        suspectSeriesDiffer = 0
      } else if series != suspectSeries {
        suspectSeriesDiffer = 1
      }
      suspects += 1
      if suspects < Int64(time.jumpRecords) || suspectSeriesDiffer == 0 { return .quarantined }
    }
    suspects = 0
    suspectSeriesDiffer = 0
    if clockMicros > maxClockMicros { maxClockMicros = clockMicros }
    guard let before else {
      maxAdmittedMicros = timeMicros
      return .cell(max(PaneTime.pane(of: timeMicros), lastDecided &+ 1))
    }
    if timeMicros < before - time.allowedLatenessSeconds * 1_000_000 { return .late }
    if timeMicros > maxAdmittedMicros { maxAdmittedMicros = timeMicros }
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
