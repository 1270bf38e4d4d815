import Testing

@testable import ForewarnCore

/// What is silenced is told as it was said, for as long as it stands.
@Suite struct SilenceTellingTests {
  private static func engine() -> Engine {
    Engine(settings: Settings(), sources: [], customers: .empty, nowMicros: 0)
  }

  private static let partition = TopicPartition(topic: "control", partition: 0)

  private static func say(_ records: [String], to engine: inout Engine) {
    for record in records {
      let offset = engine.nextControlOffset(partition) ?? 0
      engine.takeControl(
        ReferenceRecord(
          partition: partition, offset: offset, timestampMicros: 1_000_000_000, key: nil, value: Array(record.utf8)))
    }
  }

  @Test func theyStandAsTheyWereSaid() {
    var engine = Self.engine()
    Self.say(
      [
        #"{"kind":"silence","id":"b","by":"anna","comment":"why","instance":"Acme","alert":"disk_*","from":"1970-01-01T01:00:00Z","until":"1970-01-01T02:00:00Z"}"#,
        #"{"kind":"maintenance","id":"a","by":"bo","ci":"db-7","account":"A","offering":"gold","until":"1970-01-01T03:00:00Z"}"#,
        #"{"kind":"silence","by":"cy","instance":"x","until":"1970-01-01T04:00:00Z"}"#,
      ], to: &engine)
    let told = engine.silences
    #expect(told.map(\.id) == ["a", "b", "control/0/2"])
    #expect(told.map(\.kind) == ["maintenance", "silence", "silence"] && told.map(\.by) == ["bo", "anna", "cy"])
    #expect(told[0].matchers.map(\.field) == ["ci", "account", "offering"] && told[0]["offering"] == "gold")
    #expect(told[1]["alert"] == "disk_*" && told[1]["ci"] == nil && told[1].comment == "why")
    #expect(told[1].fromMicros == 3_600_000_000 && told[1].untilMicros == 7_200_000_000)
    // Ten minutes before it was said.
    #expect(told[2].fromMicros == 1_000_000_000 - 600_000_000)
  }

  /// One of the same id takes the place, also when its end is before its beginning: it is taken back.
  @Test func oneThatIsTakenBackEndsBeforeNow() {
    var engine = Self.engine()
    Self.say(
      [
        #"{"kind":"silence","id":"b","by":"anna","instance":"acme","until":"1970-01-01T02:00:00Z"}"#,
        #"{"kind":"silence","id":"b","by":"bo","instance":"acme","until":"1970-01-01T00:00:01Z"}"#,
      ], to: &engine)
    #expect(engine.silences.count == 1 && engine.silences[0].untilMicros == 1_000_000)
    #expect(engine.silences[0].fromMicros == 1_000_000 && engine.silences[0].by == "bo")
  }
}
