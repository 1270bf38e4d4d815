import Testing

@testable import ForewarnCore

/// Customers of one service offering who are in trouble together, without an item that is behind it: one major case of the offering.
@Suite struct OfferingCaseTests {
  /// Instances `a-prod` … of one account each, all of `Cloud`: `gold` but for the last, which is `silver`. Account A0 has `a-two` too, and
  /// `db-shared` serves the first three.
  static let customers: CustomerModel = {
    var table = CustomerTable()
    for (i, name) in "abcdefgh".enumerated() {
      table.accounts.append(.init(id: "A\(i)", name: "Company\(name) Ltd"))
      table.instances.append(.init(id: "\(name)-prod", environment: "prod", accounts: ["A\(i)"], owner: ""))
      table.soldProducts.append(
        .init(id: "p\(i)", product: "Cloud", account: "A\(i)", offering: name == "h" ? "silver" : "gold"))
      for ci in ["app-\(name)"] + (i < 3 ? ["db-shared"] : []) {
        table.installBase.append(.init(id: "\(ci)@\(i)", ci: ci, instance: "\(name)-prod", soldProduct: "p\(i)"))
      }
    }
    table.instances.append(.init(id: "a-two", environment: "prod", accounts: ["A0"], owner: ""))
    table.installBase.append(.init(id: "app-a@two", ci: "app-a-two", instance: "a-two", soldProduct: "p0"))
    return CustomerModel(table)
  }()

  private static func run(
    _ told: [MajorCaseTests.Told], heard: String = "", minutes: Int = 120, restartAt: Int? = nil
  ) -> EngineDriver {
    MajorCaseTests.run(
      told, minutes: minutes, restartAt: restartAt, customers: customers, heard: heard.map { "\($0)-prod" })
  }

  private static let together: [MajorCaseTests.Told] = [
    .init(minute: 60, name: "login_failed", instance: "a-prod"),
    .init(minute: 65, name: "login_failed", instance: "b-prod"),
  ]

  private static let ends = "abc".map {
    MajorCaseTests.Told(minute: 200, name: "login_failed", instance: "\($0)-prod", status: "resolved")
  }

  @Test func casesThatBeginTogetherAreOneMajorCase() throws {
    let third = MajorCaseTests.Told(minute: 75, name: "login_failed", instance: "c-prod")
    let driver = Self.run(Self.together + [third] + Self.ends, minutes: 300)
    let major = MajorCaseTests.data(driver, kind: "major")
    #expect(major.map { $0["state"].text } == ["open", "open", "resolved"])
    let opened = try #require(major.first)
    #expect(opened["instance"].text == "offering:Cloud/gold")
    #expect(opened["title"].text == "Cloud/gold, shared by several customers: critical alert login_failed")
    #expect(opened["summary"].text?.contains("Shortly one after the other began 2 cases: a-prod, b-prod. ") == true)
    #expect(opened["customer"]["accounts"].list.compactMap { $0["id"].text } == ["A0", "A1"])
    #expect(opened["customer"]["tier"].text == "gold" && opened["customer"]["environment"].text == "prod")
    #expect(
      opened["affected"]["items"].list.compactMap { $0["ci"].text } == ["app-a", "db-shared", "app-b", "db-shared"])
    #expect(opened["action"]["owner"].text == "major-incidents")
    #expect(major[1]["change"]["note"].text == "A case of c-prod is part of it too now.")
    #expect(major.last?["resolution"].text == "recovered")

    let children = MajorCaseTests.data(driver, kind: "performance")
    let ids = Set(children.compactMap { $0["case_id"].text })
    #expect(Set(major[1]["related_case_ids"].list.compactMap(\.text)) == ids && ids.count == 3)
    for child in children where child["state"].text == "resolved" {
      #expect(child["parent_case_id"] == opened["case_id"])
      #expect(child["customer"]["accounts"].list.count == 1)
    }
    for event in driver.cases() { #expect(CaseEventTests.schema?.problems(event) == []) }
  }

  /// No customer hears of another.
  @Test func nobodyIsNamedToAnother() {
    let driver = Self.run(Self.together + Self.ends.prefix(2), minutes: 300)
    let texts = driver.outputs.filter { $0.role == .cases }
      .map { String(decoding: ($0.key ?? []) + ($0.value ?? []), as: UTF8.self) }.filter { !$0.contains("|major") }
    #expect(texts.count >= 4, "the last ones name the major case")
    for text in texts {
      let others = text.hasPrefix("a-prod|") ? ["b-prod", "A1", "Companyb"] : ["a-prod", "A0", "Companya"]
      for name in others { #expect(!text.contains(name)) }
    }
  }

  @Test(arguments: [
    // Two of seven that are heard of.
    ("abcdefg", together),
    ("", [.init(minute: 60, name: "x", instance: "a-prod"), .init(minute: 76, name: "x", instance: "b-prod")]),
    ("", [.init(minute: 60, name: "x", instance: "a-prod"), .init(minute: 61, name: "y", instance: "b-prod")]),
    // One account's two instances; two offerings; what each has for itself.
    ("", [.init(minute: 60, name: "x", instance: "a-prod"), .init(minute: 61, name: "x", instance: "a-two")]),
    ("", [.init(minute: 60, name: "x", instance: "a-prod"), .init(minute: 61, name: "x", instance: "h-prod")]),
    ("", [.init(minute: 60, name: "x", ci: "app-a"), .init(minute: 61, name: "x", ci: "app-b")]),
  ])
  func whatMayBeChanceIsNoMajorCase(heard: String, told: [MajorCaseTests.Told]) {
    let driver = Self.run(told, heard: heard)
    #expect(MajorCaseTests.data(driver, kind: "performance").count == 2)
    #expect(MajorCaseTests.data(driver, kind: "major").isEmpty)
  }

  /// What is known to be behind it says more than what was bought.
  @Test func theItemComesBeforeTheOffering() {
    let driver = Self.run([.init(minute: 60, ci: "db-shared")], minutes: 120)
    #expect(MajorCaseTests.data(driver, kind: "major").map { $0["instance"].text } == ["db-shared"])
  }

  @Test func theItemTakesThePlaceOfTheOffering() throws {
    let item = [80, 200].map { minute in
      MajorCaseTests.Told(minute: minute, ci: "db-shared", status: minute < 200 ? "firing" : "resolved")
    }
    let driver = Self.run(Self.together + [item[0]] + Self.ends.prefix(2) + [item[1]], minutes: 300)
    let major = MajorCaseTests.data(driver, kind: "major")
    let offering = major.filter { $0["instance"].text == "offering:Cloud/gold" }
    #expect(offering.map { $0["state"].text } == ["open", "resolved"])
    #expect(offering.last?["resolution"].text == "superseded" && offering.last?["outcome"].text == "withdrawn")
    #expect(
      offering.last?["summary"].text?
        .hasPrefix("db-shared is behind it: its own major case takes the place of this one.") == true)
    let ofItem = major.filter { $0["instance"].text == "db-shared" }
    #expect(ofItem.map { $0["state"].text } == ["open", "resolved"])
    #expect(ofItem.first?["related_case_ids"].list.count == 3)
    for child in MajorCaseTests.data(driver, kind: "performance") where child["state"].text == "resolved" {
      #expect(child["parent_case_id"] == ofItem.first?["case_id"])
    }
    for event in driver.cases() { #expect(CaseEventTests.schema?.problems(event) == []) }
  }

  /// What is measured has no subject in common, and ends when it is back.
  @Test func slownessTogetherIsOneMajorCase() throws {
    var random = Random(seed: 1)
    let planted = Planted(
      panes: 400, customers: Self.customers,
      sample: { pane in
        "abcd".map { name in
          let isSlow = name < "c" && (200..<300).contains(pane)
          return .init(
            instance: "\(name)-prod", transaction: "list_\(name)",
            millis: Planted.millis(isSlow ? 1_200 : 400, noise: 0.02, &random), count: 30)
        }
      })
    let major = MajorCaseTests.data(planted.driver, kind: "major")
    #expect(major.first?["state"].text == "open" && major.last?["state"].text == "resolved")
    #expect(major.last?["resolution"].text == "recovered")
    #expect(Set(major.map { $0["case_id"].text }).count == 1)
    #expect(major.first?["reasons"].list.count == 2)
    let worst = MajorCaseTests.data(planted.driver, kind: "performance").compactMap { $0["severity"].text }
    #expect(worst.contains(try #require(major.first?["severity"].text)))
  }

  @Test(arguments: [61, 66, 80, 201, 210])
  func aRestartChangesNothing(at minute: Int) {
    let told =
      Self.together + [
        .init(minute: 200, name: "login_failed", instance: "a-prod", status: "resolved"),
        .init(minute: 200, name: "login_failed", instance: "b-prod", status: "resolved"),
      ]
    let whole = Self.run(told, minutes: 300)
    #expect(Self.run(told, minutes: 300, restartAt: minute).cases() == whole.cases())
  }

  /// Minutes at which cases of instances began, each of an account of its own.
  @Test(arguments: [
    ([0, 15], 6, 2), ([0, 16], 6, 0), ([0, 1], 7, 0), ([0, 10, 20, 24, 25], 9, 4), ([0], 1, 0),
    ([0, 1, 30, 31, 32], 9, 3),
  ])
  func theMostThatBeganTogether(minutes: [Int64], instances: Int, expected: Int) {
    var finding = Finding()
    finding.subject = "list"
    guard let lead = CommonOffering.Lead(finding) else { preconditionFailure("it names no item") }
    let candidates = minutes.enumerated().map { i, minute in
      CommonOffering.Candidate(
        member: CaseMember(instance: Name("i\(i)"), caseID: "fw-\(i)"), lead: lead, startedMicros: minute * 60_000_000,
        accounts: ["A\(i)"])
    }
    for order in [candidates, candidates.reversed()] {
      #expect(CommonOffering.group(order, leastAccounts: 2) { instances }.count == expected)
    }
  }
}
