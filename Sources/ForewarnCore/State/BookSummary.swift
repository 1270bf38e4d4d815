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
    /// `<instance>|<kind>`.
    public var key: String
    public var isOpen: Bool
    public var sequence: Int
    public var title: String
    public var openedAt: String
  }

  public var clusterID: String
  public var statisticsID: String?
  /// End of the last decided pane, RFC 3339; nil before the first.
  public var decidedThrough: String?
  public var accounting: Accounting
  public var partitions: [Partition] = []
  public var cases: [Case] = []
  public var digest: UInt64

  /// nil when a row cannot be read: another version wrote it, or it is damaged.
  public init?(_ rows: [StateRow]) {
    guard let bytes = rows.first(where: { $0.key == RowKey.meta.bytes })?.value,
      let meta = RowReader.value(BookMeta.self, from: bytes)
    else { return nil }
    clusterID = meta.clusterID
    statisticsID = meta.statisticsID
    decidedThrough = meta.lastDecided == .min ? nil : Timestamp.text(PaneTime.end(of: meta.lastDecided))
    accounting = meta.accounting
    digest = Engine.digest(of: rows)
    for row in rows {
      guard let value = row.value else { continue }
      switch RowKey(row.key) {
      case .meta: break
      case .partition(let partition):
        guard let progress = RowReader.value(PartitionProgress.self, from: value) else { return nil }
        let newest = progress.maxAdmittedMicros
        partitions.append(
          Partition(
            name: "\(partition.topic)/\(partition.partition)", nextOffset: progress.nextOffset,
            newestEvent: newest == PartitionProgress.never ? nil : Timestamp.text(newest)))
      case .situation(let key):
        guard let situation = RowReader.value(Situation.self, from: value),
          let key = String(validating: key, as: UTF8.self)
        else { return nil }
        guard let episode = situation.episode else { continue }
        cases.append(
          Case(
            id: episode.id, key: key, isOpen: episode.isOpen, sequence: episode.sequence,
            title: CaseText.title(Engine.instance(of: key), episode.findings.first),
            openedAt: Timestamp.text(episode.openedMicros)))
      case .pane: guard RowReader.value(DecidedPane.self, from: value) != nil else { return nil }
      case nil: return nil
      }
    }
  }
}
