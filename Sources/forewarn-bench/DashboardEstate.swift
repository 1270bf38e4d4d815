import ForewarnCore
import SQLiteStore
import StreamRuntime

/// A large estate in the dashboard's file, as a daemon and its topics would have filled it.
struct DashboardEstate {
  /// Of the configuration that `forewarn dashboard` is given, too: the file says whose it is.
  static let application = "forewarn-bench"

  let instances: Int
  let openCases: Int
  let series: Int
  private let minutes: Int32 = 60

  private static let accountInstances = 4
  private static let ownerAccounts = 40
  private static let beganMinute: Int32 = 29_400_000
  private static let rowsAtATime = 100_000

  func instance(_ index: Int) -> String { "customer-\(index)-prod" }
  func caseID(_ index: Int) -> String { "fw-\(index)" }
  func account(_ instance: Int) -> String { "Account \(instance / Self.accountInstances)" }
  func owner(_ instance: Int) -> String { "owner-\(instance / Self.accountInstances / Self.ownerAccounts)" }
  /// Those with an open case lie among the others.
  func instance(ofCase index: Int) -> Int { index * instances / max(openCases, 1) }
  func transaction(_ index: Int) -> String { "transaction-\(index)" }
  var transactionsPerInstance: Int { max(1, series / instances - 1) }

  func fill(_ folder: String) throws(StoreFailure) {
    var limits = DashboardLimits()
    limits.series = series
    let store = try DashboardStore.open(
      folder: folder, identity: "\(Self.application) proactive-cases instance-health", limits: limits)
    let customers = CustomerModel(table)
    var change = DashboardChange()
    change.facts = { customers.facts(of: $0) }
    change.healths = (0..<instances).map(health)
    change.caseEvents = (0..<openCases).map(proactiveCase)
    try store.write(change)
    for minute in 0..<minutes {
      var rows = self.rows(minute)
      while !rows.isEmpty {
        var history = DashboardChange()
        history.panes = [
          PaneReport(minute: Self.beganMinute + minute, rows: PaneReportRows(rows.suffix(Self.rowsAtATime)))
        ]
        rows.removeLast(min(rows.count, Self.rowsAtATime))
        try store.write(history)
      }
    }
  }

  private func rows(_ minute: Int32) -> [PaneReport.Row] {
    var rows: [PaneReport.Row] = []
    rows.reserveCapacity(series)
    for index in 0..<instances {
      let name = Name(instance(index))
      rows.append(.init(.usage, name, "", .init(count: 600, value: 600)))
      for number in 0..<transactionsPerInstance where rows.count < series {
        var figures = PaneReport.Figures(count: 100, value: Double(200_000 + (index + Int(minute)) % 97))
        (figures.level, figures.low, figures.high, figures.p90) = (200_000, 180_000, 230_000, 260_000)
        rows.append(.init(.transaction, name, Name(transaction(number)), figures))
      }
    }
    return rows
  }

  private var table: CustomerTable {
    var table = CustomerTable()
    for index in 0..<instances {
      let id = "A\(index / Self.accountInstances)"
      if index % Self.accountInstances == 0 {
        table.accounts.append(.init(id: id, name: account(index), manager: "manager-\(index % 100)"))
      }
      table.instances.append(.init(id: instance(index), environment: "prod", accounts: [id], owner: owner(index)))
      table.soldProducts.append(
        .init(
          id: "S\(index)", product: "Service Cloud", account: id, offering: ["platinum", "gold", "silver"][index % 3]))
      table.installBase.append(
        .init(id: "I\(index)", ci: "app-\(index)", instance: instance(index), soldProduct: "S\(index)"))
    }
    return table
  }

  private func health(_ index: Int) -> HealthEntry {
    var entry = HealthEntry()
    entry.instance = Name(instance(index))
    entry.timeMicros = Int64(Self.beganMinute) * 60_000_000
    entry.permille = Int64(index * 7 % 500)
    entry.isLearning = index % 50 == 0
    var json = JSONWriter()
    json.object { record in
      record.integer("version", 2)
      record.string("instance", instance(index))
      record.array("transactions") { list in
        for number in 0..<20 {
          list.object {
            $0.string("name", transaction(number))
            for member in ["value", "level", "low", "high", "share"] { $0.number(member, Double(index % 977) / 7) }
          }
        }
      }
    }
    entry.record = json.bytes
    return entry
  }

  private func proactiveCase(_ index: Int) -> CaseEntry {
    let instance = instance(ofCase: index)
    var entry = CaseEntry()
    entry.id = caseID(index)
    entry.instance = Name(self.instance(instance))
    entry.sequence = 1
    entry.kind = index % 500 == 0 ? "major" : "performance"
    entry.severity = [Severity.critical, .major, .minor, .warning][index % 4]
    entry.priority = Int64(index % 5 + 1)
    entry.permille = Int64(500 + index % 500)
    entry.title = "\(self.instance(instance)): transaction-0 takes 870 ms, usually 321 ms"
    entry.headline = entry.title
    (entry.accounts, entry.accountIDs) = (account(instance), ["A\(instance / Self.accountInstances)"])
    (entry.tier, entry.owner) = ("gold", owner(instance))
    entry.openedMicros = Int64(Self.beganMinute) * 60_000_000 + Int64(index)
    entry.changedMicros = entry.openedMicros + 60_000_000
    var json = JSONWriter()
    json.object { event in
      event.string("specversion", "1.0")
      event.object("data") { data in
        data.string("case_id", entry.id)
        data.string("summary", String(repeating: "What is known of it, in words. ", count: 40))
        data.array("points") { list in
          for point in 0..<120 { list.object { $0.number("value", Double(point * index % 997)) } }
        }
      }
    }
    entry.event = json.bytes
    return entry
  }
}
