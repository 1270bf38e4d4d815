public import ForewarnCore

/// The start table: what Kafka has committed × which book is known → how to start, or why not (design, section 4).
public enum StartRow: Equatable, Sendable {
  /// Nothing was ever committed, here or there.
  case new
  /// The metadata name a book that is at hand.
  case fine(CommitMetadata, source: BookSource)
  /// There is a state, and the group has no offsets any more.
  case groupExpired
  /// Offsets are there, without our metadata: somebody set them by hand.
  case offsetsReset([TopicPartition])
  /// Offsets that name different states, or are missing for some partitions.
  case partitionsDisagree([TopicPartition])
  /// The state belongs to another cluster: topics were mirrored or the address was changed.
  case otherCluster(state: String, connected: String)
  /// The metadata name a book that is neither on disk nor in the topic.
  case unknownBook(String?)
  /// Retention has taken records that were not read yet.
  case inputLost([TopicPartition])

  public enum BookSource: Equatable, Sendable {
    case local, topic
  }
}

/// All that the table looks at.
public struct StartFacts: Sendable {
  public var clusterID: String
  public var partitions: [TopicPartition]
  public var committed: [CommittedOffset]
  public var bounds: [LogBounds]
  /// Book ids that the local store can give whole, newest committed first.
  public var localBooks: [String]
  public var hasLocalBase: Bool
  /// The book of the `state` topic, when it is whole.
  public var topicBook: String?
  /// The cluster that the known book names, and the partitions that it has rows for.
  public var bookCluster: String?
  public var bookPartitions: Set<TopicPartition>

  public init(
    clusterID: String, partitions: [TopicPartition], committed: [CommittedOffset], bounds: [LogBounds],
    localBooks: [String], hasLocalBase: Bool, topicBook: String?, bookCluster: String?,
    bookPartitions: Set<TopicPartition>
  ) {
    self.clusterID = clusterID
    self.partitions = partitions
    self.committed = committed
    self.bounds = bounds
    self.localBooks = localBooks
    self.hasLocalBase = hasLocalBase
    self.topicBook = topicBook
    self.bookCluster = bookCluster
    self.bookPartitions = bookPartitions
  }
}

public enum StartTable {
  public static func row(_ facts: StartFacts) -> StartRow {
    if let cluster = facts.bookCluster, !cluster.isEmpty, cluster != facts.clusterID {
      return .otherCluster(state: cluster, connected: facts.clusterID)
    }
    let committed = facts.committed.filter { facts.partitions.contains($0.partition) }
    let isKnown = facts.topicBook != nil || facts.hasLocalBase
    guard !committed.isEmpty else { return isKnown ? .groupExpired : .new }

    let foreign = committed.filter { CommitMetadata($0.metadata) == nil }.map(\.partition)
    let named = committed.compactMap { CommitMetadata($0.metadata) }
    guard foreign.isEmpty, let metadata = named.first else {
      return isKnown ? .offsetsReset(foreign) : .unknownBook(nil)
    }
    // A partition that the book has no row for is new, not in disagreement.
    let missing = facts.partitions.filter { partition in
      facts.bookPartitions.contains(partition) && !committed.contains { $0.partition == partition }
    }
    let differing = zip(committed, named).filter { $0.1 != metadata }.map(\.0.partition)
    guard differing.isEmpty, missing.isEmpty else { return .partitionsDisagree(differing + missing) }

    if metadata.clusterID != facts.clusterID {
      return .otherCluster(state: metadata.clusterID, connected: facts.clusterID)
    }
    let source: StartRow.BookSource
    if facts.localBooks.contains(metadata.bookID) {
      source = .local
    } else if facts.topicBook == metadata.bookID {
      source = .topic
    } else {
      return .unknownBook(metadata.bookID)
    }
    let lost = committed.filter { offset in
      guard let p = facts.partitions.firstIndex(of: offset.partition) else { return false }
      return offset.offset < facts.bounds[p].start
    }.map(\.partition)
    return lost.isEmpty ? .fine(metadata, source: source) : .inputLost(lost)
  }
}

extension StartRow {
  /// Why the daemon does not start; nil for the two rows that go on.
  public func failure(group: String) -> RunFailure? {
    switch self {
    case .new, .fine: return nil
    case .groupExpired:
      return RunFailure(
        .stop,
        "the state is here, but group \"\(group)\" has no committed offsets any more: they expired or were deleted",
        remedy:
          "The state is untouched. Set the group's offsets back to where they were, or give the daemon a new application id and a new state path to begin anew."
      )
    case .offsetsReset(let partitions):
      return RunFailure(
        .stop,
        "the offsets of group \"\(group)\" were set by hand or by another program (\(Self.list(partitions)) without our metadata), so they name no state",
        remedy:
          "Nothing was changed. Undo the reset; or begin anew on purpose with a new application id and a new state path."
      )
    case .partitionsDisagree(let partitions):
      return RunFailure(
        .stop,
        "the committed offsets of group \"\(group)\" do not belong together: \(Self.list(partitions)) differ or are missing",
        remedy:
          "Nothing was changed. Look for a second program that commits to this group, and restore its offsets together."
      )
    case .otherCluster(let state, let connected):
      return RunFailure(
        .stop, "the state belongs to Kafka cluster \(state), but the brokers are cluster \(connected)",
        remedy:
          "Point kafka.bootstrap.servers back at the old cluster, or use a new state path for the new one. Offsets of a mirror are not the same offsets."
      )
    case .unknownBook(let id):
      return RunFailure(
        .stop,
        "group \"\(group)\" has committed offsets that name state \(id ?? "(none)"), which is neither on this disk nor in the state topic",
        remedy:
          "Was the state path replaced, or the state topic deleted? Put the right folder back. Or begin anew with a new application id."
      )
    case .inputLost(let partitions):
      return RunFailure(
        .stop,
        "records that were not read yet are gone: retention has passed the committed offset of \(Self.list(partitions))",
        remedy:
          "Raise the retention of the input topics. To go on without the lost records, begin anew with a new application id."
      )
    }
  }

  private static func list(_ partitions: [TopicPartition]) -> String {
    let shown = partitions.prefix(4).map { "\($0.topic)/\($0.partition)" }.joined(separator: ", ")
    return partitions.count > 4 ? "\(shown) and \(partitions.count - 4) more" : shown
  }
}
