internal import ForewarnCore

/// The start table: what Kafka has committed × which book is known → how to start, or why not (design, section 4).
enum StartRow: Equatable, Sendable {
  /// Nothing was ever committed, here or there.
  case new
  /// The metadata name a book that is at hand.
  case fine(CommitMetadata, source: BookSource)
  /// There is a state, and the group has no offsets any more.
  case groupExpired
  /// A version from before the first release committed them; its state is not read any more.
  case unreleasedVersion([TopicPartition])
  /// Offsets are there, without our metadata: somebody set them by hand.
  case offsetsReset([TopicPartition])
  /// Offsets that name different states, or are missing for some partitions.
  case partitionsDisagree([TopicPartition])
  /// The state belongs to another cluster: topics were mirrored or the address was changed.
  case otherCluster(state: String, connected: String)
  /// The state folder is that of another application, or of another slice.
  case otherApplication(state: String, ours: String)
  /// The offsets belong to another share of the work.
  case otherSlice(state: SliceID, ours: SliceID)
  /// The metadata name a book that is neither on disk nor in the topic.
  case unknownBook(String?)
  /// All offsets of these topics are gone, and those of others are there: they were deleted.
  case topicDeleted([String])
  /// What stands in these partitions is not what was read there.
  case inputReplaced([TopicPartition])
  /// Retention has taken records that were not read yet.
  case inputLost([TopicPartition])

  enum BookSource: Equatable, Sendable {
    case local, topic
  }
}

/// All that the table looks at.
struct StartFacts: Sendable {
  var slice: SliceID
  var group: String
  var skipsLostInput: Bool
  var clusterID: String
  var partitions: [TopicPartition]
  var committed: [CommittedOffset]
  var bounds: [LogBounds]
  /// Book ids that the local store can give whole, newest committed first.
  var localBooks: [String]
  var hasLocalBase: Bool
  /// The book of the `state` topic, when it is whole.
  var topicBook: String?
  /// The group that the local book names; empty in older books.
  var localGroup: String?
  /// The cluster that the known book names, and the partitions that it has rows for.
  var bookCluster: String?
  var bookPartitions: Set<TopicPartition>
}

enum StartTable {
  static func row(_ facts: StartFacts) -> StartRow {
    // Whatever Kafka says: nothing of another application is overwritten.
    if let group = facts.localGroup, !group.isEmpty, group != facts.group {
      return .otherApplication(state: group, ours: facts.group)
    }
    if let cluster = facts.bookCluster, !cluster.isEmpty, cluster != facts.clusterID {
      return .otherCluster(state: cluster, connected: facts.clusterID)
    }
    let committed = facts.committed.filter { facts.partitions.contains($0.partition) }
    let isKnown = facts.topicBook != nil || facts.hasLocalBase
    guard !committed.isEmpty else { return isKnown ? .groupExpired : .new }

    let unreleased = committed.filter { CommitMetadata.isUnreleased($0.metadata) }.map(\.partition)
    guard unreleased.isEmpty else { return .unreleasedVersion(unreleased) }
    let foreign = committed.filter { CommitMetadata($0.metadata) == nil }.map(\.partition)
    let named = committed.compactMap { CommitMetadata($0.metadata) }
    guard foreign.isEmpty, let metadata = named.first else {
      return isKnown ? .offsetsReset(foreign) : .unknownBook(nil)
    }
    // A partition that the book has no row for is new, not in disagreement.
    let missing = facts.partitions.filter { partition in
      facts.bookPartitions.contains(partition) && !committed.contains { $0.partition == partition }
    }
    let deleted = Set(missing.map(\.topic)).filter { topic in !committed.contains { $0.partition.topic == topic } }
    guard deleted.isEmpty else { return .topicDeleted(deleted.sorted()) }
    let differing = zip(committed, named).filter { $0.1 != metadata }.map(\.0.partition)
    guard differing.isEmpty, missing.isEmpty else { return .partitionsDisagree(differing + missing) }

    if metadata.clusterID != facts.clusterID {
      return .otherCluster(state: metadata.clusterID, connected: facts.clusterID)
    }
    if metadata.slice != facts.slice { return .otherSlice(state: metadata.slice, ours: facts.slice) }
    let source: StartRow.BookSource
    if facts.localBooks.contains(metadata.bookID) {
      source = .local
    } else if facts.topicBook == metadata.bookID {
      source = .topic
    } else {
      return .unknownBook(metadata.bookID)
    }
    func outside(_ isOutside: (Int64, LogBounds) -> Bool) -> [TopicPartition] {
      committed.filter { offset in
        facts.partitions.firstIndex(of: offset.partition).map { isOutside(offset.offset, facts.bounds[$0]) } ?? false
      }.map(\.partition)
    }
    // Nothing takes an end back that was read.
    let shorter = outside { $0 > $1.end }
    guard shorter.isEmpty else { return .inputReplaced(shorter) }
    let lost = outside { $0 < $1.start }
    return lost.isEmpty || facts.skipsLostInput ? .fine(metadata, source: source) : .inputLost(lost)
  }
}
