/// What became of each customer, by the case events alone.
struct DemoLedger: Sendable {
  struct Account: Sendable, Equatable {
    var opened = 0
    var firstMicros: Int64?
    var title = ""
    var isOpen = false
  }

  private(set) var accounts: [String: Account] = [:]
  var openCases: Int { accounts.values.filter(\.isOpen).count }

  mutating func take(_ event: ConsumedCaseEvent) {
    var account = accounts[event.instance] ?? Account()
    switch event.change {
    case "opened", "reopened":
      account.opened += 1
      account.isOpen = true
      if account.firstMicros == nil {
        account.firstMicros = event.timeMicros
        account.title = event.title
      }
    case "resolved": account.isOpen = false
    default: break
    }
    accounts[event.instance] = account
  }

  subscript(instance: String) -> Account { accounts[instance] ?? Account() }

  /// Customers that should have been left alone and were not, or a customer that nobody knows.
  var wronglyWarned: [String] {
    let warned = DemoCustomers.all.filter { if case .warned = $0.fate { true } else { false } }.map(\.instance)
    let mayBeWarned = warned + [DemoCustomers.sharedDatabase]
    return accounts.keys.filter { !mayBeWarned.contains($0) && self[$0].opened > 0 }.sorted()
  }

  /// Customers of whose trouble nobody was warned, or whose case did not resolve; to be asked when the whole scenario was seen.
  var missed: [String] {
    let warned = DemoCustomers.all.filter { if case .warned = $0.fate { true } else { false } }.map(\.instance)
    return (warned + [DemoCustomers.sharedDatabase]).filter { self[$0].opened == 0 || self[$0].isOpen }
  }
}
