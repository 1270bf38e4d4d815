/// An install base item that a case touches, or a configuration item that nobody has in the install base.
struct AffectedItem: Equatable {
  var id: String?
  var ci: Name
  var soldProduct: String?
  var product: String?
  var offering: String?
  var account: String?

  /// The items that alerts named, however they spelled them; without any, all of the instance's.
  static func of(
    _ episode: Episode, _ installation: CustomerModel.Installation?, _ customers: CustomerModel
  ) -> [AffectedItem] {
    let known = installation?.items ?? []
    let keys = Set(known.map(\.key))
    var named: Set<Name> = []
    var strangers: [Name] = []
    for name in episode.findings.flatMap(\.items) {
      if let key = customers.itemKey(of: name), keys.contains(key) {
        named.insert(key)
      } else if !strangers.contains(name) {
        strangers.append(name)
      }
    }
    let isNamed = !named.isEmpty || !strangers.isEmpty
    // What people added and took away counts after that.
    let (added, removed) = (episode.remarks?.itemsAdded ?? [], episode.remarks?.itemsRemoved ?? [])
    func isRemoved(_ name: Name) -> Bool { removed.contains { customers.isSameItem($0, name) } }
    for name in added where !known.contains(where: { customers.isSameItem($0.ci, name) }) && !strangers.contains(name) {
      strangers.append(name)
    }
    strangers.removeAll(where: isRemoved)
    let matching = known.filter { item in
      (!isNamed || named.contains(item.key) || added.contains { customers.isSameItem($0, item.ci) })
        && !isRemoved(item.ci)
    }
    return matching.map {
      AffectedItem(
        id: $0.id, ci: $0.ci, soldProduct: $0.soldProduct, product: $0.product, offering: $0.offering,
        account: $0.account)
    } + strangers.map { AffectedItem(ci: $0) }
  }
}
