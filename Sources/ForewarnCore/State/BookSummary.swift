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

  public let clusterID: String
  public let statisticsID: String?
  /// End of the last decided pane, RFC 3339; nil before the first.
  public let decidedThrough: String?
  public let accounting: Accounting
  public let partitions: [Partition]
  public let cases: [Case]
  public let digest: UInt64

  public init(_ rows: [StateRow]) throws(BookDamage) {
    // Without sources every partition is one that was.
    let book = try Book(rows, time: TimeSettings(), sources: [])
    digest = book.digest
    clusterID = book.meta.clusterID
    statisticsID = book.meta.statisticsID
    decidedThrough =
      book.meta.lastDecided == .min ? nil : Timestamp.text(PaneTime.end(of: book.meta.lastDecided))
    accounting = book.meta.accounting
    partitions = book.reading.former.sorted { $0.key < $1.key }.map { partition, progress in
      Partition(
        name: "\(partition.topic)/\(partition.partition)", nextOffset: progress.nextOffset,
        newestEvent: progress.hasEvents ? Timestamp.text(progress.maxAdmittedMicros) : nil)
    }
    cases = book.cases.all.compactMap { key, situation in
      guard let episode = situation.episode else { return nil }
      return Case(
        id: episode.id, instance: key.instance, kind: key.kind, isOpen: situation.isOpen, sequence: episode.sequence,
        title: CaseText.title(key, episode), openedAt: Timestamp.text(episode.openedMicros))
    }
  }
}
