import ForewarnCore
import Testing

@testable import StreamRuntime

@Suite struct StartTableTests {
  private static let a = TopicPartition(topic: "alerts", partition: 0)
  private static let t = TopicPartition(topic: "transactions", partition: 0)

  static func metadata(
    _ book: String = "book", slice: SliceID = .whole, cluster: String = "here", epoch: Int64 = 7
  ) -> CommitMetadata {
    CommitMetadata(
      slice: slice, clusterID: cluster, applicationUUID: "app", bookID: book, statisticsID: nil, epoch: epoch, digest: 9
    )
  }

  private static func at(_ partition: TopicPartition, _ metadata: String, offset: Int64 = 5) -> CommittedOffset {
    CommittedOffset(partition: partition, offset: offset, metadata: metadata)
  }

  /// Where the book is that the commit names, or an older one that it does not name.
  enum Source: CaseIterable, Sendable {
    case none, local, topic, both

    var isLocal: Bool { self == .local || self == .both }
    var isInTopic: Bool { self == .topic || self == .both }
  }

  private static func facts(_ source: Source, _ committed: [CommittedOffset]) -> StartFacts {
    StartFacts(
      slice: .whole, group: "watchers", skipsLostInput: false, clusterID: "here", partitions: [a, t],
      committed: committed,
      bounds: [LogBounds(start: 0, end: 10), LogBounds(start: 0, end: 10)],
      localBooks: source.isLocal ? ["book"] : [], hasLocalBase: source.isLocal,
      topicBook: source.isInTopic ? "book" : nil, localGroup: nil, bookCluster: source == .none ? nil : "here",
      bookPartitions: source == .none ? [] : [a, t])
  }

  private static let fine = metadata().text

  @Test(arguments: Source.allCases)
  func nothingCommitted(_ source: Source) {
    #expect(StartTable.row(Self.facts(source, [])) == (source == .none ? .new : .groupExpired))
  }

  /// Offsets of partitions that we do not read are no commit of ours.
  @Test func commitsOfOtherTopicsAreNotLookedAt() {
    let other = TopicPartition(topic: "elsewhere", partition: 0)
    #expect(StartTable.row(Self.facts(.none, [Self.at(other, "")])) == .new)
    #expect(StartTable.row(Self.facts(.local, [Self.at(other, "")])) == .groupExpired)
  }

  /// The first epoch stands on the disk, prepared; Kafka has nothing. No base: still new.
  @Test func aPreparedFirstEpochAloneIsNew() {
    var facts = Self.facts(.none, [])
    facts.localBooks = ["book"]
    #expect(StartTable.row(facts) == .new)
  }

  /// … and it may have been committed without being folded.
  @Test func aPreparedFirstEpochThatIsCommittedIsLocal() {
    var facts = Self.facts(.none, [Self.at(Self.a, Self.fine), Self.at(Self.t, Self.fine)])
    facts.localBooks = ["book"]
    #expect(StartTable.row(facts) == .fine(Self.metadata(), source: .local))
  }

  @Test(arguments: Source.allCases)
  func allPartitionsNameOneBook(_ source: Source) {
    let expected: StartRow =
      switch source {
      case .none: .unknownBook("book")
      case .local, .both: .fine(Self.metadata(), source: .local)
      case .topic: .fine(Self.metadata(), source: .topic)
      }
    #expect(StartTable.row(Self.facts(source, [Self.at(Self.a, Self.fine), Self.at(Self.t, Self.fine)])) == expected)
  }

  /// A book is known, but not the one that is named: newer or older does not matter.
  @Test(arguments: [Source.local, .topic, .both])
  func anotherBookIsNotTakenForTheNamedOne(_ source: Source) {
    let other = Self.metadata("other").text
    #expect(
      StartTable.row(Self.facts(source, [Self.at(Self.a, other), Self.at(Self.t, other)])) == .unknownBook("other"))
  }

  @Test(arguments: Source.allCases, ["", "by hand", "fw3;0/1;here;app;book;-;7;9", "fw2;here;app;book;-;7;9"])
  func metadataOfOthers(_ source: Source, _ text: String) {
    let every = StartTable.row(Self.facts(source, [Self.at(Self.a, text), Self.at(Self.t, text)]))
    let some = StartTable.row(Self.facts(source, [Self.at(Self.a, Self.fine), Self.at(Self.t, text)]))
    if source == .none {
      #expect(every == .unknownBook(nil) && some == .unknownBook(nil))
    } else {
      #expect(every == .offsetsReset([Self.a, Self.t]))
      #expect(some == .offsetsReset([Self.t]))
    }
  }

  /// Whatever else is known: this is what a person has to be told.
  @Test(arguments: Source.allCases)
  func aVersionFromBeforeTheFirstReleaseCommitted(_ source: Source) throws {
    let text = "fw1;here;app;book;-;7;9"
    for other in ["", Self.fine, text] {
      let row = StartTable.row(Self.facts(source, [Self.at(Self.a, text), Self.at(Self.t, other)]))
      #expect(row == .unreleasedVersion(other == text ? [Self.a, Self.t] : [Self.a]))
      let failure = try #require(row.failure(group: "watchers"))
      #expect(failure.message.contains("from before its first release (revision 30bfd5c or earlier)"))
      #expect(failure.remedy.contains("new application.id and a new state.path"))
    }
  }

  @Test(arguments: Source.allCases)
  func theCommitIsOfAnotherSlice(_ source: Source) {
    let slice = SliceID(index: 0, of: 4)
    let text = Self.metadata(slice: slice).text
    let both = StartTable.row(Self.facts(source, [Self.at(Self.a, text), Self.at(Self.t, text)]))
    #expect(both == .otherSlice(state: slice, ours: .whole))
    // One of them only: two programs commit to this group.
    let one = StartTable.row(Self.facts(source, [Self.at(Self.a, Self.fine), Self.at(Self.t, text)]))
    #expect(one == .partitionsDisagree([Self.t]))
  }

  @Test(arguments: [Source.local, .topic, .both])
  func partitionsThatNameDifferentEpochs(_ source: Source) {
    let older = Self.metadata("older", epoch: 6).text
    let row = StartTable.row(Self.facts(source, [Self.at(Self.a, Self.fine), Self.at(Self.t, older)]))
    #expect(row == .partitionsDisagree([Self.t]))
  }

  @Test(arguments: [Source.local, .topic, .both])
  func aPartitionOfTheBookWithoutACommit(_ source: Source) {
    let second = TopicPartition(topic: "alerts", partition: 1)
    var facts = Self.facts(source, [Self.at(Self.a, Self.fine), Self.at(Self.t, Self.fine)])
    facts.partitions.insert(second, at: 1)
    facts.bounds.append(facts.bounds[0])
    facts.bookPartitions.insert(second)
    #expect(StartTable.row(facts) == .partitionsDisagree([second]))
  }

  /// Two swapped folders would cost both what they learned. Books from before it was written name no group.
  @Test(arguments: [("watchers", true), ("", true), ("others", false)])
  func theFolderOfAnotherApplication(_ group: String, _ isOurs: Bool) {
    var facts = Self.facts(.both, [Self.at(Self.a, Self.fine), Self.at(Self.t, Self.fine)])
    facts.localGroup = group
    #expect(
      StartTable.row(facts)
        == (isOurs ? .fine(Self.metadata(), source: .local) : .otherApplication(state: "others", ours: "watchers")))
  }

  /// Kafka drops the offsets of a topic with it; nobody else takes exactly those.
  @Test(arguments: [Source.local, .topic, .both])
  func allPartitionsOfATopicWithoutACommit(_ source: Source) {
    #expect(StartTable.row(Self.facts(source, [Self.at(Self.a, Self.fine)])) == .topicDeleted([Self.t.topic]))
  }

  @Test(arguments: [Source.local, .topic, .both])
  func aLogThatEndsBeforeTheCommittedOffset(_ source: Source) {
    var facts = Self.facts(source, [Self.at(Self.a, Self.fine), Self.at(Self.t, Self.fine, offset: 10)])
    #expect(StartTable.row(facts) == .fine(Self.metadata(), source: source.isLocal ? .local : .topic))
    facts.bounds[1].end = 9
    #expect(StartTable.row(facts) == .inputReplaced([Self.t]))
  }

  @Test(arguments: [Source.local, .topic, .both])
  func aPartitionWithoutABookRowIsNew(_ source: Source) {
    var facts = Self.facts(source, [Self.at(Self.a, Self.fine)])
    facts.bookPartitions = [Self.a]
    #expect(StartTable.row(facts) == .fine(Self.metadata(), source: source.isLocal ? .local : .topic))
  }

  @Test(arguments: [Source.local, .topic, .both])
  func theBookNamesAnotherCluster(_ source: Source) {
    for committed in [[], [Self.at(Self.a, "")], [Self.at(Self.a, Self.fine), Self.at(Self.t, Self.fine)]] {
      var facts = Self.facts(source, committed)
      facts.bookCluster = "there"
      #expect(StartTable.row(facts) == .otherCluster(state: "there", connected: "here"))
    }
  }

  @Test(arguments: Source.allCases)
  func theCommitNamesAnotherCluster(_ source: Source) {
    let mirrored = Self.metadata(cluster: "there").text
    let row = StartTable.row(Self.facts(source, [Self.at(Self.a, mirrored), Self.at(Self.t, mirrored)]))
    #expect(row == .otherCluster(state: "there", connected: "here"))
  }

  @Test(arguments: [Source.local, .topic, .both])
  func retentionHasPassedTheCommittedOffset(_ source: Source) {
    var facts = Self.facts(source, [Self.at(Self.a, Self.fine, offset: 5), Self.at(Self.t, Self.fine, offset: 5)])
    facts.bounds[1].start = 6
    #expect(StartTable.row(facts) == .inputLost([Self.t]))
    facts.bounds[1].start = 5
    #expect(StartTable.row(facts) == .fine(Self.metadata(), source: source.isLocal ? .local : .topic))
  }

  @Test(arguments: [
    StartRow.groupExpired, .offsetsReset([a]), .partitionsDisagree([a, t, a, t, a]),
    .otherCluster(state: "there", connected: "here"), .unreleasedVersion([a]),
    .otherSlice(state: SliceID(index: 1, of: 2), ours: .whole), .unknownBook("book"), .unknownBook(nil),
    .otherApplication(state: "a", ours: "b"), .inputLost([t]), .inputReplaced([t]), .topicDeleted(["transactions"]),
  ])
  func everyOtherRowStopsWithAWayOut(_ row: StartRow) throws {
    let failure = try #require(row.failure(group: "watchers"))
    #expect(failure.kind == .stop)
    #expect(!failure.message.isEmpty && failure.remedy.count > 20)
  }

  @Test(arguments: [StartRow.new, .fine(metadata(), source: .local), .fine(metadata(), source: .topic)])
  func onlyNewAndFineGoOn(_ row: StartRow) {
    #expect(row.failure(group: "watchers") == nil)
  }
}
