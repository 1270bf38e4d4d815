import ForewarnCore
import KafkaTransport
import StreamRuntime
import Testing

@Suite(.serialized, .enabled(if: RealKafka.isThere, RealKafka.reason))
struct CommitTests {
  @Test func `Outputs, rows, offsets and metadata commit together`() throws {
    let fixture = try Fixture("atomic")
    let log = try fixture.log()
    defer { log.close(withinMillis: 5_000) }
    #expect(try !log.clusterID().isEmpty)
    #expect(try log.committed().isEmpty)
    try log.fence()
    var first = epoch(
      1, offsets: fixture.offsets, outputs: [(.cases, "a", "one"), (.health, "x", "role that is off")],
      rows: [("r", "row")], metadata: "v1 cluster book")
    first.outputs[0].headers = [RecordHeader(name: "ce_id", value: Array("1".utf8))]
    first.outputs[0].timestampMicros = 1_600_000_000_000_000
    #expect(log.commit(first) == .committed)

    let expected = fixture.offsets.map {
      CommittedOffset(partition: $0.partition, offset: 7, metadata: "v1 cluster book")
    }
    #expect(try log.committed() == expected)
    #expect(try log.readState() == [StateRow(key: "r", value: Array("row".utf8))])
    let read = try readTopic(fixture.cases, bootstrap: fixture.bootstrap, state: fixture.state).flatMap { $0 }
    #expect(read.map(\.value) == ["one"])
    #expect(read[0].headers == first.outputs[0].headers)
  }

  @Test(arguments: ["output", "metadata"])
  func `An epoch that is refused for ever leaves nothing, and the next one commits`(culprit: String) throws {
    let fixture = try Fixture("poison")
    let log = try fixture.log()
    defer { log.close(withinMillis: 5_000) }
    try log.fence()
    let large = String(repeating: "x", count: culprit == "output" ? 1_500_000 : 1)
    let poison = epoch(
      1, offsets: fixture.offsets, outputs: [(.cases, "a", "small"), (.cases, "b", large)],
      metadata: String(repeating: "m", count: culprit == "metadata" ? 5_000 : 10))
    guard case .refused(let code, _, let permanent) = log.commit(poison) else {
      Issue.record("not refused")
      return
    }
    #expect(code == (culprit == "output" ? "MSG_SIZE_TOO_LARGE" : "OFFSET_METADATA_TOO_LARGE"))
    #expect(permanent)
    #expect(try log.committed().isEmpty)
    #expect(log.commit(epoch(2, offsets: fixture.offsets, outputs: [(.cases, "a", "good")])) == .committed)
    #expect(try fixture.seenCases() == ["good"])
  }

  @Test func `A second process fences the first`() throws {
    let fixture = try Fixture("fence")
    let first = try fixture.log()
    defer { first.close(withinMillis: 5_000) }
    try first.fence()
    #expect(first.commit(epoch(1, offsets: fixture.offsets, outputs: [(.cases, "a", "one")])) == .committed)
    let second = try fixture.log()
    defer { second.close(withinMillis: 5_000) }
    try second.fence()
    guard case .fenced = first.commit(epoch(2, offsets: fixture.offsets(8), outputs: [(.cases, "a", "two")])) else {
      Issue.record("not fenced")
      return
    }
    #expect(try second.committed().map(\.offset) == [7, 7])
    #expect(second.commit(epoch(2, offsets: fixture.offsets(9), outputs: [(.cases, "a", "three")])) == .committed)
    #expect(try fixture.seenCases() == ["one", "three"])
    // The producer is gone: nobody commits by accident until it is made anew.
    guard case .unknown = first.commit(epoch(3, offsets: fixture.offsets)) else {
      Issue.record("committed without a producer")
      return
    }
  }

  @Test func `The state topic is a table: the newest row of a key, of one's own slice, without tombstones`() throws {
    let fixture = try Fixture("state")
    let log = try fixture.log()
    defer { log.close(withinMillis: 5_000) }
    #expect(try log.readState().isEmpty)
    try log.fence()
    let rows: [[(String, String?)]] = [
      [("a", "1"), ("b", "1"), ("c|d", "1")], [("a", "2"), ("b", nil)], [("e", "1"), ("a", "3")],
    ]
    for (number, rows) in rows.enumerated() {
      #expect(log.commit(epoch(Int64(number), offsets: fixture.offsets, rows: rows)) == .committed)
    }
    let producer = try fixture.producer()
    defer { producer.close() }
    let others = [
      ApplicationSlice(fixture.name, slice: SliceID(index: 0, of: 16)), ApplicationSlice("\(fixture.name)2"),
    ]
    for other in others {
      try producer.produce(topic: fixture.state, key: Array("\(other.stateKeyPrefix)a".utf8), value: [9])
    }
    try producer.flush(withinMillis: 10_000)
    #expect(
      try log.readState() == [
        StateRow(key: "a", value: Array("3".utf8)), StateRow(key: "c|d", value: Array("1".utf8)),
        StateRow(key: "e", value: Array("1".utf8)),
      ])
  }

  @Test func `What a process left open is settled by the next`() throws {
    let fixture = try Fixture("open")
    let dying = try OpenTransaction(
      id: ApplicationSlice(fixture.name).transactionalID, topic: fixture.cases, bootstrap: fixture.bootstrap)
    defer { dying.close() }
    let log = try fixture.log()
    defer { log.close(withinMillis: 5_000) }
    try log.fence()
    #expect(log.commit(epoch(1, offsets: fixture.offsets, outputs: [(.cases, "a", "one")])) == .committed)
    #expect(try fixture.seenCases() == ["one"])
  }
}
