import Testing

@testable import ForewarnCore

/// What follows from the rows of the customer file, without an engine.
@Suite struct CustomerModelTests {
  /// An instance with one sold product for each offering, all of account `a1`.
  private static func model(offerings: [String]) -> CustomerModel {
    var table = CustomerTable()
    table.accounts = [.init(id: "a1", name: "Acme")]
    table.instances = [.init(id: "acme-prod", environment: "prod", accounts: ["a1"], owner: "")]
    for (i, offering) in offerings.enumerated() {
      table.soldProducts.append(.init(id: "p\(i)", product: "Cloud", account: "a1", offering: offering))
      table.installBase.append(.init(id: "i\(i)", ci: "ci\(i)", instance: "acme-prod", soldProduct: "p\(i)"))
    }
    return CustomerModel(table)
  }

  @Test(
    arguments: [
      (["gold", "platinum"], "platinum"), (["platinum", "gold"], "platinum"), (["silver", "gold", "silver"], "gold"),
      (["bronze", "silver"], "silver"), (["Platinum", "gold"], "Platinum"), (["gold", "PLATINUM"], "PLATINUM"),
      (["bronze"], "bronze"), ([], nil),
    ] as [([String], String?)])
  func theBestOfferingIsTheTier(offerings: [String], tier: String?) {
    #expect(Self.model(offerings: offerings).installation("acme-prod")?.tier == tier)
  }

  @Test func accountsAreThoseNamedAndThoseThatBought() {
    var table = CustomerTable()
    table.accounts = ["a1", "a2", "a3"].map { .init(id: $0, name: "Account \($0)") }
    table.instances = [.init(id: "shared-prod", environment: "prod", accounts: ["a1", "nobody"], owner: "ann")]
    for account in ["a2", "a1", "a2"] {
      let number = table.soldProducts.count
      table.soldProducts.append(.init(id: "p\(number)", product: "Cloud", account: account, offering: "gold"))
      table.installBase.append(.init(id: "i\(number)", ci: "db", instance: "shared-prod", soldProduct: "p\(number)"))
    }
    let installation = CustomerModel(table).installation("shared-prod")
    #expect(installation?.accounts.map(\.id) == ["a1", "a2"])
    #expect(installation?.items.map(\.account) == ["a2", "a1", "a2"])
  }

  @Test func anItemServesAllWhoHaveItOnce() {
    var table = CustomerTable()
    for (i, instance) in ["zeta", "älpha", "beta", "zeta"].enumerated() {
      table.installBase.append(.init(id: "i\(i)", ci: "db", instance: instance, soldProduct: "none"))
    }
    let model = CustomerModel(table)
    #expect(model.instances(ofItem: "db") == ["beta", "zeta", "älpha"], "by bytes, the same everywhere")
    #expect(model.instances(ofItem: "other") == [])
    #expect(model.installation("beta")?.tier == nil)
  }

  // MARK: Names of machines

  @Test(
    arguments: [
      (["app-01"], "APP-01", "app-01"), (["App-01"], "app-01", "App-01"), (["app-01"], " app-01 ", "app-01"),
      (["app-01"], "app-01.example.com", "app-01"), (["app-01.example.com"], "App-01", "app-01.example.com"),
      (["app-01.example.com"], "APP-01.Example.com.", "app-01.example.com"),
      // The whole name wins over the short one.
      (["app-01", "app-01.example.com"], "app-01", "app-01"),
      (["app-01", "app-01.example.com"], "app-01.example.com", "app-01.example.com"),
      // Several may be meant.
      (["app-01.a.com", "app-01.b.com"], "app-01", nil), (["app-01", "app-01.a.com"], "app-01.b.com", nil),
      (["app-01.a.com"], "app-01.b.com", nil), (["app-01"], "app-02.example.com", nil),
      // Addresses and paths have no short names.
      (["10"], "10.0.0.1", nil), (["10.0.0.1"], "10", nil), (["10.0.0.1"], "10.0.0.1", "10.0.0.1"),
      (["fe80::1"], "FE80::1", "fe80::1"), (["/s/Microsoft.Compute/vm"], "/s/Microsoft", nil),
      (["a..b"], "a", nil), ([".a"], "a", nil), (["größe-1"], "GRÖSSE-1", nil),
    ] as [([String], String, String?)])
  func machinesAreFoundHoweverTheyAreWritten(known: [String], asked: String, found: String?) {
    var table = CustomerTable()
    for ci in known { table.installBase.append(.init(id: ci, ci: ci, instance: "of \(ci)", soldProduct: "none")) }
    let model = CustomerModel(table)
    #expect(model.instances(ofItem: Name(asked)) == (found.map { [Name("of \($0)")] } ?? []))
    #expect((model.itemKey(of: Name(asked)) == nil) == (found == nil))
  }

  @Test func twoSpellingsAreOneItem() {
    var table = CustomerTable()
    for (ci, instance) in [("DB-1", "acme"), ("db-1", "borealis")] {
      table.installBase.append(.init(id: ci, ci: ci, instance: instance, soldProduct: "none"))
    }
    #expect(CustomerModel(table).instances(ofItem: "Db-1") == ["acme", "borealis"])
  }

  /// The names of events are cut, and these with them.
  @Test func longNamesAreCutAsThoseOfEventsAre() {
    let long = String(repeating: "亀", count: 100)
    var table = CustomerTable()
    table.instances = [.init(id: long, environment: "prod", accounts: [], owner: "ann")]
    table.installBase = [.init(id: "i", ci: long + "1", instance: long, soldProduct: "none")]
    let model = CustomerModel(table)
    let cut = Name(String(repeating: "亀", count: 85))
    #expect(model.installation(cut)?.owner == "ann" && model.instances(ofItem: cut) == [cut])
  }

  // MARK: Priority

  struct Claim: Sendable {
    var severity: Severity
    var tier: String?
    var environment = "prod"
    var accounts = 1
    var hoursLeft: Double?
    var priority: Int
    var respondWithin: String
  }

  @Test(
    arguments: [
      Claim(severity: .critical, priority: 1, respondWithin: "PT30M"),
      Claim(severity: .major, priority: 2, respondWithin: "PT4H"),
      Claim(severity: .minor, priority: 3, respondWithin: "P1D"),
      Claim(severity: .warning, priority: 4, respondWithin: "P3D"),
      Claim(severity: .minor, tier: "gold", priority: 3, respondWithin: "P1D"),
      Claim(severity: .minor, tier: "Platinum", priority: 2, respondWithin: "PT4H"),
      Claim(severity: .critical, tier: "platinum", priority: 1, respondWithin: "PT30M"),
      Claim(severity: .major, environment: "test", priority: 3, respondWithin: "P1D"),
      Claim(severity: .major, environment: "production", priority: 2, respondWithin: "PT4H"),
      Claim(severity: .major, environment: "", priority: 2, respondWithin: "PT4H"),
      Claim(severity: .major, environment: " ", priority: 2, respondWithin: "PT4H"),
      Claim(severity: .major, environment: "Prod ", priority: 2, respondWithin: "PT4H"),
      Claim(severity: .major, environment: "PRODUCTION", priority: 2, respondWithin: "PT4H"),
      Claim(severity: .clear, environment: "test", priority: 4, respondWithin: "P3D"),
      Claim(severity: .minor, accounts: 2, priority: 2, respondWithin: "PT4H"),
      Claim(severity: .minor, hoursLeft: 0.9, priority: 2, respondWithin: "PT4H"),
      Claim(severity: .minor, hoursLeft: 1, priority: 3, respondWithin: "P1D"),
      Claim(
        severity: .minor, tier: "platinum", environment: "test", accounts: 3, hoursLeft: 0.5, priority: 1,
        respondWithin: "PT30M"),
    ])
  func priorities(claim: Claim) {
    var state = Episode()
    state.severity = claim.severity
    if let hours = claim.hoursLeft {
      var trend = RiskTests.finding(.response, 5, code: .latencyTrend)
      trend.trend = TrendEstimate()
      trend.trend?.hoursMid = hours
      state.findings = [RiskTests.finding(.database, 6, code: .indicatorBurst), trend]
    }
    var installation = CustomerModel.Installation()
    installation.tier = claim.tier
    installation.environment = claim.environment
    installation.accounts = (0..<claim.accounts).map { .init(id: "\($0)", name: "") }
    let priority = Priority(state, installation)
    #expect(priority.value == claim.priority)
    #expect(priority.respondWithin == claim.respondWithin)
    // Whatever moved it is said, and what did not is not.
    #expect(priority.reasons.contains("\(claim.accounts) accounts affected") == (claim.accounts >= 2))
    #expect(priority.reasons.contains("limit within the hour") == ((claim.hoursLeft ?? 9) < 1))
    #expect(priority.reasons.contains { $0.hasPrefix("tier") } == (claim.tier != nil))
    #expect(priority.reasons.first == "severity \(claim.severity.name)")
  }

  @Test func aStrangerHasThePriorityOfItsSeverity() {
    var state = Episode()
    state.severity = .major
    #expect(Priority(state, nil) == Priority(state, CustomerModel.Installation()))
    #expect(Priority(state, nil).reasons == ["severity major"])
  }
}
