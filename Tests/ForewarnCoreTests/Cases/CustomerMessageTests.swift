import Testing

@testable import ForewarnCore

/// What a customer reads: true, in the customer's language, and without anything of ours or of others.
@Suite struct CustomerMessageTests {
  private static let noticed =
    Timestamp.text(EngineDriver.day).prefix(10) + " " + Timestamp.clockMinute(EngineDriver.day)
    + " UTC"

  static func customers(_ languages: [Language], product: String = "Service Cloud") -> CustomerModel {
    var table = CustomerTable()
    for (n, language) in languages.enumerated() {
      table.accounts.append(.init(id: "A\(n)", name: "Company\(n) Ltd", language: language))
      table.soldProducts.append(.init(id: "P\(n)", product: product, account: "A\(n)", offering: "gold"))
    }
    table.instances = [
      .init(id: "acme-prod", environment: "prod", accounts: table.accounts.map(\.id), owner: "")
    ]
    table.accounts.append(.init(id: "OTHER", name: "Borealis"))
    table.installBase = languages.indices.map {
      .init(id: "I\($0)", ci: "app-\($0)", instance: "acme-prod", soldProduct: "P\($0)")
    }
    return CustomerModel(table)
  }

  private static func finding(_ code: ReasonCode, observed: Double, expected: Double) -> Finding {
    var finding = RiskTests.finding(
      .database, 4, pane: PaneTime.pane(of: EngineDriver.day), code: code, subject: "secret_subject")
    (finding.observed, finding.expected, finding.severity) = (observed, expected, .critical)
    finding.standing.carry(from: nil, to: finding)
    finding.summary = "host sec-01 is on fire"
    finding.items = ["sec-01"]
    return finding
  }

  private static func message(
    _ findings: [Finding], _ customers: CustomerModel, kind: CaseKind = .performance,
    ends reason: Resolution.Reason? = nil
  ) throws -> JSONValue {
    let facts = CaseFacts(
      pane: PaneTime.pane(of: EngineDriver.day), atMicros: EngineDriver.day + 3_600_000_000,
      risk: RiskModel.assess(findings, at: 0, RiskSettings()), severity: .major, isDataSeen: true)
    var episode = Episode(
      SituationKey("acme-prod", kind), strongest: findings.first, previousID: nil, atMicros: EngineDriver.day)
    episode.advance(facts, inputs: [])
    episode.show(findings, facts)
    let resolution = reason.map { Resolution(reason: $0, atMicros: facts.atMicros, pane: facts.pane) }
    let change = CaseChange(
      type: reason == nil ? .updated : .resolved, key: SituationKey("acme-prod", kind), episode: episode,
      resolution: resolution)
    let told = Teller(settings: Settings()).tell(.changed(change), Directory(customers: customers, Settings()))
    let event = try #require(told.output.value.flatMap(JSONValue.init(bytes:)))
    #expect(try #require(CaseEventTests.schema).problems(event) == [])
    return event["data"]["customer_message"]
  }

  @Test(arguments: [
    (ReasonCode.latencyAnomaly, 1_200.0, 400.0, "Slow responses", "up to 3 times as long", "bis zu 3-mal so lang"),
    (.latencyTrend, 500, 400, "Growing response times", "were growing", "Antwortzeiten"),
    (.errorShare, 0.5, 0.01, "Failing requests", "up to 50 %", "bis zu 50 %"),
    (.latencyAnomaly, 960, 400, "Slow responses", "up to 2.4 times as long", "bis zu 2,4-mal so lang"),
    (.usageDrop, 3, 120, "Unusually little use", "down to 3 requests a minute instead of 120", "3 statt 120"),
    (.signalShift, 2.9, 4.4, "Unusual measurements", "a value that we watch", "ein Wert, den wir"),
    (.signalLimit, 3.2, 4.4, "Unusual measurements", "had reached a limit", "eine Grenze erreicht hatte"),
    (.immediateAlert, 0, 0, "Alert about the database", "a critical problem with the database", "kritisches Problem"),
  ])
  func everyTroubleHasWords(
    code: ReasonCode, observed: Double, expected: Double, title: String, english: String, german: String
  ) throws {
    var finding = Self.finding(code, observed: observed, expected: expected)
    if code == .latencyTrend { finding.trend = TrendEstimate() }
    for (language, words) in [(Language.english, english), (.german, german)] {
      let message = try Self.message([finding], Self.customers([language]))
      let text = try #require(message["text"].text)
      #expect(message["language"].text == language.rawValue)
      #expect(text.contains(words) && text.contains("Service Cloud (acme-prod)") && text.contains(Self.noticed))
      if language == .english { #expect(message["title"].text?.hasPrefix(title) == true) }
      for secret in ["secret", "sec-01", "fire", "Company", "A0"] {
        #expect(!text.contains(secret) && message["title"].text?.contains(secret) == false)
      }
    }
  }

  /// The end says what is known of it, and no more.
  @Test(arguments: [
    (Resolution.Reason.recovered, "Over: ", "It has been over since"),
    (.expired, "Not confirmed as over: ", "has not been confirmed"),
    (.newNormal, "Question: ", "Is this how it should be?"),
  ])
  func endsAreToldAsTheyAre(reason: Resolution.Reason, title: String, words: String) throws {
    let finding = Self.finding(.latencyAnomaly, observed: 800, expected: 400)
    let message = try Self.message([finding], Self.customers([.english]), ends: reason)
    #expect(message["title"].text?.hasPrefix(title) == true && message["text"].text?.contains(words) == true)
    #expect(message["text"].text?.contains("informed") == false)
  }

  /// What people feel comes before what machines say.
  @Test func slownessComesBeforeItsCause() throws {
    let message = try Self.message(
      [
        Self.finding(.immediateAlert, observed: 0, expected: 0),
        Self.finding(.latencyAnomaly, observed: 800, expected: 400),
      ], Self.customers([.english]))
    #expect(message["title"].text == "Slow responses of Service Cloud (acme-prod)")
  }

  /// What several share has no name that is known to be theirs; the first account's language is written.
  @Test func whatIsSharedIsNotNamed() throws {
    let finding = Self.finding(.latencyAnomaly, observed: 800, expected: 400)
    // Neither item is named, so that both are concerned.
    var shared = finding
    shared.items = []
    let message = try Self.message([shared], Self.customers([.german, .english]))
    #expect(message["title"].text == "Langsame Antworten bei Ihrem Dienst" && message["language"].text == "de")
  }

  /// A product whose name tells of another customer.
  @Test func aNameThatTellsOfAnotherIsLeftOut() throws {
    let finding = Self.finding(.latencyAnomaly, observed: 800, expected: 400)
    let message = try Self.message([finding], Self.customers([.english], product: "Borealis Edition"))
    #expect(message["title"].text == "Slow responses of your service")
    #expect(message["text"].text?.contains("Borealis") == false)
  }

  @Test func nobodyToWriteToIsNull() throws {
    let finding = Self.finding(.latencyAnomaly, observed: 800, expected: 400)
    #expect(try Self.message([finding], .empty) == .null)
  }
}
