import ForewarnCore
import Testing

@Suite struct RowKeyTests {
  static let spelled: [(RowKey, String)] = [
    (.meta, "meta"), (.partition(TopicPartition(topic: "alerts", partition: 0)), "partition/alerts/0"),
    (.partition(TopicPartition(topic: "a/b/7", partition: .max)), "partition/a/b/7/2147483647"),
    (.situation(Array("acme|performance".utf8)), "situation/acme|performance"), (.situation([]), "situation/"),
    (.situation(Array("\u{301}x|usage".utf8)), "situation/\u{301}x|usage"), (.pane(0), "pane/0"),
    (.pane(29_384_000), "pane/29384000"), (.pane(.min), "pane/-2147483648"),
  ]

  @Test(arguments: spelled)
  func bytesAndBack(_ key: RowKey, _ text: String) {
    #expect(key.bytes == Array(text.utf8))
    #expect(RowKey(Array(text.utf8)) == key)
  }

  @Test(arguments: [
    "", "met", "meta/", "Meta", "#book", "pane", "pane/", "pane/1 ", "pane/+1", "pane/01", "pane/-0", "pane/2147483648",
    "pane/x", "partition/", "partition/alerts", "partition//0", "partition/alerts/", "partition/alerts/-1",
    "partition/alerts/00", "partition/alerts/2147483648", "situation", "situatio\u{301}n/x",
  ])
  func everythingElseIsNoKey(_ text: String) {
    #expect(RowKey(Array(text.utf8)) == nil)
  }

  @Test func whatIsNotTextIsTheKeyOfASituationOnly() {
    let bytes: [UInt8] = [0xFF, 0x00, 0x2F]
    #expect(RowKey(Array("situation/".utf8) + bytes) == .situation(bytes))
    #expect(RowKey(Array("partition/".utf8) + bytes + Array("0".utf8)) == nil)
  }

  @Test func lookAlikesAreTwoKeys() {
    let composed = RowKey.situation(Array("caf\u{E9}".utf8))
    let decomposed = RowKey.situation(Array("cafe\u{301}".utf8))
    #expect(composed != decomposed && Set([composed, decomposed]).count == 2)
  }
}
