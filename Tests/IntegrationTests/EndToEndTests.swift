import Testing

extension Integration {
  /// From input topics to case events, on `run` and on `replay`.
  @Suite(.serialized, .enabled(if: TestBroker.isThere, TestBroker.reason))
  struct EndToEnd {
    @Test func `Every record is accounted for, and two runs and a replay give the same cases`() throws {
      let stand = try Stand("ends")
      let scenario = Scenario(minutes: 240, instances: 6)
      try stand.produce(scenario)
      try check(stand, records: scenario.alerts.count + scenario.transactions.count)
    }

    @Test(.enabled(if: Environment.bars && SharedData.isThere, SharedData.reason))
    func `Bar: 794,172 real records are accounted for, and two runs and a replay give the same cases`() throws {
      let stand = try Stand("real")
      let alerts = try stand.produce(
        file: SharedData.events("ait:fox"), to: stand.alerts, partitions: 3, keyedBy: #""ci":""#)
      let spans = try stand.produce(file: SharedData.events("trainticket"), to: stand.transactions, partitions: 4)
      #expect(alerts == 473_104)
      #expect(spans == 321_068)
      try check(stand, records: alerts + spans)
    }

    private func check(_ stand: Stand, records: Int) throws {
      let first = try stand.application("first")
      let tally = try first.runToEnd()
      figure("\(records) records in \(tally.seconds.inTenths) s: \(tally.counts)")
      #expect(tally.records == records)
      #expect(tally.isBalanced)

      let cases = try first.caseEvents()
      figure("case events: \(cases.types.sorted { $0.key < $1.key })")
      #expect(cases.count > 0)
      #expect(cases.count == tally.counts.caseEvents)
      #expect(cases.faults == [])

      let second = try stand.application("second")
      #expect(try second.runToEnd().counts == tally.counts)
      let again = try second.caseEvents()
      #expect(CaseEvents.difference(cases.lines(without: first.id), again.lines(without: second.id)) == nil)

      let replayed = try first.replay(stand.dump())
      #expect(CaseEvents.difference(replayed.lines, cases.lines) == nil)
    }

    @Test func `A second run to the end finds nothing to do, and changes nothing`() throws {
      let stand = try Stand("idle")
      try stand.produce(Scenario(minutes: 90, instances: 2))
      let application = try stand.application("app")
      let tally = try application.runToEnd()
      let cases = try application.caseEvents()
      let again = try application.runToEnd("again")
      figure("a start with nothing to do, and its stop: \(again.seconds.inTenths) s")
      #expect(again.records == tally.records)
      #expect(try application.caseEvents().lines == cases.lines)
    }

    @Test func `Case events repeat their attributes in headers, and their keys name instance and kind`() throws {
      let stand = try Stand("headers")
      try stand.produce(Scenario(minutes: 90, instances: 2))
      let application = try stand.application("app")
      _ = try application.runToEnd()
      let lines = try application.consume(application.cases, format: "%k %h %s\\n")
      #expect(!lines.isEmpty)
      for line in lines.map({ String(decoding: $0, as: UTF8.self) }) where !line.hasSuffix(" NULL") {
        #expect(line.hasPrefix("customer-"))
        #expect(line.contains("|performance ") || line.contains("|usage ") || line.contains("|advisory "))
        for name in ["ce_specversion=1.0", "ce_id=", "ce_source=", "ce_type=dev.forewarn.case.", "ce_subject="] {
          #expect(line.contains(name))
        }
      }
    }
  }
}
