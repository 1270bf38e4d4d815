import Testing

@testable import ForewarnCore

@Suite struct RowKeyTests {
  @Test(arguments: [
    (TopicPartition(topic: "alerts", partition: 0), "partition/alerts/0"),
    (TopicPartition(topic: "a/b/7", partition: .max), "partition/a/b/7/2147483647"),
  ])
  func partitions(_ partition: TopicPartition, _ text: String) {
    #expect(PartitionRows.key(partition) == Array(text.utf8))
    #expect(PartitionRows.name(ofKey: Array(text.utf8)) == partition)
  }

  @Test(arguments: [(0, "pane/0"), (29_384_000, "pane/29384000"), (.min, "pane/-2147483648")] as [(Pane, String)])
  func panes(_ pane: Pane, _ text: String) {
    #expect(PaneRows.key(pane) == Array(text.utf8))
    #expect(PaneRows.name(ofKey: Array(text.utf8)) == pane)
  }

  @Test(arguments: [
    (SituationKey("acme", .performance), "situation/acme|performance"),
    (SituationKey("\u{301}x", .usage), "situation/\u{301}x|usage"),
  ])
  func situations(_ key: SituationKey, _ text: String) {
    #expect(CaseRows.key(key) == Array(text.utf8))
    #expect(CaseRows.name(ofKey: Array(text.utf8)) == key)
  }

  @Test(arguments: [("acme", "health/acme"), ("\u{301}x|y", "health/\u{301}x|y"), ("", "health/")] as [(Name, String)])
  func healths(_ name: Name, _ text: String) {
    #expect(HealthRows.key(name) == Array(text.utf8))
    #expect(HealthRows.name(ofKey: Array(text.utf8)) == name)
  }

  @Test(arguments: [("acme", "warnings/acme"), ("x|y", "warnings/x|y")] as [(Name, String)])
  func warnings(_ name: Name, _ text: String) {
    #expect(WarningRows.key(name) == Array(text.utf8))
    #expect(WarningRows.name(ofKey: Array(text.utf8)) == name)
    #expect(HealthRows.name(ofKey: Array(text.utf8)) == nil)
  }

  @Test func theBookItself() {
    #expect(MetaRow.key(()) == Array("meta".utf8))
    #expect(MetaRow.name(ofKey: Array("meta".utf8)) != nil)
  }

  @Test(arguments: [
    "", "met", "meta/", "Meta", "#book", "pane", "pane/", "pane/1 ", "pane/+1", "pane/01", "pane/-0", "pane/2147483648",
    "pane/x", "partition/", "partition/alerts", "partition//0", "partition/alerts/", "partition/alerts/-1",
    "partition/alerts/00", "partition/alerts/2147483648", "situation", "situation/", "situatio\u{301}n/x",
    "situation/acme|outage",
  ])
  func everythingElseIsNoKey(_ text: String) {
    let key = Array(text.utf8)
    #expect(MetaRow.name(ofKey: key) == nil && PartitionRows.name(ofKey: key) == nil)
    #expect(PaneRows.name(ofKey: key) == nil && CaseRows.name(ofKey: key) == nil)
  }

  @Test func whatIsNotTextIsNoKey() {
    let bytes: [UInt8] = [0xFF, 0x00, 0x2F]
    #expect(CaseRows.name(ofKey: Array("situation/".utf8) + bytes) == nil)
    #expect(PartitionRows.name(ofKey: Array("partition/".utf8) + bytes + Array("0".utf8)) == nil)
  }

  @Test func lookAlikesAreTwoKeys() {
    let composed = CaseRows.key(SituationKey("caf\u{E9}", .usage))
    let decomposed = CaseRows.key(SituationKey("cafe\u{301}", .usage))
    #expect(composed != decomposed)
  }
}
