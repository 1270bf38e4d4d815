/// How far a run over the log is: every partition's progress, the event time that the furthest of them has seen, and the last
/// decided pane. The book has one; teaching, which goes over older records again, has one of its own.
struct Cursor {
  let time: TimeSettings
  /// In the order of the sources.
  var partitions: [PartitionProgress]
  /// The last decided pane; `Pane.min` before the first event.
  var lastDecided: Pane = .min {
    didSet { precondition(lastDecided >= oldValue, "what was decided stays decided") }
  }
  /// The largest own time of any partition, `min(max admitted, max clock)`, in µs; nil before the first event.
  private(set) var frontMicros: Int64?

  init(time: TimeSettings, partitions: [PartitionProgress], lastDecided: Pane = .min) {
    self.time = time
    self.partitions = partitions
    self.lastDecided = lastDecided
    for progress in partitions where progress.hasEvents { advanceFront(to: progress.ownMicros) }
  }

  /// Where a partition that nobody has read yet begins.
  mutating func begin(_ partition: Int, at offset: Int64) {
    precondition(!partitions[partition].hasEvents, "a partition begins once")
    partitions[partition].nextOffset = offset
    partitions[partition].beganAtOffset = offset
  }

  /// Goes on reading a partition elsewhere; see `Engine.move`.
  mutating func move(_ partition: Int, to offset: Int64, isAnew: Bool) {
    precondition(offset >= 0, "offsets begin at 0")
    if isAnew {
      partitions[partition] = PartitionProgress(nextOffset: offset, beganAtOffset: offset)
    } else if offset != partitions[partition].nextOffset {
      partitions[partition].nextOffset = offset
      partitions[partition].lastRecordMicros = PartitionProgress.never
    }
  }

  var hasStarted: Bool { lastDecided != .min }

  /// Judges one event of a partition, and moves the partition's progress on.
  @inline(__always)
  mutating func admit(
    timeMicros: Int64, clockMicros: Int64, series: UInt64, of partition: Int
  ) -> PartitionProgress.Judgement {
    let judgement = partitions[partition].admit(
      timeMicros: timeMicros, clockMicros: clockMicros, series: series, lastDecided: lastDecided, time)
    advanceFront(to: partitions[partition].ownMicros)
    return judgement
  }

  /// An alert of a partition was taken: how late it was told.
  mutating func noteTold(timeMicros: Int64, clockMicros: Int64, of partition: Int) {
    _ = partitions[partition].lag.toldMicros(timeMicros: timeMicros, clockMicros: clockMicros)
  }

  @inline(__always)
  private mutating func advanceFront(to micros: Int64) {
    guard micros > frontMicros ?? .min else { return }
    frontMicros = micros
  }

  /// Whether pane time may have passed the pane that is decided next: cheap, asked after every record.
  @inline(__always)
  var mayDecide: Bool {
    guard let frontMicros, hasStarted else { return false }
    return frontMicros - time.delayMicros >= PaneTime.end(of: lastDecided + 1)
  }
}
