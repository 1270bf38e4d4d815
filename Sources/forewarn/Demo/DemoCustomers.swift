import ForewarnCore

/// The demo's install base, and what should become of each customer.
enum DemoCustomers {
  static let sharedDatabase = "db-shared-07"

  enum Fate: Sendable, Equatable {
    /// A case opens, because of this.
    case warned(because: String)
    /// No case may open, because of this.
    case leftAlone(because: String)
  }

  struct Customer: Sendable {
    var instance: String
    var account: String
    var offering: String
    var owner: String
    var sharesDatabase = false
    var fate: Fate

    /// `acme` of `acme-prod`.
    private var shortName: String { String(instance.prefix { $0 != "-" }) }
    var applicationItem: String { "app-\(shortName)-01" }
    var databaseItem: String { sharesDatabase ? sharedDatabase : "db-\(shortName)-01" }
  }

  static let all: [Customer] = [
    Customer(
      instance: "acme-prod", account: "Acme Manufacturing", offering: "platinum", owner: "perf-support",
      fate: .warned(because: "its top transaction slows down a little more each minute")),
    Customer(
      instance: "borealis-prod", account: "Borealis Insurance", offering: "gold", owner: "perf-support",
      sharesDatabase: true, fate: .warned(because: "alerts on \(sharedDatabase), which it shares")),
    Customer(
      instance: "cumulus-prod", account: "Cumulus Retail", offering: "platinum", owner: "retail-support",
      sharesDatabase: true, fate: .warned(because: "alerts on \(sharedDatabase), which it shares")),
    Customer(
      instance: "delta-prod", account: "Delta Logistics", offering: "silver", owner: "perf-support",
      sharesDatabase: true, fate: .warned(because: "alerts on \(sharedDatabase), which it shares")),
    Customer(
      instance: "europa-prod", account: "Europa Bank", offering: "gold", owner: "perf-support",
      fate: .warned(because: "one critical alert in production")),
    Customer(
      instance: "helios-prod", account: "Helios Travel", offering: "silver", owner: "customer-success",
      fate: .warned(because: "hardly anybody uses it any more, although nothing alerts")),
    Customer(
      instance: "fornax-prod", account: "Fornax Media", offering: "silver", owner: "perf-support",
      fate: .leftAlone(
        because: "it alerts in fits and starts, as it always does: counts are judged against its own rate")),
    Customer(
      instance: "gaia-prod", account: "Gaia Energy", offering: "gold", owner: "perf-support",
      fate: .leftAlone(because: "nothing happened: a single warning now and then is no burst")),
  ]

  static var table: CustomerTable {
    var table = CustomerTable()
    for (index, customer) in all.enumerated() {
      let account = "ACC-100\(index + 1)"
      let product = "SP-200\(index + 1)"
      table.accounts.append(.init(id: account, name: customer.account))
      table.instances.append(
        .init(id: customer.instance, environment: "prod", accounts: [account], owner: customer.owner))
      table.soldProducts.append(
        .init(id: product, product: "Service Cloud", account: account, offering: customer.offering))
      for (item, ci) in [customer.applicationItem, customer.databaseItem].enumerated() {
        table.installBase.append(
          .init(id: "IBI-30\(index + 1)\(item)", ci: ci, instance: customer.instance, soldProduct: product))
      }
    }
    return table
  }
}
