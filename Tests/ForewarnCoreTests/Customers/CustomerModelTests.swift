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

  @Test(
    arguments: [
      ("", [:], [:]), ("ann", [:], ["performance": "ann"]), ("", ["usage": "bob"], ["usage": "bob"]),
      ("ann", ["usage": "bob"], ["performance": "ann", "usage": "bob"]),
      ("ann", ["performance": "eve"], ["performance": "eve"]),
    ] as [(String, [String: String], [String: String])])
  func anOwnerIsOfPerformanceCases(owner: String, owners: [String: String], expected: [String: String]) {
    var table = CustomerTable()
    table.instances = [.init(id: "a", environment: "prod", accounts: [], owner: owner, owners: owners)]
    let model = CustomerModel(table)
    let installation = model.installation("a") ?? CustomerModel.Installation()
    for kind in CaseKind.ofInstances { #expect(model.owner(of: kind.name, in: installation) == expected[kind.name]) }
  }

  /// The instance comes before its accounts, where they agree, and these before what they have bought.
  @Test(
    arguments: [
      ("ann", "bob", "bob", "eve", "ann"), ("", "bob", "bob", "eve", "bob"), ("", "bob", "cid", "eve", "eve"),
      ("", "bob", "", "eve", "eve"), ("", "", "", "eve", "eve"), ("", "", "", "", nil),
    ] as [(String, String, String, String, String?)])
  func accountsAndOfferingsHaveOwnersToo(
    instance: String, first: String, second: String, offering: String, expected: String?
  ) {
    var table = CustomerTable()
    table.accounts = [
      .init(id: "A", name: "A", owners: .init(first)), .init(id: "B", name: "B", owners: .init(second)),
    ]
    table.instances = [.init(id: "i", environment: "prod", accounts: ["A", "B"], owner: instance)]
    table.soldProducts = [.init(id: "s", product: "p", account: "A", offering: "Gold")]
    table.installBase = [.init(id: "x", ci: "c", instance: "i", soldProduct: "s")]
    table.offerings = [.init(id: "gold", owners: .init(offering))]
    let model = CustomerModel(table)
    #expect(model.installation("i").flatMap { model.owner(of: "performance", in: $0) } == expected)
    #expect(model.installation("i").flatMap { model.owner(of: "usage", in: $0) } == nil)
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
    #expect(model.installation(cut)?.owners.owner == "ann" && model.instances(ofItem: cut) == [cut])
  }
}
