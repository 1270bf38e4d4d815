/// The early warnings of all customers within the window, by whose they are: an account, or an instance that has none.
struct BudgetLedger {
  enum Owner: Hashable {
    case account(String)
    case instance(Name)
  }

  struct Entry {
    var opened: [WarningRank] = []
    var kept: [CaseBudget.Kept] = []
  }

  private var entries: [Owner: Entry] = [:]

  /// - Parameter pane: what lies before its window does not count.
  init(_ warnings: ChangingTable<Name, EarlyWarnings>, at pane: Pane, in customers: CustomerModel) {
    let first = pane - CaseBudget.windowPanes
    for (instance, own) in warnings.sorted {
      let opened = own.opened.filter { $0.pane >= first }.map(\.rank)
      let kept = own.kept.filter { $0.lastPane >= first }.map { CaseBudget.Kept(rank: $0.rank, needed: $0.needed) }
      for owner in Self.owners(of: instance, in: customers) {
        entries[owner, default: Entry()].opened += opened
        entries[owner, default: Entry()].kept += kept
      }
    }
  }

  static func owners(of instance: Name, in customers: CustomerModel) -> [Owner] {
    let accounts = customers.installation(instance)?.accounts ?? []
    return accounts.isEmpty ? [.instance(instance)] : accounts.map { .account($0.id) }
  }

  /// What counts for a warning: of several owners, that of the one who has had the fewest.
  func entry(of owners: [Owner]) -> Entry {
    precondition(!owners.isEmpty, "an instance is somebody's, or its own")
    var least: Entry?
    for owner in owners {
      let entry = entries[owner] ?? Entry()
      if least.map({ entry.opened.count < $0.opened.count }) ?? true { least = entry }
    }
    return least ?? Entry()
  }

  /// A warning opens in this step.
  mutating func open(_ rank: WarningRank, of owners: [Owner]) {
    for owner in owners { entries[owner, default: Entry()].opened.append(rank) }
  }
}
