/// The customer model, looked up by name: which instances a configuration item touches, and who they belong to.
public struct CustomerModel: Sendable {
  struct Installation {
    var environment = ""
    /// nil where nobody says.
    var timeZone: TimeZoneSteps?
    var accounts: [CustomerTable.Account] = []
    /// The best offering among its sold products: `platinum` before `gold` before `silver` before others.
    var tier: String?
    var owners = CustomerTable.Owners()
    var items: [Item] = []
  }

  struct Item {
    var id: String
    var ci: Name
    /// The same for all spellings of the item.
    var key: Name
    var soldProduct: String
    var product: String?
    var offering: String?
    var account: String?
  }

  private var installations: [Name: Installation] = [:]
  private var itemNames = ItemNames()
  private var instancesOfItem: [Name: [Name]] = [:]
  private var instancesOfOffering: [Name: [Name]] = [:]
  /// By the name of an offering, in small letters.
  private var ownersOfOffering: [String: CustomerTable.Owners] = [:]
  /// What would tell one customer of another.
  private(set) var names = CustomerNames()

  public static let empty = CustomerModel(CustomerTable())

  public init(_ table: CustomerTable) {
    var accounts: [Name: CustomerTable.Account] = [:]
    for account in table.accounts { accounts[Name(account.id)] = account }
    var products: [Name: CustomerTable.SoldProduct] = [:]
    for product in table.soldProducts { products[Name(product.id)] = product }

    for row in table.instances {
      var installation = Installation()
      installation.environment = row.environment
      installation.timeZone = row.timeZone
      installation.accounts = row.accounts.compactMap { accounts[Name($0)] }
      installation.owners = row.owners
      installations[Name(asInEvents: row.id)] = installation
    }
    for row in table.installBase {
      let product = products[Name(row.soldProduct)]
      let (instance, ci) = (Name(asInEvents: row.instance), Name(asInEvents: row.ci))
      let key = itemNames.add(ci)
      var installation = installations[instance] ?? Installation()
      installation.items.append(
        Item(
          id: row.id, ci: ci, key: key, soldProduct: row.soldProduct, product: product?.product,
          offering: product?.offering, account: product?.account))
      if let product {
        installation.tier = Self.better(product.offering, installation.tier)
        if let account = accounts[Name(product.account)], !installation.accounts.contains(account) {
          installation.accounts.append(account)
        }
      }
      installations[instance] = installation
      if !instancesOfItem[key, default: []].contains(instance) { instancesOfItem[key, default: []].append(instance) }
    }
    for key in instancesOfItem.keys { instancesOfItem[key]?.sort() }
    for (instance, installation) in installations.sorted(by: { $0.key < $1.key }) {
      for offering in installation.offerings { instancesOfOffering[offering, default: []].append(instance) }
    }
    for offering in table.offerings { ownersOfOffering[offering.id.lowercased()] = offering.owners }
    names = CustomerNames(installations, accounts: table.accounts)
  }

  /// The better of two offerings.
  static func better(_ a: String?, _ b: String?) -> String? { rank(a) < rank(b) ? a : b }

  private static func rank(_ offering: String?) -> Int {
    switch offering?.lowercased() {
    case "platinum": 0
    case "gold": 1
    case "silver": 2
    case .some: 3
    case nil: 4
    }
  }

  func installation(_ instance: Name) -> Installation? { installations[instance] }

  /// Whom the model names for the cases of a kind: the instance before its accounts, and these before what they have bought.
  func owner(of kind: String, in installation: Installation) -> String? {
    if let own = installation.owners.owner(of: kind) { return own }
    // Who looks after one customer does not handle what several share.
    let named = installation.accounts.map { $0.owners.owner(of: kind) }
    if let first = named.first ?? nil, named.allSatisfy({ $0 == first }) { return first }
    return installation.tier.flatMap { ownersOfOffering[$0.lowercased()]?.owner(of: kind) }
  }

  /// Whether the model names somebody for the cases of a kind, by its name, of an instance.
  public func namesOwner(of kind: String, in instance: String) -> Bool {
    installation(Name(asInEvents: instance)).flatMap { owner(of: kind, in: $0) } != nil
  }

  /// The instances that an item serves, sorted; empty when the model does not know it.
  func instances(ofItem ci: Name) -> [Name] { itemKey(of: ci).flatMap { instancesOfItem[$0] } ?? [] }

  /// The instances whose customers have an offering there, sorted.
  func instances(of offering: SharedOffering) -> [Name] { instancesOfOffering[offering.name] ?? [] }

  /// The key of the item that a name means; nil when the model does not know it.
  func itemKey(of ci: Name) -> Name? { itemNames.key(of: ci) }

  /// Whether two names mean the same item, also one that the model does not know.
  func isSameItem(_ a: Name, _ b: Name) -> Bool { a == b || itemKey(of: a).map { $0 == itemKey(of: b) } ?? false }

  public var isEmpty: Bool { installations.isEmpty }
  public var instanceCount: Int { installations.count }
}
