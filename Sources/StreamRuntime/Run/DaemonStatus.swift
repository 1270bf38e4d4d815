public import ForewarnCore

/// What the daemon is doing, as a value: for metrics, health, logs and the last line of a run.
public struct DaemonStatus: Sendable {
  public enum Phase: String, CaseIterable, Sendable {
    case starting, teaching, running
    /// Everything is committed, and the log is opened again with the partitions that were added.
    case reopening
    case stopping, stopped
  }

  public struct PartitionStatus: Sendable {
    public var partition: TopicPartition
    public var nextOffset: Int64
    /// Records between the next one and the newest known end; nil when that is not known.
    public var lag: Int64?
    /// Why it has given no answer for long; nil while it does.
    public var trouble: String?
    /// Offsets behind an open transaction of a producer, which nobody can read.
    public var hidden: Int64 = 0
  }

  static let keptBackShown = 5

  public var phase = Phase.starting
  public var accounting = Accounting()
  public var counters = Counters()
  public var unknownWords: [UnknownWord] = []
  public var passedOver: [TopicPassedOver] = []
  public var partitions: [PartitionStatus] = []
  public var connection = Connection.waiting(reason: "not yet connected")
  /// How far the wall clock is from the time that is gone by, µs; nil while it is believed.
  public var clockJumpMicros: Int64?
  public var silentFeeds: [SilentFeed] = []
  /// What is silenced, as of `decidedThroughMicros`.
  public var silences: [StandingSilence] = []
  public var openCases = 0
  /// `limits.open_cases` are open: further ones wait.
  public var isFullOfCases = false
  public var series = 0
  public var instances = 0
  /// Early warnings that the budget kept back in the last thirty days: the newest, and how many in all.
  public var keptBack: [KeptBack] = []
  public var keptBackCount = 0
  /// Rows of panes, for people to look at, that there was no room for.
  public var omittedReportRows: Int64 = 0
  /// What is still learned, as of `decidedThroughMicros`.
  public var learning = LearningProgress()
  /// What holds event time back, and how far it lets it go, µs; nil where nothing does, or nowhere.
  public var timeHolder: TopicPartition?
  public var heldMicros: Int64?
  /// End of the last decided pane, µs since 1970.
  public var decidedThroughMicros: Int64?
  public var commits: Int64 = 0
  /// Commits that are in Kafka and could not be folded into the book on disk at once.
  public var failedFolds: Int64 = 0
  public var lastCommitMicros: Int64?
  /// Times that the configuration was read again while it ran, and what became of it.
  public var reloadsApplied: Int64 = 0
  public var reloadsRefused: Int64 = 0
  /// When the oldest record was taken that is not committed, on the monotonic clock; nil when all are.
  public var uncommittedSinceMicros: Int64?
  /// Why the epoch in flight has to be sent again.
  public var commitTrouble: String?
  public var lastCommitDurationMicros: Int64 = 0

  public init() {}

  /// Of a daemon that has not begun, because no broker answers.
  public init(waiting reason: String) { connection = .waiting(reason: reason) }

  mutating func take(_ engine: borrowing Engine, _ log: any EventReader, _ watch: InputWatch?) {
    // Each of these looks at many.
    let isDecided = decidedThroughMicros != engine.decidedThroughMicros
    if isDecided || counters.controlsApplied != engine.counters.controlsApplied { silences = engine.silences }
    if isDecided {
      learning = engine.learning
      (keptBack, keptBackCount) = engine.keptBack(atMost: Self.keptBackShown)
    }
    accounting = engine.accounting
    counters = engine.counters
    unknownWords = engine.unknownWords
    passedOver = engine.passedOver
    silentFeeds = engine.silentFeeds
    (openCases, isFullOfCases) = (engine.openCases, engine.isFullOfCases)
    series = engine.seriesCount
    instances = engine.instanceCount
    omittedReportRows = engine.omittedReportRows
    decidedThroughMicros = engine.decidedThroughMicros
    let holder = engine.timeHolder
    timeHolder = holder.map { log.partitions[$0.partition] }
    heldMicros = holder?.micros
    connection = log.connection
    partitions = log.partitions.enumerated().map { index, partition in
      let next = engine.nextOffset(index)
      var status = PartitionStatus(
        partition: partition, nextOffset: next, lag: log.freshEnd(index).map { max(0, $0.offset - next) })
      if let watch { (status.trouble, status.hidden) = watch.told(index, log) }
      return status
    }
  }
}
