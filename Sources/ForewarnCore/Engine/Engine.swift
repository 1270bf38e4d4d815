/// The pure core, whole: decoded records in, decisions and outputs out. No clock, no I/O, no randomness; what it needs from outside is
/// handed to it (batches, how a partition stands, what time it is) and what it wants is an answer (`Advance`).
///
///     receive/supply → advance: take a record in merged order → judge its time → add to a cell        (Intake, Time, Panes)
///                               → has pane time passed? a decision step:
///                                 close the pane → evidence → findings → risk → cases → outputs        (Detection … Telling)
///
/// It only wires the parts and moves time; each part owns its state. The same engine runs under `run`, `replay`, `demo` and the
/// simulator. Its state has two halves: the book, which a commit writes and a start loads, and the statistics, which are saved rarely
/// and taught again.
public struct Engine: ~Copyable {
  public internal(set) var settings: Settings
  /// The wall clock, as last told; under `replay` one fixed time.
  public var nowMicros: Int64

  // The way in.
  var merge: RecordMerge
  var placement = Placement()
  var diversion = Diversion()
  // The two halves of the state, and what follows from the customer model.
  var directory: Directory
  var statistics: Statistics
  var book: Book
  /// Set while the state is taught again after a start: panes close and teach, nothing is judged or emitted.
  var teaching: Teaching?
  /// What the last closed pane held.
  var closed = ClosedPane()
  /// What open cases of several instances have in common; follows from the book and the customer model.
  var sharedItems = SharedItems()
  var sharedOfferings = SharedItems()
  /// Instances of the statistics that the cases know of.
  var introduced = 0
  // The way out.
  var teller: Teller
  private(set) var outputs: [Output] = []
  private var outputBytes = 0
  public private(set) var notices: [Notice] = []
  public var counters = Counters()
  /// Closed panes, for whoever wants to see them.
  var reporter = PaneReporter()
  var recounter = CellRecounter()
  /// What became of control records, in words; for whoever tells it.
  var controlTold: [String] = []
  /// Early warnings that the budget began to keep back, in words; for whoever tells it.
  var warningsTold: [String] = []
  /// Topics whose silence was told, by the hashes of their names.
  var toldFeeds: [UInt64] = []
  /// What somebody asks of one minute, and the answer once it is decided.
  var inquiry: Inquiry?
  public internal(set) var inspection: Inspection?
  /// Whether a pane was decided since the last snapshot of the statistics.
  public internal(set) var decidedSinceSnapshot = false

  public init(settings: Settings, sources: [SourcePartition], customers: CustomerModel, nowMicros: Int64) {
    precondition(Set(sources.map(\.partition)).count == sources.count, "a partition is read once")
    self.settings = settings
    self.nowMicros = nowMicros
    merge = RecordMerge(sources)
    directory = Directory(customers: customers, settings)
    statistics = Statistics(sources.map(\.partition))
    book = Book(time: settings.time, sources: sources.map(\.partition))
    teller = Teller(settings: settings)
  }

  // MARK: What the runtime asks

  public var sources: [SourcePartition] { merge.sources }
  public var accounting: Accounting { book.meta.accounting }
  public var seriesCount: Int { statistics.seriesCount }
  public var instanceCount: Int { statistics.instances.count }
  /// Panes since each instance was first seen, summed up: how long customers have been watched.
  public var watchedPanes: Int64 {
    guard book.cursor.hasStarted else { return 0 }
    return (0..<statistics.instances.count).reduce(0) { sum, instance in
      sum + max(0, Int64(book.cursor.lastDecided) - Int64(statistics.instances.series[instance].firstPane) + 1)
    }
  }
  public var openCases: Int { book.cases.openCount }
  /// As many cases are open as may be: further ones wait.
  public var isFullOfCases: Bool { openCases >= settings.limits.openCases }

  /// End of the last decided pane, µs; nil before the first.
  public var decidedThroughMicros: Int64? {
    book.cursor.hasStarted ? PaneTime.end(of: book.cursor.lastDecided) : nil
  }

  /// The latest admitted event time of any partition.
  public var lastEventMicros: Int64? {
    book.cursor.partitions.lazy.filter(\.hasEvents).map(\.maxAdmittedMicros).max()
  }

  /// Where reading of a partition goes on: of the book, or while teaching, of what is taught.
  public func nextOffset(_ partition: Int) -> Int64 { cursor.partitions[partition].nextOffset }

  /// The last record that the book has of a partition: its offset and its timestamp in Kafka, µs; nil when it has none.
  public func lastRecord(_ partition: Int) -> (offset: Int64, timestampMicros: Int64)? {
    let progress = book.cursor.partitions[partition]
    guard progress.lastRecordMicros != PartitionProgress.never, progress.lastRecordMicros != Event.noTime else {
      return nil
    }
    return (progress.nextOffset - 1, progress.lastRecordMicros)
  }

  var cursor: Cursor { teaching?.cursor ?? book.cursor }

  public mutating func takeNotices() -> [Notice] {
    defer { notices.removeAll(keepingCapacity: true) }
    return notices
  }

  public var outputCount: Int { outputs.count }

  /// The outputs so far: for the epoch that is closed, or for a run that commits nothing.
  public mutating func drainOutputs() -> [Output] {
    defer {
      outputs = []
      outputBytes = 0
    }
    return outputs
  }

  /// Whether the outputs that wait are as many bytes as one epoch may have: no record is taken until they are drained.
  public var isFull: Bool { outputBytes >= Limits.epochBytes }

  // MARK: Panes

  /// So often it is looked at whether names have to make room.
  private static let roomEveryPanes: Pane = 5

  /// A pane closes, in a decision or while it is taught again: the one place where `closed` changes, for whoever wants to see every pane.
  mutating func closePane(_ pane: Pane, isBlind: Bool) {
    if pane % Self.roomEveryPanes == 0 { makeRoomForNames(before: pane) }
    statistics.close(pane, isPartial: pane <= book.meta.partialThrough, isBlind: isBlind, settings, into: &closed)
    let first = reporter.isCrowded(closed) ? book.cases.openInstances : []
    reporter.add(closed, statistics, first: first, settings.transactions)
    recounter.add(closed, statistics)
  }

  /// Time passes panes without an event, in a decision or while it is taught again.
  mutating func passPanes(through pane: Pane) {
    makeRoomForNames(before: pane)
    statistics.pass(through: pane)
  }

  /// Names that were silent for long leave where a limit comes near. Whoever holds ids learns the new ones.
  private mutating func makeRoomForNames(before pane: Pane) {
    guard let departure = statistics.makeRoom(before: pane, directory, settings.alerts) else { return }
    counters.forgottenInstances += Int64(departure.instances.leaving)
    counters.forgottenSeries += Int64(departure.series)
    placement.renumber(departure)
    introduceAgain()
  }

  // MARK: Telling

  mutating func emit(_ output: Output) {
    outputs.append(output)
    outputBytes += output.byteCount
  }

  mutating func note(_ notice: Notice) {
    // The runtime drains these after every step; a flood is told by the counters.
    if notices.count < Limits.notices { notices.append(notice) }
  }
}
