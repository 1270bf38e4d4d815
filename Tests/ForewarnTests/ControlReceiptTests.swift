import StreamRuntime
import Testing

@testable import ForewarnCore
@testable import forewarn

/// What `ctl` makes of what it hears: of two topics, in either order.
struct ControlReceiptTests {
  @Test(arguments: [false, true])
  func `A record is taken once the book says so, whichever of the two is heard first`(bookIsFirst: Bool) throws {
    let partition = TopicPartition(topic: "control", partition: 1)
    let message = try ControlMessage(
      kind: SilenceOrder.name, SilenceOrder.fields,
      Arguments(["--config", "f", "--by", "anna", "--for", "1h"], for: ControlCommand<SilenceOrder>.description),
      nowMicros: 0)
    var receipt = ControlReceipt(record: message, topic: "control", stateKeyPrefix: "app/")
    func row(_ position: TopicPartition, _ next: Int64) -> ReferenceRecord {
      let bytes = RowWriter.bytes(of: ControlPosition(nextOffset: next))
      return ReferenceRecord(
        partition: TopicPartition(topic: "state", partition: 0), offset: 9, timestampMicros: 0,
        key: Array("app/".utf8) + ControlPositionRows.key(position), value: bytes)
    }
    let said = ReferenceRecord(
      partition: partition, offset: 41, timestampMicros: 0, key: Array(message.id.utf8), value: message.value)
    let others = [row(TopicPartition(topic: "control", partition: 0), 900), row(partition, 41)]
    for heard in others + (bookIsFirst ? [row(partition, 42), said] : [said]) { receipt.take(heard) }
    #expect((receipt.end != nil) == bookIsFirst)
    if !bookIsFirst { receipt.take(row(partition, 42)) }
    #expect(receipt.end?.text.hasPrefix("taken") == true)
    #expect(receipt.end?.isRefusal == false)
  }
}
