import ForewarnCore

/// What is no mistake in a configuration, and will be missed by whoever gets its first case at 3 a.m.
enum SupportLint {
  private static let namesShown = 3

  /// A sentence for each thing. `customers`: of `customers.file`; nil without one.
  static func hints(_ configuration: Configuration, _ customers: CustomerTable?) -> [String] {
    var hints: [String] = []
    let hasModel = configuration.topics.contains { $0.decoder.kind == .installBase }
    if let customers {
      let model = CustomerModel(customers)
      let ownerless = customers.instances.map(\.id).filter { !model.namesOwner(of: CaseKind.performance.name, in: $0) }
      if !ownerless.isEmpty {
        hints.append(
          "\(some(ownerless, of: customers.instances.count, "instance")) name no owner, nor do their accounts and offerings: their cases go to \(configuration.settings.owners.performance)"
        )
      }
      let unmanaged = customers.accounts.filter { $0.manager.isEmpty }.map(\.id)
      if !unmanaged.isEmpty {
        hints.append(
          "\(some(unmanaged, of: customers.accounts.count, "account")) name no manager: their cases tell nobody who answers to the customer"
        )
      }
      let lonely = customers.instances.filter { $0.accounts.isEmpty }.map(\.id)
      if !lonely.isEmpty {
        hints.append("\(some(lonely, of: customers.instances.count, "instance")) belong to no account")
      }
    } else if !hasModel {
      hints.append(
        "there is neither customers.file nor an install-base topic: cases name no account, tier or owner")
    }
    if !configuration.settings.links.contains(where: { $0.rel == LinkTemplate.relationOfRunbooks }) {
      hints.append("links name no runbook: whoever gets a case is not told what to do beside its action")
    }
    return hints
  }

  /// `2 of 40 instances (a, b)`.
  private static func some(_ names: [String], of count: Int, _ noun: String) -> String {
    let shown = names.prefix(namesShown).map { Words.cut($0, to: 40) }.joined(separator: ", ")
    return
      "\(names.count) of \(Words.many(Int64(count), noun)) (\(shown)\(names.count > namesShown ? ", …" : ""))"
  }
}
