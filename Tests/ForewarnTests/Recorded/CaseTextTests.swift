import ForewarnCore
import Testing

@testable import forewarn

@Suite struct CaseTextTests {
  private static let json = #"""
    {"specversion":"1.0","id":"fw-1.1","type":"dev.forewarn.case.opened.v1","time":"2026-11-24T14:05:12.000Z","data":{
      "case_id":"fw-1","instance":"europa-prod","title":"europa-prod: critical alert disk_full","summary":"Risk 73 %.",
      "priority":1,"risk":0.731,"reasons":[{"code":"immediate_alert","text":"A critical alert fired: \"disk_full\"."}],
      "customer":{"accounts":[{"id":"ACC-1","name":"Europa Bank"}],"tier":"gold"},
      "affected":{"count":1,"items":[{"ci":"app-europa-01"}]},
      "action":{"text":"Give it room.","owner":"perf-support","respond_within":"PT30M"}}}
    """#

  static func event(_ text: String = json) -> ConsumedCaseEvent? {
    Array(text.utf8).withUnsafeBytes { ConsumedCaseEvent(Bytes($0)) }
  }

  @Test func saysWhatWhomWhyAndWhatToDo() throws {
    #expect(
      CaseText().lines(try #require(Self.event())) == [
        "14:05  CASE OPENED  europa-prod: critical alert disk_full",
        "    who  Europa Bank, gold; priority 1, risk 73 %; app-europa-01",
        #"    why  A critical alert fired: "disk_full"."#,
        "     do  Give it room. (perf-support, answer within 30 min)",
      ])
  }

  @Test func coloursOnlyWhenAsked() throws {
    let event = try #require(Self.event())
    #expect(!CaseText().lines(event).joined().contains("\u{1b}"))
    #expect(CaseText(isColored: true).lines(event).joined().contains("\u{1b}[31m"))
  }

  @Test func longTextsAreBrokenAtWords() {
    #expect(CaseText().wrapped("one two three", to: 7) == ["one two", "three"])
    #expect(CaseText().wrapped("", to: 7) == [])
  }

  @Test(arguments: [("PT30M", "30 min"), ("PT4H", "4 h"), ("P1D", "a day"), ("P3D", "3 days"), ("soon", "soon")])
  func durationsAreSaidAsPeopleDo(_ iso: String, _ words: String) {
    #expect(CaseText.words(ofDuration: iso) == words)
  }

  @Test(arguments: ["", "{", "{}", #"{"type":"a.b.opened.v1"}"#]) func whatIsNoCaseEventIsNone(_ text: String) {
    #expect(Self.event(text) == nil)
  }
}

@Suite struct DemoLedgerTests {
  private func event(_ change: String, _ instance: String) throws -> ConsumedCaseEvent {
    var event = try #require(CaseTextTests.event())
    event.change = change
    event.instance = instance
    return event
  }

  @Test(arguments: ["fornax-prod", "gaia-prod", "nobody-prod"]) func aCaseForWhoHadNoTroubleIsWrong(_ instance: String)
    throws
  {
    var ledger = DemoLedger()
    ledger.take(try event("opened", instance))
    #expect(ledger.wronglyWarned == [instance])
    let summary = DemoSummary(
      ledger: ledger, accounting: Accounting(), scenario: DemoScenario(endMicros: 1_764_000_000_000_000), isWhole: false
    )
    #expect(!summary.isRight)
    #expect(summary.lines(CaseText()).contains { $0.hasPrefix("WRONG:") && $0.contains(instance) })
  }

  @Test func aMissingOrAnOpenCaseIsWrongOnlyAtTheEnd() throws {
    var ledger = DemoLedger()
    for customer in DemoCustomers.all {
      guard case .warned = customer.fate else { continue }
      ledger.take(try event("opened", customer.instance))
      if customer.instance != "acme-prod" { ledger.take(try event("resolved", customer.instance)) }
    }
    #expect(ledger.missed == ["acme-prod", "db-shared-07"], "what three of them share is a problem too")
    for change in ["opened", "resolved"] { ledger.take(try event(change, "db-shared-07")) }
    #expect(ledger.missed == ["acme-prod"])
    #expect(ledger.openCases == 1)
    let scenario = DemoScenario(endMicros: 1_764_000_000_000_000)
    #expect(!DemoSummary(ledger: ledger, accounting: Accounting(), scenario: scenario, isWhole: true).isRight)
    #expect(DemoSummary(ledger: ledger, accounting: Accounting(), scenario: scenario, isWhole: false).isRight)
  }
}
