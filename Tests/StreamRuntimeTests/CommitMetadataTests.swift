import ForewarnCore
import StreamRuntime
import Testing

@Suite struct CommitMetadataTests {
  @Test(arguments: [nil, "11112222333344445555666677778888"], [0, 1, Int64.max])
  func roundTrip(_ statistics: String?, _ epoch: Int64) throws {
    for digest in [0, 0xF00D, UInt64.max] {
      let metadata = CommitMetadata(
        slice: SliceID(index: 3, of: 8), clusterID: "lkc-9", applicationUUID: "app", bookID: "b",
        statisticsID: statistics, epoch: epoch, digest: digest)
      #expect(CommitMetadata(metadata.text) == metadata)
      #expect(metadata.text.utf8.allSatisfy { $0 < 0x80 && $0 > 0x20 })
    }
  }

  @Test func theLongestFits() {
    let id = String(repeating: "f", count: 32)
    let metadata = CommitMetadata(
      slice: SliceID(index: .max - 1, of: .max), clusterID: String(repeating: "c", count: 64), applicationUUID: id,
      bookID: id, statisticsID: id, epoch: .max,
      digest: .max)
    #expect(metadata.text.utf8.count <= Limits.metadataBytes)
  }

  @Test(arguments: [
    "", ";", ";;;;;;;", "fw2", "fw2;0/1;c;a;b;-;7", "fw2;0/1;c;a;b;-;7;9;", "fw3;0/1;c;a;b;-;7;9",
    "fw2;0/1;c;a;b;-;seven;9", "fw2;0/1;c;a;b;-;7;xyz", "fw2;0/1;c;a;b;-;7;11112222333344445", "{\"offset\":1}",
    " fw2;0/1;c;a;b;-;7;9", "fw2;1/1;c;a;b;-;7;9", "fw2;;c;a;b;-;7;9", "fw1;c;a;b;-;7;9", "fw1;0/1;c;a;b;-;7;9",
  ])
  func foreignTextIsNotOurs(_ text: String) {
    #expect(CommitMetadata(text) == nil)
  }

  @Test func theTextIsAsTheDesignSays() {
    let metadata = CommitMetadata(
      slice: .whole, clusterID: "c", applicationUUID: "a", bookID: "b", statisticsID: nil, epoch: 7, digest: 255)
    #expect(metadata.text == "fw2;0/1;c;a;b;-;7;ff")
  }

  @Test(arguments: [
    ("fw1;c;a;b;-;7;9", true), ("fw1;", true), ("fw1", false), ("fw2;0/1;c;a;b;-;7;9", false), ("", false),
  ])
  func anUnreleasedVersionIsKnown(_ text: String, _ isUnreleased: Bool) {
    #expect(CommitMetadata.isUnreleased(text) == isUnreleased)
  }

  @Test(arguments: [
    "", "/", "0", "0/0", "1/1", "-1/1", "+0/1", "00/1", "0/01", "0/1/", " 0/1", "0/99999999999999999999",
  ])
  func onlyOneSpellingIsASlice(_ text: String) {
    #expect(SliceID(text) == nil)
    #expect(SliceID("0/1") == .whole && SliceID("7/8") == SliceID(index: 7, of: 8))
  }

  /// They stand in Kafka: a name that changes is another application.
  @Test func `The names of a slice of an application`() {
    let slice = ApplicationSlice("prod-eu", slice: SliceID(index: 3, of: 8))
    #expect(slice.groupID == "prod-eu-3-8" && slice.transactionalID == "prod-eu-3-8")
    #expect(slice.stateKeyPrefix == "prod-eu 3/8|")
    #expect(ApplicationSlice("prod-eu").groupID == "prod-eu-0-1")
  }
}
