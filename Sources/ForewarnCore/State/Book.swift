/// The half of the state that decisions rest on: loaded as it was committed, never recomputed. Small, with hard bounds; a commit
/// writes the rows that changed.
struct Book {
  var meta = BookMeta()
  /// In the order of the source's partitions.
  var partitions: [PartitionProgress]
  /// By `<instance>|<kind>`.
  var situations: [String: Situation] = [:]
  /// The decided panes since the named statistics, and as many more as evidence may look back on; ascending.
  var panes: [DecidedPane] = []
  /// Rows of partitions that are no source any more (their topic was taken out of the configuration): kept as they are.
  var strangers: [StateRow] = []

  init(partitions: Int) { self.partitions = Array(repeating: PartitionProgress(), count: partitions) }

  var lastDecided: Pane {
    get { meta.lastDecided }
    set { meta.lastDecided = newValue }
  }

  static func key(instance: String, kind: CaseKind) -> String { "\(instance)|\(kind.name)" }
}

struct BookMeta: RowValue, Equatable {
  var clusterID = ""
  var applicationUUID = ""
  /// Decision steps so far.
  var step: Int64 = 0
  /// `Pane.min` before the first event.
  var lastDecided: Pane = .min
  /// Statistics of an older generation are of no use: they were lost once, and learned anew.
  var generation: Int64 = 0
  var statisticsID: String?
  /// Panes up to this one lost cells: no rule, no teaching.
  var partialThrough: Pane = .min
  var accounting = Accounting()

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.value(&clusterID)
    coder.value(&applicationUUID)
    coder.value(&step)
    coder.value(&lastDecided)
    coder.value(&generation)
    coder.value(&statisticsID)
    coder.value(&partialThrough)
    coder.value(&accounting)
  }
}

/// Where every record went, since the state began. Part of the book, so it is exact over crashes:
/// `events = cells + duplicates + late + quarantined + rejected`.
public struct Accounting: Equatable, Sendable {
  public var records: Int64 = 0
  public var events: Int64 = 0
  public var cells: Int64 = 0
  public var duplicates: Int64 = 0
  public var late: Int64 = 0
  public var quarantined: Int64 = 0
  public var rejected: Int64 = 0
  public var caseEvents: Int64 = 0
  public var casesOpened: Int64 = 0

  public init() {}
}

extension Accounting: RowValue {
  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.value(&records)
    coder.value(&events)
    coder.value(&cells)
    coder.value(&duplicates)
    coder.value(&late)
    coder.value(&quarantined)
    coder.value(&rejected)
    coder.value(&caseEvents)
    coder.value(&casesOpened)
  }
}

/// Where each partition stood when a pane was decided, and which offsets had gone into it.
struct DecidedPane: RowValue, Equatable {
  var pane: Pane = 0
  var offsets: [Int64] = []
  /// `from, to` a partition.
  var ranges: [Int64] = []
  /// Decided without a partition that lagged: usage was not judged.
  var isBlind = false

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.value(&pane)
    coder.value(&offsets)
    coder.value(&ranges)
    coder.value(&isBlind)
  }
}

extension PartitionProgress: RowValue {
  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.value(&nextOffset)
    coder.value(&maxAdmittedMicros)
    coder.value(&maxClockMicros)
    coder.value(&suspects)
    var series = Int64(bitPattern: suspectSeries)
    coder.value(&series)
    suspectSeries = UInt64(bitPattern: series)
    coder.value(&suspectSeriesDiffer)
  }
}
