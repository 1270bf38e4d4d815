/// The pure core, whole: decoded records in, decisions and outputs out. No clock, no I/O, no randomness; what it needs from outside is
/// handed to it (batches, how a partition stands, what time it is) and what it wants is an answer (`Advance`).
///
///     fill/supply → advance: take a record in merged order → judge its time → add to a cell
///                            → has pane time passed? close the pane: learn, find, assess, decide → outputs
///
/// The same engine runs under `run`, `replay`, `demo` and the simulator. Its state has two halves: the book, which a commit writes
/// and a start loads, and the statistics, which are saved rarely and taught again.
public struct Engine: ~Copyable {
  public let settings: Settings
  public let sources: [SourcePartition]
  let customers: CustomerModel
  var statistics: Statistics
  var book: Book
  /// What the committed book looks like, row by row, so that a commit writes only what changed.
  var committedRows = RowTable()

  var buffers: PartitionBuffers
  var supplies: [Supply]
  /// The largest own time of any partition: `min(max admitted, max clock)`.
  var frontMicros = Int64.min
  /// The wall clock, as last told; under `replay` one fixed time.
  public var nowMicros: Int64

  /// Instances of each known configuration item, by item id; parallel to `statistics.items`.
  var instancesOfItem: [[Int]] = []
  /// The environment's verdict for each instance, parallel to `statistics.instances`.
  var takesImmediateAlerts: [Bool] = []
  var changedSituations: Set<String> = []
  /// First of `book.panes` that no epoch has written.
  var newPanesFrom = 0
  /// The last pane that the named statistics have closed.
  var statisticsPane: Pane = .min
  /// Keys of `book.situations` that are not at rest, ascending: what every decision looks at.
  var active: [String] = []
  /// Instances with established usage, whose silence would be news; ascending by id.
  var usageWatched: [Int] = []

  private(set) var outputs: [Output] = []
  public private(set) var notices: [Notice] = []
  public var counters = Counters()
  var lastDiverted: DivertedRecord?
  /// Set while the state is taught again after a start: panes close and teach, nothing is judged or emitted.
  var teaching: Teaching?
  /// Whether a pane was decided since the last snapshot of the statistics.
  public internal(set) var decidedSinceSnapshot = false

  public init(settings: Settings, sources: [SourcePartition], customers: CustomerModel, nowMicros: Int64) {
    self.settings = settings
    self.sources = sources
    self.customers = customers
    self.nowMicros = nowMicros
    statistics = Statistics(partitionCount: sources.count)
    book = Book(partitions: sources.count)
    buffers = PartitionBuffers(sources)
    supplies = Array(repeating: .lagging, count: sources.count)
  }

  // MARK: What the runtime asks

  public var accounting: Accounting { book.meta.accounting }
  public var seriesCount: Int { statistics.seriesCount }
  public var instanceCount: Int { statistics.instances.count }
  public var openCases: Int { book.situations.values.count { $0.episode?.isOpen == true } }
  /// End of the last decided pane, µs; nil before the first.
  public var decidedThroughMicros: Int64? {
    book.lastDecided == .min ? nil : PaneTime.end(of: book.lastDecided)
  }

  /// The latest admitted event time of any partition.
  public var lastEventMicros: Int64? {
    let last = book.partitions.map(\.maxAdmittedMicros).max() ?? PartitionProgress.never
    return last == PartitionProgress.never ? nil : last
  }

  public func nextOffset(_ partition: Int) -> Int64 { book.partitions[partition].nextOffset }

  public mutating func takeNotices() -> [Notice] {
    defer { notices.removeAll(keepingCapacity: true) }
    return notices
  }

  public var outputCount: Int { outputs.count }

  /// The outputs so far, for a run that commits nothing.
  public mutating func drainOutputs() -> [Output] { takeOutputs() }

  mutating func takeOutputs() -> [Output] {
    defer { outputs = [] }
    return outputs
  }

  mutating func emit(_ output: Output) { outputs.append(output) }

  mutating func note(_ partition: Int, _ offset: Int64, reason: String, _ explanation: String) {
    // The runtime drains these after every step; a flood is told by the counters.
    guard notices.count < 1_000 else { return }
    notices.append(Notice(partition: partition, offset: offset, reason: reason, explanation: explanation))
  }
}
