/// What several customers share: an instance that serves some of them, an item or an offering behind many instances.
extension CustomerModel {
  /// An instance as it concerns those of its customers who have one of these items there: their accounts, and their tier. Where the
  /// model knows none of the items, as it is.
  func installation(_ instance: Name, touchedBy items: [Name]) -> Installation? {
    guard var touched = installation(instance) else { return nil }
    let keys = Set(items.compactMap(itemKey(of:)))
    let affected = touched.items.filter { keys.contains($0.key) }
    let accounts = touched.accounts(owning: affected)
    if !accounts.isEmpty { touched.accounts = accounts }
    if let tier = affected.reduce(nil, { Self.better($1.offering, $0) }) { touched.tier = tier }
    return touched
  }

  /// The accounts that an item serves in an instance: those of its install base items, else all of the instance.
  func accounts(of item: Name, in instance: Name) -> [CustomerTable.Account] {
    guard let installation = installation(instance) else { return [] }
    let accounts = installation.accounts(owning: installation.items.filter { $0.key == item })
    return accounts.isEmpty ? installation.accounts : accounts
  }

  /// What the instances have of an item or an offering, together: its accounts and items, the best tier, and production before other
  /// environments when `isProduction` says so of one of them.
  func shared(_ common: Name, by instances: [Name], isProduction: (String) -> Bool) -> Installation {
    let offering = SharedOffering(common)
    var shared = Installation()
    for instance in instances {
      guard let installation = installation(instance) else { continue }
      let accounts = offering.map { self.accounts(of: $0, in: instance) } ?? accounts(of: common, in: instance)
      for account in accounts where !shared.accounts.contains(account) { shared.accounts.append(account) }
      let items = offering.map(installation.items(of:)) ?? installation.items.filter { $0.key == common }
      shared.items += items
      for offering in items.map(\.offering) { shared.tier = Self.better(offering, shared.tier) }
      if shared.environment.isEmpty || isProduction(installation.environment) {
        shared.environment = installation.environment
      }
    }
    return shared
  }
}

extension CustomerModel.Installation {
  /// Those of its accounts that own one of these items of it.
  func accounts(owning items: [CustomerModel.Item]) -> [CustomerTable.Account] {
    let owners = Set(items.compactMap(\.account))
    return accounts.filter { owners.contains($0.id) }
  }
}
