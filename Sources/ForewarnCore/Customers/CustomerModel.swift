/// The customer model, looked up by name: which instances a configuration item touches, and who they belong to.
public struct CustomerModel: Sendable {
  struct Installation {
    var environment = ""
    var accounts: [CustomerTable.Account] = []
    /// The best offering among its sold products: `platinum` before `gold` before `silver` before others.
    var tier: String?
    var owner: String?
    var items: [Item] = []
  }

  struct Item {
    var id: String
    var ci: String
    var soldProduct: String
    var account: String?
  }

  private var installations: [String: Installation] = [:]
  private var instancesOfItem: [String: [String]] = [:]

  public static let empty = CustomerModel(CustomerTable())

  public init(_ table: CustomerTable) {
    var accounts: [String: CustomerTable.Account] = [:]
    for account in table.accounts { accounts[account.id] = account }
    var products: [String: CustomerTable.SoldProduct] = [:]
    for product in table.soldProducts { products[product.id] = product }

    for row in table.instances {
      var installation = Installation()
      installation.environment = row.environment
      installation.accounts = row.accounts.compactMap { accounts[$0] }
      installation.owner = row.owner.isEmpty ? nil : row.owner
      installations[row.id] = installation
    }
    for row in table.installBase {
      let product = products[row.soldProduct]
      var installation = installations[row.instance] ?? Installation()
      installation.items.append(
        Item(id: row.id, ci: row.ci, soldProduct: row.soldProduct, account: product?.account))
      if let product {
        if Self.rank(product.offering) < Self.rank(installation.tier) { installation.tier = product.offering }
        if let account = accounts[product.account], !installation.accounts.contains(account) {
          installation.accounts.append(account)
        }
      }
      installations[row.instance] = installation
      if !instancesOfItem[row.ci, default: []].contains(row.instance) {
        instancesOfItem[row.ci, default: []].append(row.instance)
      }
    }
    for ci in instancesOfItem.keys {
      instancesOfItem[ci]?.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
  }

  private static func rank(_ offering: String?) -> Int {
    switch offering?.lowercased() {
    case "platinum": 0
    case "gold": 1
    case "silver": 2
    case .some: 3
    case nil: 4
    }
  }

  func installation(_ instance: String) -> Installation? { installations[instance] }

  /// The instances that an item serves, sorted; empty when the model does not know it.
  func instances(ofItem ci: String) -> [String] { instancesOfItem[ci] ?? [] }

  public var isEmpty: Bool { installations.isEmpty }
  public var instanceCount: Int { installations.count }
}
