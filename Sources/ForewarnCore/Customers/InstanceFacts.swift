/// Whose an instance is, for people to read.
public struct InstanceFacts: Sendable, Equatable {
  public var accounts: [String]
  /// Ids of all that it, or anything installed there, belongs to; sorted.
  public var accountIDs: [String]
  public var tier: String
  public var environment: String
  /// Who handles its performance cases, and who answers for it to its people; empty where nobody is named.
  public var owner: String
  public var manager: String
}

extension CustomerModel {
  /// nil when the model does not know the instance.
  public func facts(of instance: Name) -> InstanceFacts? {
    guard let installation = installation(instance) else { return nil }
    return InstanceFacts(
      accounts: installation.accounts.map(\.name),
      accountIDs: Set(installation.accounts.map(\.id) + installation.items.compactMap(\.account)).sorted(),
      tier: installation.tier ?? "",
      environment: installation.environment, owner: owner(of: CustomerTable.Owners.kindOfOwner, in: installation) ?? "",
      manager: installation.accounts.first { !$0.manager.isEmpty }?.manager ?? "")
  }
}
