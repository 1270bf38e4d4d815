/// What a book holds, for a person: where reading stands, where every event went, which cases are open.
public struct BookSummary: Sendable, Equatable {
  public struct Partition: Sendable, Equatable {
    /// `<topic>/<number>`.
    public var name: String
    public var nextOffset: Int64
    /// RFC 3339; nil before the first event.
    public var newestEvent: String?
  }

  public struct Case: Sendable, Equatable {
    public var id: String
    public var instance: Name
    public var kind: CaseKind
    public var isOpen: Bool
    public var sequence: Int
    public var title: String
    public var openedAt: String
  }

  public private(set) var clusterID = ""
  public private(set) var statisticsID: String?
  /// End of the last decided pane, RFC 3339; nil before the first.
  public private(set) var decidedThrough: String?
  public private(set) var accounting = Accounting()
  public private(set) var partitions: [Partition] = []
  public private(set) var cases: [Case] = []
  public let digest: UInt64

  public init(_ rows: [StateRow]) throws(BookDamage) {
    digest = Book.digest(of: rows)
    for row in rows {
      guard let value = row.value else { continue }
      switch try BookRow(row.key, value) {
      case .meta(let meta): take(meta)
      case .partition(let partition, let progress):
        partitions.append(
          Partition(
            name: "\(partition.topic)/\(partition.partition)", nextOffset: progress.nextOffset,
            newestEvent: progress.hasEvents ? Timestamp.text(progress.maxAdmittedMicros) : nil))
      case .situation(let key, let situation): take(key, situation)
      case .pane: break
      }
    }
  }

  private mutating func take(_ meta: BookMeta) {
    clusterID = meta.clusterID
    statisticsID = meta.statisticsID
    decidedThrough = meta.lastDecided == .min ? nil : Timestamp.text(PaneTime.end(of: meta.lastDecided))
    accounting = meta.accounting
  }

  private mutating func take(_ key: SituationKey, _ situation: Situation) {
    guard let episode = situation.episode else { return }
    cases.append(
      Case(
        id: episode.id, instance: key.instance, kind: key.kind, isOpen: situation.isOpen, sequence: episode.sequence,
        title: CaseText.title(key.instance.text, episode),
        openedAt: Timestamp.text(episode.openedMicros)))
  }
}
