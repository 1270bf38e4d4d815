import Testing

@testable import ForewarnCore

/// The operator's own pages, with what outside systems wrote in their addresses.
@Suite struct LinkTests {
  private static func links(_ templates: [LinkTemplate], subject: String = "disk full/é&x=1") throws -> JSONValue {
    var settings = Settings()
    settings.links = templates
    var finding = RiskTests.finding(.capacity, 3, pane: 1, code: .immediateAlert, subject: Name(subject))
    finding.severity = .critical
    let facts = CaseFacts(
      pane: PaneTime.pane(of: EngineDriver.day), atMicros: EngineDriver.day + 60_000_000,
      risk: RiskModel.assess([finding], at: 1, RiskSettings()), severity: .critical, isDataSeen: true)
    let key = SituationKey("acme prod", .performance)
    var episode = Episode(key, strongest: finding, previousID: nil, atMicros: EngineDriver.day)
    episode.advance(facts, inputs: [])
    episode.show([finding], facts)
    let told = Teller(settings: settings).tell(
      .changed(CaseChange(type: .opened, key: key, episode: episode)), Directory(customers: .empty, settings))
    let event = try #require(told.output.value.flatMap(JSONValue.init(bytes:)))
    #expect(try #require(CaseEventTests.schema).problems(event) == [])
    return event["data"]
  }

  @Test func blanksAreFilledAndEscaped() throws {
    let data = try Self.links([
      LinkTemplate(
        rel: "search", title: "Logs", href: "https://logs.example.com/q?i={instance}&from={from_ms}&to={to}#{kind}"),
      LinkTemplate(rel: "runbook", title: "What to do", href: "http://wiki/run/{subject}?c={case_id}"),
    ])
    let start = PaneTime.start(of: PaneTime.pane(of: EngineDriver.day) - Finding.evidencePanes + 1) / 1_000
    let end = Timestamp.text(EngineDriver.day + 60_000_000).split(separator: ":").joined(separator: "%3A")
    let hrefs = data["links"].list.compactMap { $0["href"].text }
    #expect(
      hrefs.first == "https://logs.example.com/q?i=acme%20prod&from=\(start)&to=\(end)#performance", "\(hrefs)")
    #expect(hrefs.last?.hasPrefix("http://wiki/run/disk%20full%2F%C3%A9%26x%3D1?c=fw-") == true)
    #expect(data["action"]["runbook"].text == hrefs.last)
    #expect(data["links"].list.map { $0["title"].text } == ["Logs", "What to do"])
  }

  /// An address that a name makes too long is left out, and the others stay.
  @Test func whatIsTooLongIsLeftOut() throws {
    let data = try Self.links(
      [
        LinkTemplate(rel: "a", title: "A", href: "https://x/" + String(repeating: "{subject}", count: 8)),
        LinkTemplate(rel: "b", title: "B", href: "https://x/{kind}"),
      ], subject: String(repeating: "é", count: 100))
    #expect(data["links"].list.map { $0["rel"].text } == ["b"])
    #expect(data["action"]["runbook"] == .null)
  }

  @Test(arguments: [
    ("https://wiki.example.com/{subject}", true), ("http://localhost:3000/d?from={from_ms}", true),
    ("ftp://x/", false), ("javascript:alert(1)", false), ("https://", false), ("https://{instance}/x", false),
    ("https://{instance}.example.com/", false), ("https://user@example.com/", false), ("https://x/{insance}", false),
    ("https://x/{instance", false), ("https://x/instance}", false), ("https://x/a b", false),
    ("https://x/\"", false), ("https://x/ü", false), ("HTTPS://x/", false),
    ("https://x/" + String(repeating: "a", count: 600), false),
  ])
  func addressesAreChecked(_ href: String, _ isGood: Bool) {
    #expect((LinkTemplate.complaint(aboutHref: href) == nil) == isGood)
  }
}
