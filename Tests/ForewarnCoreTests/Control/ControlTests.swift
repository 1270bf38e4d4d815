import Testing

@testable import ForewarnCore

/// What people say on `control`: silences, and words on cases.
@Suite struct ControlTests {
  /// Two instances of different customers, one item of each.
  static let customers: CustomerModel = {
    var table = CustomerTable()
    table.accounts = [.init(id: "A1", name: "Acme"), .init(id: "A2", name: "Borealis")]
    table.instances = [
      .init(id: "acme-prod", environment: "prod", accounts: ["A1"], owner: ""),
      .init(id: "borealis-prod", environment: "prod", accounts: ["A2"], owner: ""),
    ]
    table.soldProducts = [
      .init(id: "S1", product: "Cloud", account: "A1", offering: "gold"),
      .init(id: "S2", product: "Cloud", account: "A2", offering: "silver"),
    ]
    table.installBase = [
      .init(id: "I1", ci: "app-01.example.com", instance: "acme-prod", soldProduct: "S1"),
      .init(id: "I2", ci: "app-02", instance: "borealis-prod", soldProduct: "S2"),
    ]
    return CustomerModel(table)
  }()

  static let topic = TopicPartition(topic: "control", partition: 0)

  static func record(_ number: Int, _ text: String) -> ReferenceRecord {
    ReferenceRecord(
      partition: topic, offset: Int64(number), timestampMicros: Planted.time(0), key: nil, value: Array(text.utf8))
  }

  /// `{"kind":…,"by":"anna","time":minute,…}`
  static func say(_ kind: String, at minute: Int = 0, _ members: String) -> String {
    #"{"kind":"\#(kind)","by":"anna","time":"\#(Timestamp.text(Planted.time(minute)))",\#(members)}"#
  }

  static func until(_ minute: Int) -> String { #""until":"\#(Timestamp.text(Planted.time(minute)))""# }

  /// A log of critical alerts of acme-prod (`firing`, `resolved`), and a transaction of another that keeps time going.
  static func log(_ told: [(minute: Int, status: String)], minutes: Int) -> RecordLog {
    let log = RecordLog(partitions: 2)
    for (minute, status) in told {
      let at = Planted.time(minute, second: 5)
      log.append(
        0, timestampMicros: at,
        JSONText.alert(
          "disk_full", at, instance: "acme-prod", ci: "APP-01", severity: "critical", status: status,
          domain: "capacity", fingerprint: "f"))
    }
    for minute in 0..<minutes {
      let at = Planted.time(minute, second: 1)
      log.append(1, timestampMicros: at, JSONText.transaction("other", "ping", at, millis: 5))
    }
    return log
  }

  /// As a daemon does that finds these records when it starts on a backlog.
  static func run(
    _ told: [(minute: Int, status: String)], minutes: Int, _ controls: [String]
  ) -> EngineDriver {
    let driver = EngineDriver(log(told, minutes: minutes), kinds: [.alerts, .transactions], customers: customers)
    for (number, text) in controls.enumerated() { driver.engine.takeControl(record(number, text)) }
    driver.finish()
    return driver
  }

  static let fires: [(minute: Int, status: String)] = [(60, "firing")]

  static func outcomes(_ driver: EngineDriver) -> [String] { driver.values(.audit).compactMap { $0["outcome"].text } }

  // MARK: Silences

  @Test(
    arguments: [
      (#""instance":"acme-prod""#, true), (#""instance":"borealis-prod""#, false), (#""alert":"disk_full""#, true),
      (#""alert":"disk*""#, true), (#""alert":"*_f*l""#, true), (#""alert":"disk""#, false), (#""ci":"app-01""#, true),
      (#""ci":"app-02""#, false), (#""account":"A1""#, true), (#""account":"A2""#, false),
      (#""offering":"Gold""#, true), (#""offering":"silver""#, false),
      (#""instance":"acme-prod","alert":"cpu*""#, false), (#""instance":"acme-prod","ci":"App-01.Example.com""#, true),
    ])
  func aSilenceKeepsShutWhatItMatches(matchers: String, isSilenced: Bool) {
    for kind in ["silence", "maintenance"] {
      let driver = Self.run(Self.fires, minutes: 180, [Self.say(kind, "\(matchers),\(Self.until(600))")])
      #expect(driver.changes() == (isSilenced ? [] : ["opened"]))
      let counted = Suppression.allCases.filter {
        driver.engine.counters.suppressed[Suppression.allCases.firstIndex(of: $0) ?? 0] > 0
      }
      #expect(counted.map(\.rawValue) == (isSilenced ? [kind] : []))
    }
  }

  @Test func whatStillFiresOpensWhenTheSilenceEnds() throws {
    let order = Self.say("silence", #""instance":"acme-prod",\#(Self.until(120))"#)
    let driver = Self.run(Self.fires, minutes: 180, [order])
    #expect(driver.changes() == ["opened"])
    #expect(Planted.pane(try #require(driver.cases().first)) == 119)
    let over = Self.run([(60, "firing"), (90, "resolved")], minutes: 180, [order])
    #expect(over.changes() == [])
  }

  /// Taken back by a record of the same id that ends it.
  @Test func aSilenceIsTakenBack() throws {
    let orders = [600, 100].map { Self.say("silence", #""id":"s1","instance":"acme-prod",\#(Self.until($0))"#) }
    let driver = Self.run(Self.fires, minutes: 180, orders)
    #expect(Planted.pane(try #require(driver.cases().first)) == 99)
  }

  @Test func anOpenCaseIsNotToldOfWhatIsSilenced() {
    let told: [(minute: Int, status: String)] = [(60, "firing"), (200, "resolved")]
    let driver = Self.run(
      told, minutes: 260,
      [
        Self.say(
          "silence", #""instance":"acme-prod","from":"\#(Timestamp.text(Planted.time(70)))",\#(Self.until(600))"#)
      ])
    #expect(driver.changes() == ["opened", "resolved"], "it ends as ever")
  }

  // MARK: Words on cases

  static let caseID = run(fires, minutes: 70, []).cases().first?["data"]["case_id"].text ?? ""

  static func of(_ members: String) -> String { #""case_id":"\#(caseID)",\#(members)"# }

  @Test(
    arguments: [
      ("close", #""comment":"the night job""#, "closed_by"), ("feedback", #""verdict":"expected""#, "closed_by"),
      ("feedback", #""verdict":"false","cause":"a test""#, "false"),
    ])
  func aPersonClosesACase(kind: String, members: String, resolution: String) throws {
    let driver = Self.run(Self.fires, minutes: 400, [Self.say(kind, at: 90, Self.of(members))])
    #expect(driver.changes() == ["opened", "resolved"], "the alert fires on, and opens nothing")
    let last = try #require(driver.cases().last?["data"])
    #expect(last["resolution"].text == resolution)
    #expect(last["outcome"].text == "withdrawn")
    #expect(last["summary"].text?.contains("by anna at \(Timestamp.clockMinute(Planted.time(90))) UTC") == true)
    #expect(driver.engine.counters.suppressed[3] > 0)
    #expect(Self.outcomes(driver) == ["waiting", "applied"])
  }

  @Test func aCommentAloneIsANote() throws {
    let driver = Self.run(
      Self.fires, minutes: 120, [Self.say("feedback", at: 80, Self.of(#""comment":"called them""#))])
    #expect(driver.changes() == ["opened", "updated"])
    let note = try #require(driver.cases().last?["data"]["change"]["note"].text)
    #expect(note.hasPrefix("Note by anna at") && note.hasSuffix(": called them."))
  }

  @Test func whatWasOverOnceMayComeBack() {
    let told: [(minute: Int, status: String)] = [(60, "firing"), (150, "resolved"), (300, "firing")]
    let driver = Self.run(told, minutes: 320, [Self.say("close", at: 90, Self.of(#""comment":"x""#))])
    #expect(driver.changes() == ["opened", "resolved", "reopened"])
  }

  @Test func whatPeopleSaidStays() throws {
    let driver = Self.run(
      [(60, "firing"), (150, "resolved"), (300, "firing")], minutes: 400,
      [
        Self.say("acknowledge", at: 65, Self.of(#""comment":"on it""#)),
        Self.say("feedback", at: 80, Self.of(#""ticket":"CS0001","known_error":"KE-7","cause":"a job""#)),
        Self.say("affected", at: 90, Self.of(#""add":["app-02","lb-9"],"remove":["app-01"]"#)),
        Self.say("feedback", at: 200, Self.of(#""verdict":"true""#)),
      ])
    #expect(driver.changes() == ["opened", "updated", "updated", "updated", "resolved", "updated", "reopened"])
    let notes = driver.cases().map { $0["data"]["change"]["note"].text ?? "" }
    #expect(notes[1].hasPrefix("Acknowledged by anna at"))
    #expect(notes[2].contains("ticket CS0001"))
    let told = try #require(driver.cases().last?["data"])
    #expect(told["ticket"].text == "CS0001" && told["known_error"].text == "KE-7")
    #expect(told["remarks"]["acknowledged_by"].text == "anna" && told["remarks"]["verdict"].text == "true")
    #expect(told["affected"]["items"].list.compactMap { $0["ci"].text } == ["lb-9"], "app-02 is another customer's")
    let resolved = driver.cases()[5]["data"]
    #expect(resolved["state"].text == "resolved" && resolved["resolution"].text == "recovered")
  }

  // MARK: What is refused

  @Test(
    arguments: [
      ("", "control_no_value"), ("{", "control_not_an_object"), ("[]", "control_not_an_object"),
      (#"{"by":"anna"}"#, "control_missing_field"), (#"{"kind":"dance","by":"anna"}"#, "control_unknown_kind"),
      (say("silence", until(9)), "control_no_matcher"), (say("silence", #""instance":"a""#), "control_missing_field"),
      (say("silence", #""instance":1,"until":"x""#), "control_invalid_field"),
      (
        say("silence", #""instance":"a","from":"2025-10-09T12:00:00Z","until":"2025-10-09T11:00:00Z""#),
        "control_empty_window"
      ),
      (say("close", #""case_id":"nobody""#), "control_unknown_case"),
      (say("close", #""comment":"x""#), "control_missing_field"),
      (say("feedback", #""case_id":"x","verdict":"maybe""#), "control_invalid_field"),
      (say("feedback", #""case_id":"x""#), "control_missing_field"),
      (say("close", at: 200, of(#""comment":"late""#)), "control_case_not_open"),
      (#"{"kind":"silence","instance":"a",\#(until(9))}"#, "control_missing_field"),
      (say("exclude", until(9)), "control_no_matcher"), (say("exclude", #""instance":"a""#), "control_missing_field"),
      (
        say("exclude", #""instance":"a","from":"2025-10-09T12:00:00Z","until":"2025-10-09T11:00:00Z""#),
        "control_empty_window"
      ), (say("exclude", at: 20, #""instance":"a",\#(until(9))"#), "control_already_learned"),
    ])
  func whatHasNoEffectIsNamed(text: String, reason: String) throws {
    let driver = Self.run([(60, "firing"), (90, "resolved")], minutes: 400, [text])
    let letter = try #require(driver.outputs.first { $0.role == .deadLetter })
    #expect(letter.headers.contains(RecordHeader(name: "__dlq.errors.reason", value: Array(reason.utf8))))
    #expect(Self.outcomes(driver).last == "refused")
    #expect(driver.values(.audit).last?["reason"].text == reason)
    #expect(driver.changes() == ["opened", "resolved"])
  }

  @Test func anyBytesAreSurvived() {
    var random = Random(seed: 7)
    let base = Array(Self.say("affected", Self.of(#""add":["app-02","lb-9"]"#)).utf8)
    let driver = EngineDriver(
      Self.log(Self.fires, minutes: 90), kinds: [.alerts, .transactions], customers: Self.customers)
    for number in 0..<3_000 {
      var bytes = base
      for _ in 0...random.below(4) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
      driver.engine.takeControl(
        ReferenceRecord(
          partition: Self.topic, offset: Int64(number), timestampMicros: Event.noTime, key: nil,
          value: random.chance(0.1) ? Array(bytes.prefix(random.below(bytes.count))) : bytes))
    }
    driver.finish()
    #expect(driver.changes().first == "opened")
  }

  // MARK: State

  /// What holds is in the book, and what was applied is not applied again.
  @Test func theBookHasWhatPeopleSaid() throws {
    let orders = [
      Self.say("silence", #""id":"s1","instance":"acme-prod",\#(Self.until(120))"#),
      Self.say("close", at: 130, Self.of("\"comment\":\"x\"")), "{",
    ]
    func driver() -> EngineDriver {
      EngineDriver(Self.log(Self.fires, minutes: 180), kinds: [.alerts, .transactions], customers: Self.customers)
    }
    let first = driver()
    var disk = Disk()
    for (number, text) in orders.enumerated() { first.engine.takeControl(Self.record(number, text)) }
    CrashTests.commit(first, &disk, named: "s0")
    let second = CrashTests.start(disk, driver())
    #expect(second.engine.nextControlOffset(Self.topic) == 3)
    let digest = second.engine.bookDigest
    for (number, text) in orders.enumerated() { second.engine.takeControl(Self.record(number, text)) }
    #expect(second.engine.bookDigest == digest && !second.engine.hasOutputs)
    second.finish()
    #expect(second.changes() == ["opened"], "the silence holds; the case has another id, since it opens later")
    #expect(Self.outcomes(second).last == "refused")
    CrashTests.commit(second, &disk, named: nil)
    #expect(
      !disk.book.contains { $0.key.starts(with: Array("silence/".utf8)) || $0.key.starts(with: Array("waiting/".utf8)) }
    )
  }
}
