import ForewarnCore
import StreamRuntime
import Testing

@testable import SQLiteStore

/// 20,000 instances, 2,000 open cases: each question is answered while somebody waits. The bound is wide, as tests share their machine.
@Suite struct DashboardScaleTests {
  @Test func aLargeEstateIsAnsweredAtOnce() throws {
    let folder = TemporaryFolder()
    let store = try DashboardStore.open(folder: folder.path, identity: "a", limits: DashboardLimits())
    var change = DashboardChange()
    let names = (0..<20_000).map { Name("instance-\($0)") }
    change.panes = [
      PaneReport(minute: 600, rows: PaneReportRows(names.map { .init(.usage, $0, "", .init(count: 1, value: 1)) }))
    ]
    change.caseEvents = (0..<2_000).map { number in
      var entry = DashboardStoreTests.entry("fw-\(number)", 1)
      (entry.instance, entry.accountIDs) = (names[number * 7], ["A\(number * 7 / 4)"])
      entry.event = [UInt8](repeating: 0x20, count: 4_096)
      return entry
    }
    change.healths = names.map { name in
      var health = HealthEntry()
      (health.instance, health.timeMicros, health.permille) = (name, 1, 20)
      health.record = [UInt8](repeating: 0x20, count: 2_048)
      return health
    }
    // 5,000 accounts with four instances each, and who looks after 40 of them.
    let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    let facts = InstanceFacts.named("A & B")
    change.facts = { name in
      var facts = facts
      facts?.accountIDs = ["A\((numbers[name] ?? 0) / 4)"]
      return facts
    }
    try store.write(change)
    for first: Int32 in stride(from: 601, to: 1_400, by: 100) {
      var history = DashboardChange()
      history.panes = (first..<first + 100).map { minute in
        PaneReport(
          minute: minute, rows: DashboardStoreTests.pane(minute, (0..<200).map { "instance-\($0 * 7)" }).rows)
      }
      try store.write(history)
    }
    let reader = try DashboardReader(path: store.path)
    var filter = DashboardReader.InstanceFilter()
    filter.limit = 200
    let some = AccountScope.accounts((0..<40).map { "A\($0 * 7)" })
    var searched = filter
    searched.words = ["stance-1", "9"]
    let questions: [(String, () throws -> Int)] = [
      ("the first page", { try reader.instances(.init()).rows.count }),
      ("the first page of who sees some", { try reader.instances(.init(), some).rows.count }),
      ("the estate of who sees some", { try reader.estate(some).tiers.count }),
      ("200 customers", { try reader.instances(filter).rows.count }),
      ("a search", { try reader.instances(searched).rows.count }),
      ("the overview", { Int(try reader.overview().atRisk) }),
      ("cases", { try reader.cases(.init()).rows.count }),
      ("an instance", { try reader.instance(names[7]) == nil ? 0 : 1 }),
      ("the estate", { try reader.estate().tiers.count }),
      ("a chart", { try reader.points(.transaction, "list", of: names[7], hours: 12).points.count }),
    ]
    for (name, ask) in questions {
      var times: [Int64] = []
      for _ in 0..<5 {
        let began = SystemTime().monotonicMicros
        #expect(try ask() > 0, "\(name)")
        times.append(SystemTime().monotonicMicros - began)
      }
      print("\(name): \(times.min() ?? 0) … \(times.max() ?? 0) µs")
      #expect((times.min() ?? 0) < 300_000, "\(name) took \(times) µs")
    }
  }
}
