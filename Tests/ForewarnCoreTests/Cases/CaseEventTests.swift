import Testing

@testable import ForewarnCore

@Suite struct CaseEventTests {
  static let schema = SchemaValidator(
    path: #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
      + "/deploy/contracts/case-event.v1.schema.json")

  /// Names that somebody will send one day.
  static let hostile = [
    "quote\" and \\ backslash", "line\u{2028}separator\u{2029}", "🧨 emoji 👩‍👩‍👧", "tab\tnewline\n",
    "nul\u{0}bell\u{7}del\u{7F}",
    "</script>", "e\u{301}\u{302}\u{303}", "\u{600}|", "", "ü|performance",
  ]

  static func filled(
    name: String = "checkout", findings: Int = 12, partitions: Int = 3, items: Int = 4, summary: String = "disk is full"
  ) -> Episode {
    let found = (0..<findings).map { i in
      var finding = RiskTests.finding(
        RiskDomain.allCases[i % 7], 3, pane: PaneTime.pane(of: EngineDriver.day), code: ReasonCode.allCases[i % 7],
        subject: Name(name))
      finding.observed = 1_234_567
      finding.expected = 345_678
      finding.count = 99
      finding.p90Micros = 2e6
      finding.p99Micros = 3e6
      finding.loadShare = 0.4
      finding.summary = summary
      finding.items = (0..<items).map { Name("\($0)" + name.dropFirst()) }
      if finding.code == .latencyTrend {
        finding.trend = TrendEstimate()
        finding.trend?.limitMicros = 1e6
        finding.trend?.hoursHigh = 8
      }
      return finding
    }
    let inputs = (0..<partitions).map {
      InputRange(topic: "transactions", partition: Int32($0), from: 12, to: 9_007_199_254_740_993)
    }
    let risk = RiskModel.Assessment(
      risk: 0.873, permille: 873,
      contributions: [Contribution(domain: nil, permille: 18), Contribution(domain: .response, permille: 855)],
      agreeing: 1)
    let facts = CaseFacts(
      pane: PaneTime.pane(of: EngineDriver.day), atMicros: EngineDriver.day + 60_000_000, risk: risk, severity: .major,
      hasNewReason: false, isDataSeen: true)
    var episode = Episode(
      SituationKey("acme-prod", .performance), strongest: found.first, previousID: nil, atMicros: EngineDriver.day)
    episode.id = "fw-0123456789abcdef0123456789abcdef"
    for _ in 0..<3 { episode.advance(facts, inputs: inputs) }
    episode.show(found, facts)
    return episode
  }

  static func event(
    _ episode: Episode, _ type: CaseEventType = .updated, instance: String = "acme-prod",
    installation: CustomerModel.Installation? = nil, customers: CustomerModel = .empty
  ) -> CaseEvent {
    let resolution =
      type == .resolved ? Resolution(reason: .recovered, atMicros: episode.updatedMicros, pane: 0) : nil
    return CaseEvent(
      change: CaseChange(
        type: type, key: SituationKey(Name(instance), .performance), episode: episode, resolution: resolution),
      installation: installation, customers: customers, settings: Settings())
  }

  private func value(_ event: CaseEvent) throws -> JSONValue {
    let bytes = try #require(event.output().value)
    return try #require(JSONValue(bytes: bytes), "not JSON: \(String(decoding: bytes, as: UTF8.self))")
  }

  private func problems(_ value: JSONValue) throws -> [String] { try #require(Self.schema).problems(value) }

  @Test func theValidatorNoticesWhatIsWrong() throws {
    let good = try value(Self.event(Self.filled()))
    #expect(try problems(good) == [])
    guard case .object(var members) = good else { return }
    members.removeLast()
    #expect(try !problems(.object(members)).isEmpty)
    #expect(try !problems(good.without("sequence")).isEmpty)
    var halfResolved = Self.event(Self.filled(), .resolved)
    halfResolved = CaseEvent(
      change: CaseChange(
        type: .resolved, key: halfResolved.change.key, episode: halfResolved.change.episode, resolution: nil),
      installation: nil, customers: .empty, settings: Settings())
    #expect(try !problems(value(halfResolved)).isEmpty, "resolved but open")
  }

  @Test(arguments: CaseEventType.allCases, [0, 1, 7, 12])
  func everyChangeValidates(type: CaseEventType, findings: Int) throws {
    #expect(try problems(value(Self.event(Self.filled(findings: findings), type))) == [])
  }

  @Test(arguments: hostile)
  func hostileNamesComeThrough(name: String) throws {
    let instance = name.isEmpty ? "x" : name
    let event = Self.event(Self.filled(name: name, summary: name), instance: instance)
    let value = try value(event)
    #expect(try problems(value) == [])
    #expect(value["data"]["instance"].text.map { Array($0.utf8) } == Array(instance.utf8))
    #expect(value["data"]["reasons"][0]["subject"].text.map { Array($0.utf8) } == Array(name.utf8))
    #expect(event.output().key == Array("\(instance)|performance".utf8))
  }

  @Test func keysComeInAFixedOrder() throws {
    let value = try value(Self.event(Self.filled()))
    #expect(
      value.keys == [
        "specversion", "id", "source", "type", "time", "subject", "datacontenttype", "dataschema", "data",
      ])
    #expect(
      value["data"].keys == [
        "case_id", "sequence", "state", "kind", "previous_case_id", "parent_case_id",
        "related_case_ids", "instance", "title", "headline", "summary",
        "severity",
        "priority", "priority_reasons", "impact", "urgency", "risk", "risk_contributions", "confidence", "opened_at",
        "updated_at", "resolved_at", "resolution", "outcome", "resolution_detail", "episode", "change", "models",
        "reasons",
        "customer", "affected", "major_case", "evidence", "action", "links", "assignment", "forecast",
        "customer_message",
        "known_error", "ticket", "completeness",
      ])
    #expect(value["id"].text == "fw-0123456789abcdef0123456789abcdef.3")
    #expect(value["data"]["risk"].number == 0.873)
  }

  /// What the broker refuses for good is told with less in it, and is still an event.
  @Test(arguments: [CaseEventType.opened, .escalated, .resolved], hostile.filter { !$0.isEmpty })
  func aReducedEventKeepsWhatIsRequired(type: CaseEventType, name: String) throws {
    let whole = Self.event(Self.filled(name: name), type).output()
    let reduced = ReducedOutput.of(whole, note: "larger than max.message.bytes of the topic")
    let bytes = try #require(reduced.value)
    let value = try #require(JSONValue(bytes: bytes))
    #expect(try problems(value) == [])
    #expect(bytes.count < 3_000 && bytes.count < (whole.value?.count ?? 0))
    let told = try #require(whole.value.flatMap { JSONValue(bytes: $0) })
    for key in ["case_id", "sequence", "state", "resolution", "priority", "instance", "kind", "severity"] {
      #expect(value["data"][key] == told["data"][key])
    }
    #expect(value["data"]["reduced"].flag == true && value["data"]["reasons"].list.isEmpty)
  }

  /// Where even that is refused: the least that the schema takes, and of a usual name it fits into 1,500 bytes, batch and all.
  @Test(arguments: [CaseEventType.opened, .escalated, .resolved], hostile.filter { !$0.isEmpty } + ["acme-prod"])
  func aBareEventIsTheLeastThatIsOne(type: CaseEventType, name: String) throws {
    let whole = Self.event(Self.filled(name: name), type).output()
    let reduced = ReducedOutput.of(whole, note: String(repeating: "refused ", count: 20))
    let bare = try #require(ReducedOutput.bare(reduced))
    let value = try #require(bare.value.flatMap { JSONValue(bytes: $0) })
    #expect(try problems(value) == [])
    #expect(bare.key == whole.key && bare.byteCount < reduced.byteCount)
    if name == "acme-prod" { #expect(bare.byteCount < 1_400, "\(bare.byteCount)") }
    let told = try #require(whole.value.flatMap { JSONValue(bytes: $0) })
    for key in ["case_id", "sequence", "state", "resolution", "priority", "instance", "kind", "severity"] {
      #expect(value["data"][key] == told["data"][key])
    }
    #expect(value["data"]["reduced"].flag == true)
  }

  @Test func whatIsNoEventIsOnlyNamed() throws {
    let dirt = Output(
      role: .deadLetter, key: nil, value: Array("no json".utf8),
      headers: [RecordHeader(name: "ce_id", value: Array("7".utf8))])
    let value = try #require(ReducedOutput.of(dirt, note: "too large").value.flatMap { JSONValue(bytes: $0) })
    #expect(value["id"].text == "7" && value["data"]["note"].text == "too large")
  }

  @Test func headersRepeatTheEnvelope() throws {
    let event = Self.event(Self.filled())
    let value = try value(event)
    for header in event.output().headers where header.name.hasPrefix("ce_") {
      #expect(header.value.map { String(decoding: $0, as: UTF8.self) } == value[String(header.name.dropFirst(3))].text)
    }
  }

  /// The longest texts of any script, the longest lists, more partitions and accounts than anybody has.
  @Test(arguments: ["x", "\"", "€", "🧨", "e\u{301}"], [(3, 2), (400, 5), (3_000, 2_000)])
  func anEventIsBounded(unit: String, size: (partitions: Int, accounts: Int)) throws {
    let name = String(repeating: unit, count: Limits.nameBytes / unit.utf8.count)
    var installation = CustomerModel.Installation()
    installation.environment = name
    installation.owners = CustomerTable.Owners(name)
    installation.tier = name
    installation.accounts = (0..<size.accounts).map { .init(id: "\($0)" + name, name: name + name) }
    installation.items = (0..<1_000).map {
      .init(id: "\($0)" + name, ci: Name("\($0)" + name), key: Name("\($0)" + name), soldProduct: name, account: name)
    }
    let state = Self.filled(
      name: name, partitions: size.partitions,
      summary: String(repeating: unit, count: Limits.summaryBytes / unit.utf8.count))
    let event = Self.event(state, instance: name, installation: installation)
    let bytes = try #require(event.output().value)
    #expect(bytes.count <= Limits.caseEventBytes)
    let value = try #require(JSONValue(bytes: bytes))
    #expect(try problems(value) == [])
    #expect(value["data"]["reasons"].list.count == 12)
    #expect(value["data"]["instance"].text == name)
    #expect(value["data"]["major_case"]["accounts"].integer == size.accounts)
    #expect(value["data"]["affected"]["count"].integer.map { $0 >= 4 } == true)
  }

  @Test func anOrdinaryEventIsWhole() throws {
    var installation = CustomerModel.Installation()
    installation.accounts = (0..<20).map { .init(id: "account-\($0)", name: "Account \($0)") }
    installation.items = (0..<150).map {
      .init(id: "i\($0)", ci: Name("ci-\($0)"), key: Name("ci-\($0)"), soldProduct: "p", account: "account-1")
    }
    let state = Self.filled(partitions: 64, items: 0)
    let value = try value(Self.event(state, installation: installation))
    #expect(value["data"]["customer"]["accounts"].list.count == 20)
    #expect(value["data"]["affected"]["items"].list.count == 100)
    #expect(value["data"]["affected"]["count"].integer == 150)
    #expect(value["data"]["evidence"]["inputs"].list.count == 64)
  }

  @Test(
    arguments: [
      (0.0, 3, "0"), (1.5, 3, "1.5"), (-1.25, 2, "-1.25"), (-0.0001, 3, "0"), (0.0005, 3, "0.001"), (12.0, 0, "12"),
      (99.999, 2, "100"), (.nan, 3, nil), (.infinity, 3, nil), (1e15, 3, nil), (-1e14, 0, "-100000000000000"),
    ] as [(Double, Int, String?)])
  func numbersHaveOneForm(value: Double, decimals: Int, text: String?) {
    #expect(FixedPoint.text(value, decimals: decimals) == text)
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (951_782_399_999_000, "2000-02-28T23:59:59.999Z"),
      (951_782_400_000_000, "2000-02-29T00:00:00.000Z"), (1_709_164_800_000_000, "2024-02-29T00:00:00.000Z"),
      (4_107_542_400_000_000, "2100-03-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
      (-1_000_000, "1969-12-31T23:59:59.000Z"),
      (1_700_000_000_123_456, "2023-11-14T22:13:20.123Z"),
    ] as [(Int64, String)])
  func timesAreRFC3339(micros: Int64, text: String) {
    #expect(Timestamp.text(micros) == text)
    #expect(Timestamp.clockMinute(micros) == text.dropFirst(11).prefix(5))
  }

  @Test(
    arguments: [
      (1.5, "1.5"), (8, "8.0"), (-0.0, "0"), (8.5e-05, "8.5e-05"), (.nan, "null"), (.infinity, "null"), (nil, "null"),
    ] as [(Double?, String)])
  func aNumberReadsBackAsTheSame(value: Double?, text: String) {
    var json = JSONWriter()
    json.number(nil, value)
    #expect(json.text == text)
  }

  @Test(arguments: [
    (false, #"{"a":[1,{}],"b":[],"c":{"d":null}}"#),
    (true, "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": [],\n  \"c\": {\n    \"d\": null\n  }\n}"),
  ])
  func whatIsEmptyTakesNoLine(isIndented: Bool, text: String) {
    var json = JSONWriter(isIndented: isIndented)
    json.object { json in
      json.array("a") { json in
        json.integer(nil, 1)
        json.object { _ in }
      }
      json.array("b") { _ in }
      json.object("c") { $0.null("d") }
    }
    #expect(json.text == text)
  }
}
