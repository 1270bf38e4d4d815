import ForewarnCore
import Testing

@testable import forewarn

@Suite struct CustomersFileTests {
  private func read(_ text: String) throws(ConfigurationFailure) -> CustomerTable {
    try CustomersFile.read(Array(text.utf8), source: "c.yaml")
  }

  @Test func sampleIsWhole() throws {
    let table = try CustomersFile.load("\(ConfigurationTextTests.root)/config/customers.yaml")
    #expect(table.accounts.count == 4)
    #expect(table.accounts.first == CustomerTable.Account(id: "ACC-1001", name: "Acme Manufacturing"))
    #expect(
      table.instances.last
        == CustomerTable.Instance(
          id: "partner-portal", environment: "prod", accounts: ["ACC-1003", "ACC-1004"], owner: "retail-support"))
    #expect(
      table.soldProducts.first
        == CustomerTable.SoldProduct(id: "SP-2001", product: "Service Cloud", account: "ACC-1001", offering: "platinum")
    )
    #expect(
      table.installBase.first
        == CustomerTable.InstallBaseItem(
          id: "IBI-3001", ci: "app-acme-prod-01", instance: "acme-prod", soldProduct: "SP-2001"))
    #expect(
      table.installBase.filter { $0.ci == "db-shared-07" }.map(\.instance) == [
        "acme-prod", "borealis-prod", "cumulus-prod",
      ])
  }

  @Test func listsAndSomeKeysMayBeLeftOut() throws {
    #expect(try read("version: 1\n") == CustomerTable())
    #expect(try read("version: 1\ninstances: [{id: a}]\n").instances.map(\.environment) == [""])
  }

  @Test func anInstanceMayHaveATimeZone() throws {
    let table = try read(
      "version: 1\ninstances: [{id: a, time_zone: Asia/Tokyo}, {id: b, time_zone: +05:30}, {id: c}]\n")
    #expect(table.instances.map { $0.timeZone?.name } == ["Asia/Tokyo", "+05:30", nil])
    #expect(throws: ConfigurationFailure.self) {
      try read("version: 1\ninstances: [{id: a, time_zone: Europe/Berlni}]\n")
    }
    let text =
      "version: 1\nkafka: {bootstrap.servers: b}\nstate: {path: s}\ntopics: [{name: t, kind: alerts}]\ncustomers: {time_zone: Asia/Tokyo}\n"
    let settings = try ConfigurationFile().read(Array(text.utf8), source: "f").configuration.settings
    #expect(settings.customers.timeZone.name == "Asia/Tokyo" && Settings().customers.timeZone == .utc)
  }

  @Test func anInstanceMayHaveAnOwnerForEachKindOfCases() throws {
    let table = try read("version: 1\ninstances: [{id: a, owner: ann, owners: {usage: bob}}]\n")
    #expect(table.instances.map(\.owners) == [CustomerTable.Owners("ann", byKind: ["usage": "bob"])])
  }

  @Test(arguments: [
    (
      "version: 1\ninstances: [{id: a, owners: {usgae: bob}}]\n",
      "c.yaml:2:30: unknown key \"usgae\", did you mean \"usage\"?"
    ),
    (
      "version: 1\ninstances: [{id: a, owners: {usage: \"\"}}]\n",
      "c.yaml:2:37: instances[0].owners.usage must not be empty"
    ),
    ("version: 1\ninstances: [{id: a, owner: \" \"}]\n", "c.yaml:2:28: instances[0].owner must not be empty"),
    (
      "version: 1\naccounts: [{id: a, name: b, owner: \"\"}]\n", "c.yaml:2:36: accounts[0].owner must not be empty"
    ),
    (
      "version: 1\naccounts: [{id: a, name: b}]\nsold_products: [{id: s, product: p, account: a, offering: Gold}]\nofferings: [{id: glod, owner: eve}]\n",
      "c.yaml:4:14: unknown offering \"glod\", did you mean \"gold\"?"
    ),
    (
      "version: 1\naccounts: [{id: a, name: b}]\nsold_products: [{id: s, product: p, account: a, offering: Gold}]\nofferings: [{id: gold}]\n",
      "c.yaml:4:14: offering \"gold\" names no owner"
    ),
    ("accounts: []\n", "c.yaml:1:1: missing key \"version\": Version of this file's form."),
    ("version: 1\nacounts: []\n", "c.yaml:2:1: unknown key \"acounts\", did you mean \"accounts\"?"),
    ("version: 1\naccounts: {}\n", "c.yaml:2:11: accounts must be a list, not a section"),
    ("version: 1\naccounts: [{id: a}]\n", "c.yaml:2:12: missing key \"accounts[0].name\": Its name, for people."),
    (
      "version: 1\naccounts: [{id: a, name: x, nmae: b}]\n", "c.yaml:2:29: unknown key \"nmae\", did you mean \"name\"?"
    ),
    (
      "version: 1\naccounts:\n  - {id: a, name: b}\n  - {id: a, name: c}\n",
      "c.yaml:4:6: account \"a\" stands here again, first in line 3"
    ),
    (
      "version: 1\naccounts: [{id: ACC-1, name: b}]\ninstances: [{id: i, accounts: [ACC-1, ACC-l]}]\n",
      "c.yaml:3:39: unknown account \"ACC-l\", did you mean \"ACC-1\"?"
    ),
    (
      "version: 1\ninstances: [{id: i, accounts: acc}]\n",
      "c.yaml:2:31: instances[0].accounts must be a list of texts, not acc"
    ),
    (
      "version: 1\nsold_products: [{id: s, product: p, account: nobody, offering: gold}]\n",
      "c.yaml:2:37: unknown account \"nobody\""
    ),
    (
      "version: 1\naccounts: [{id: a, name: b}]\nsold_products: [{id: s, product: p, account: a, offering: gold}]\ninstall_base: [{id: x, ci: c, instance: prod, sold_product: s}]\n",
      "c.yaml:4:31: unknown instance \"prod\""
    ),
    (
      "version: 1\ninstances: [{id: prod}]\ninstall_base: [{id: x, ci: c, instance: prod, sold_product: s}]\n",
      "c.yaml:3:47: unknown sold product \"s\""
    ),
  ])
  func refused(text: String, expected: String) {
    let failure = #expect(throws: ConfigurationFailure.self) { try read(text) }
    #expect(failure?.problems.map(\.text) == [expected])
  }

  /// Names in events are cut at 256 bytes.
  @Test func namesThatAreOneInEventsAreRefused() throws {
    let long = String(repeating: "x", count: 256)
    #expect(try read("version: 1\ninstances: [{id: \(long)-a}, {id: short}]\n").instances.count == 2)
    let instances = "version: 1\ninstances:\n  - {id: \(long)-a}\n  - {id: \(long)-b}\n"
    let problem = #expect(throws: ConfigurationFailure.self) { try read(instances) }?.problems.first
    #expect(
      problem?.text.hasPrefix("c.yaml:4:6: the instance has the same first 256 bytes as the one in line 3;") == true)
    let products = "accounts: [{id: a, name: b}]\nsold_products: [{id: s, product: p, account: a, offering: gold}]\n"
    func items(_ first: String, _ second: String) -> String {
      "version: 1\n\(products)instances: [{id: i}]\ninstall_base:\n"
        + "  - {id: x, ci: \(first), instance: i, sold_product: s}\n  - {id: y, ci: \(second), instance: i, sold_product: s}\n"
    }
    #expect(try read(items(long + "-a", long + "-a")).installBase.count == 2, "a shared item stands there twice")
    let shared = #expect(throws: ConfigurationFailure.self) { try read(items(long + "-a", long + "-b")) }
    #expect(shared?.problems.map(\.position.line) == [7])
  }

  @Test func allProblemsComeSorted() {
    let text = """
      version: 1
      instances: [{id: i, accounts: [x]}, {id: i}]
      install_base: [{id: x, ci: c, instance: j, sold_product: s}]
      """
    let failure = #expect(throws: ConfigurationFailure.self) { try read(text) }
    #expect(failure?.problems.map(\.position.line) == [2, 2, 3, 3])
  }
}
