/// How far one source partition is, in offsets and in event time, and the judgement on each of its events.
///
/// All of it is a function of the partition's own log; the visible pane is also one of the last decided pane.
struct PartitionProgress: BitwiseCopyable, Equatable {
  static let never = Int64.min

  var nextOffset: Int64 = 0
  var maxAdmittedMicros = PartitionProgress.never
  /// The largest record clock: the Kafka timestamp, but never later than the wall clock was.
  var maxClockMicros = PartitionProgress.never
  /// Events in a row that were too far ahead, the first one's series, and whether there was a second series.
  var suspects: Int64 = 0
  var suspectSeries: UInt64 = 0
  var suspectSeriesDiffer: Int64 = 0

  enum Judgement: Equatable {
    /// Counts, in this pane's decision.
    case cell(Pane)
    case late
    case quarantined
  }

  /// `min(max admitted time, max clock) − delay`; nil before the first event.
  func watermark(_ time: TimeSettings) -> Int64? {
    maxAdmittedMicros == Self.never ? nil : min(maxAdmittedMicros, maxClockMicros) - time.delaySeconds * 1_000_000
  }

  mutating func judge(timeMicros: Int64, clockMicros: Int64, series: UInt64, lastDecided: Pane, _ time: TimeSettings)
    -> Judgement
  {
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
