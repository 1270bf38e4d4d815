/// A service offering of a product, as a major case names it: `offering:Service Cloud/platinum`. The same offering of another product is
/// another one: what they have in common is a price.
struct SharedOffering {
  private static let prefix = "offering:"

  /// Its key among what customers share. No item is taken for one.
  let name: Name

  init?(_ item: CustomerModel.Item) {
    guard let product = item.product, let offering = item.offering, !product.isEmpty, !offering.isEmpty else {
      return nil
    }
    name = Name(asInEvents: "\(Self.prefix)\(product)/\(offering)")
  }

  /// nil when it is the name of a configuration item.
  init?(_ name: Name) {
    guard name.text.hasPrefix(Self.prefix) else { return nil }
    self.name = name
  }

  /// For people.
  var title: String { String(name.text.dropFirst(Self.prefix.count)) }
}

extension CustomerModel.Installation {
  /// What its customers have bought for it, ascending.
  var offerings: [Name] { Set(items.compactMap { SharedOffering($0)?.name }).sorted() }

  func items(of offering: SharedOffering) -> [CustomerModel.Item] {
    items.filter { SharedOffering($0)?.name == offering.name }
  }
}

extension CustomerModel {
  /// The accounts that have an offering in an instance.
  func accounts(of offering: SharedOffering, in instance: Name) -> [CustomerTable.Account] {
    guard let installation = installation(instance) else { return [] }
    return installation.accounts(owning: installation.items(of: offering))
  }
}
