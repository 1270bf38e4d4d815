import Testing

@testable import ForewarnCore
@testable import forewarn

/// What a support engineer reads of whole stories, through the command that anybody can run on a dump.
@Suite struct StoryReplayTests {
  /// S2: three customers on one database: one major case with three children, each with its own priority.
  @Test func oneDatabaseOfThreeCustomers() throws {
    var dump = StoryDump()
    dump.requests(0..<400)
    dump.alert(100, "disk_full", ci: "db-shared-07", summary: "82 %")
    dump.alert(300, "disk_full", ci: "db-shared-07", status: "resolved")
    let told = try StoryTold.replay(dump)
    let opened = told.events.filter { $0.change == "opened" }
    #expect(Set(opened.map(\.instance)) == ["acme-prod", "borealis-prod", "cumulus-prod", "db-shared-07"])
    #expect(
      opened.last?.instance == "db-shared-07" && opened.last?.title.contains("shared by several customers") == true)
    #expect(told.changes.filter { $0 == "resolved" }.count == 4)
    #expect(opened.filter { $0.instance != "db-shared-07" }.allSatisfy { !$0.account.contains(",") })
  }

  /// S4: it stays open for twelve hours, and closes by the alert's end.
  @Test func aFiringAlertKeepsItsCase() throws {
    var dump = StoryDump()
    dump.requests(0..<900)
    dump.alert(60, "disk_full", instance: "acme-prod")
    dump.alert(780, "disk_full", instance: "acme-prod", status: "resolved")
    let told = try StoryTold.replay(dump)
    #expect(told.changes == ["opened", "resolved"])
    #expect(told.events.last?.summary.contains("disk_full was resolved at 13:00 UTC") == true)
  }

  /// S8: it gets worse and worse: each step is told, with the value of now, and the end knows the peak.
  @Test func whatGetsWorseIsTold() throws {
    var dump = StoryDump()
    dump.requests(0..<480)
    for (step, times) in [2.0, 4, 8].enumerated() {
      dump.requests(480 + step * 20..<500 + step * 20, millis: 400 * times)
    }
    dump.requests(540..<640)
    let told = try StoryTold.replay(dump)
    #expect(told.changes.first == "opened" && told.changes.last == "resolved" && told.changes.count >= 4)
    let headlines = told.events.dropLast().map(\.headline)
    #expect(
      headlines.contains { $0.contains("1.6") } && headlines.contains { $0.contains("3.2") || $0.contains("3.1") })
    #expect(told.events.last?.summary.contains("peak 3.2") == true, "\(told.events.last?.summary ?? "")")
  }

  /// S12: what one of two customers of an instance has there, with the other's name in the alert.
  @Test func nobodyHearsOfAnother() throws {
    var dump = StoryDump()
    dump.requests(0..<120)
    dump.alert(60, "queue_stuck", ci: "if-borealis", summary: "queue of Acme Ltd is stuck behind Borealis Ltd")
    let told = try StoryTold.replay(dump, shared: true)
    let event = try #require(told.events.first)
    #expect(event.instance == "hub-prod" && event.account == "Borealis Ltd" && event.tier == "gold")
    #expect(told.lines.allSatisfy { !$0.contains("Acme") })
  }

  /// S13: an expired certificate, and eight hours later a slow search: two tickets, of which the second names the first.
  @Test func anotherProblemIsAnotherTicket() throws {
    var dump = StoryDump()
    dump.requests(0..<600)
    dump.alert(60, "cert_expired", instance: "acme-prod")
    dump.alert(90, "cert_expired", instance: "acme-prod", status: "resolved")
    dump.requests(600..<630, millis: 2_000)
    dump.requests(630..<700)
    let told = try StoryTold.replay(dump)
    let ids = told.texts("case_id")
    let opened = told.changes.indices.filter { told.changes[$0] == "opened" }
    #expect(opened.count == 2 && !told.changes.contains("reopened"))
    #expect(Set(ids).count == 2)
    let second = try #require(opened.last)
    #expect(told.texts("previous_case_id")[second] == ids.first)
    #expect(told.lines[second].contains("\"related_case_ids\":[\"\(ids[0])\"]"))
  }

  /// S14: the collector dies for two hours: one word to the operator, and no customer's case.
  @Test func aDeadCollectorIsNoCustomersMatter() throws {
    var dump = StoryDump()
    for name in StoryDump.names {
      dump.requests(0..<1_600, "\(name)-prod")
      dump.requests(1_720..<1_800, "\(name)-prod")
    }
    // Something goes on, so that time does.
    for minute in stride(from: 0, to: 1_800, by: 10) {
      dump.alert(minute, "heartbeat", instance: "monitor", status: "ok")
    }
    let told = try StoryTold.replay(dump)
    #expect(told.changes.isEmpty, "\(told.events.map(\.title))")
    #expect(told.errors.contains("fell silent at once"), "\(told.errors)")
  }
}
