import ForewarnCore
import StreamRuntime

/// What the log says of what the daemon does: where it begins, each case that is committed, how all stands every five minutes, and words that
/// nobody explained. Used by the daemon's loop only.
final class DaemonVoice {
  private let log: Logger
  private let partitions: [TopicPartition]
  private let pages: DaemonPages
  /// What a start is told with, once it runs.
  private let start: (StatusText) -> StartLine
  private let time = SystemTime()
  private var phase: DaemonStatus.Phase?
  private var words = UnknownWordLog()
  private var summaries = SummaryClock()
  private var cases = CaseLog()
  private var wasFull = false

  init(
    _ log: Logger, of partitions: [TopicPartition], _ pages: DaemonPages, start: @escaping (StatusText) -> StartLine
  ) {
    self.log = log
    self.partitions = partitions
    self.pages = pages
    self.start = start
  }

  /// True when it has come to another phase.
  func look(_ status: DaemonStatus) -> Bool {
    let now = time.monotonicMicros
    if let word = words.next(of: status.unknownWords, nowMicros: now) {
      log.warning("\(word.text)", ["field": .text(word.field.rawValue), "word": .text(word.word)])
    }
    if let line = cases.rest(nowMicros: now) { log.write(line) }
    if status.isFullOfCases != wasFull {
      wasFull = status.isFullOfCases
      if let fullness = status.fullness { log.warning(fullness) }
    }
    if summaries.isDue(now) { log.info("\(pages.text.summary)") }
    guard status.phase != phase else { return false }
    phase = status.phase
    switch status.phase {
    case .running: log.write(start(pages.text).line)
    default: log.info("\(status.phase.rawValue)", ["partitions": .integer(Int64(partitions.count))])
    }
    return true
  }

  func tell(_ committed: [Output]) {
    for line in cases.tell(committed, nowMicros: time.monotonicMicros) { log.write(line) }
  }

  /// Nothing more comes.
  func finish() { if let line = cases.rest() { log.write(line) } }

  func tell(_ notice: Notice) {
    let partition = partitions[notice.partition]
    guard let offset = notice.offset else {
      log.warning("\(notice.reason): \(notice.explanation)", ["topic": .text(partition.topic)])
      return
    }
    log.warning(
      "a record does not count: \(notice.reason): \(notice.explanation)",
      [
        "topic": .text(partition.topic), "partition": .integer(Int64(partition.partition)),
        "offset": .integer(offset),
      ])
  }
}
