import ForewarnCore
import StreamRuntime
import Testing

@Suite struct CommitMetadataTests {
  @Test(arguments: [nil, "11112222333344445555666677778888"], [0, 1, Int64.max])
  func roundTrip(_ statistics: String?, _ epoch: Int64) throws {
    for digest in [0, 0xF00D, UInt64.max] {
      let metadata = CommitMetadata(
        clusterID: "lkc-9", applicationUUID: "app", bookID: "b", statisticsID: statistics, epoch: epoch, digest: digest)
      #expect(CommitMetadata(metadata.text) == metadata)
      #expect(metadata.text.utf8.allSatisfy { $0 < 0x80 && $0 > 0x20 })
    }
  }

  @Test func theLongestFits() {
    let id = String(repeating: "f", count: 32)
    let metadata = CommitMetadata(
      clusterID: String(repeating: "c", count: 64), applicationUUID: id, bookID: id, statisticsID: id, epoch: .max,
      digest: .max)
    #expect(metadata.text.utf8.count <= Limits.metadataBytes)
  }

  @Test(arguments: [
    "", ";", ";;;;;;", "fw1", "fw1;c;a;b;-;7", "fw1;c;a;b;-;7;9;", "fw2;c;a;b;-;7;9", "fw1;c;a;b;-;seven;9",
    "fw1;c;a;b;-;7;xyz", "fw1;c;a;b;-;7;11112222333344445", "{\"offset\":1}", " fw1;c;a;b;-;7;9",
  ])
  func foreignTextIsNotOurs(_ text: String) {
    #expect(CommitMetadata(text) == nil)
  }
}
