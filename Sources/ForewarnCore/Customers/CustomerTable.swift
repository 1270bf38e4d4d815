/// The customer model as it stands in its file: configuration item → install base item → sold product → service offering
/// (tier) and accounts. Plain rows, checked for references by `CustomerModel`.
public struct CustomerTable: Sendable, Equatable {
  public struct Account: Sendable, Equatable {
    public var id: String
    public var name: String
    /// In which its people are written to.
    public var language: Language
    /// Who answers for it to its people; empty where nobody is named.
    public var manager: String
    /// Who handles cases of its instances where those name nobody.
    public var owners: Owners

    public init(
      id: String, name: String, language: Language = .english, manager: String = "", owners: Owners = Owners()
    ) {
      self.id = id
      self.name = name
      self.language = language
      self.manager = manager
      self.owners = owners
    }
  }

  /// Who handles the cases of something.
  public struct Owners: Sendable, Equatable {
    /// Of its performance cases: who mends what is slow does not ask why nobody comes. Empty where nobody is named.
    public var owner: String
    /// By the name of a kind of cases; comes before `owner`.
    public var byKind: [String: String]

    static let kindOfOwner = "performance"

    public init(_ owner: String = "", byKind: [String: String] = [:]) {
      self.owner = owner
      self.byKind = byKind
    }

    func owner(of kind: String) -> String? {
      byKind[kind] ?? (kind == Self.kindOfOwner && !owner.isEmpty ? owner : nil)
    }
  }

  /// A customer's installation, the unit of risk. A shared one has several accounts.
  public struct Instance: Sendable, Equatable {
    public var id: String
    /// `prod`, `test`, …; empty when unknown.
    public var environment: String
    public var accounts: [String]
    public var owners: Owners
    /// By whose hours it is used; nil where nobody says.
    public var timeZone: TimeZoneSteps?

    public init(
      id: String, environment: String, accounts: [String], owner: String, owners: [String: String] = [:]
    ) {
      self.id = id
      self.environment = environment
      self.accounts = accounts
      self.owners = Owners(owner, byKind: owners)
    }
  }

  public struct SoldProduct: Sendable, Equatable {
    public var id: String
    public var product: String
    public var account: String
    /// Service offering: `platinum`, `gold`, `silver` or another name.
    public var offering: String

    public init(id: String, product: String, account: String, offering: String) {
      self.id = id
      self.product = product
      self.account = account
      self.offering = offering
    }
  }

  /// A service offering, by the name that sold products give it.
  public struct Offering: Sendable, Equatable {
    public var id: String
    /// Who handles cases of its customers where neither instance nor account names anybody.
    public var owners: Owners

    public init(id: String, owners: Owners = Owners()) {
      self.id = id
      self.owners = owners
    }
  }

  /// One configuration item as one instance uses it. A shared CI has an item for each of its instances.
  public struct InstallBaseItem: Sendable, Equatable {
    public var id: String
    public var ci: String
    public var instance: String
    public var soldProduct: String

    public init(id: String, ci: String, instance: String, soldProduct: String) {
      self.id = id
      self.ci = ci
      self.instance = instance
      self.soldProduct = soldProduct
    }
  }

  public var accounts: [Account] = []
  public var instances: [Instance] = []
  public var soldProducts: [SoldProduct] = []
  public var installBase: [InstallBaseItem] = []
  public var offerings: [Offering] = []

  public init() {}
}
