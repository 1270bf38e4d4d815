import Glibc
import Testing

extension Integration {
  /// Plain `run` over a backlog says what `--exit-at-end` says, up to the last event time in it.
  @Suite(.serialized, .enabled(if: TestBroker.isThere, TestBroker.reason))
  struct Backlog {
    enum Layout: CaseIterable, Sendable {
      case onePartition, oneOfFourIsEmpty, oneOfFourFallsSilent, sixInstancesInTwelve

      var partitions: Int {
        switch self {
        case .onePartition: 1
        case .oneOfFourIsEmpty, .oneOfFourFallsSilent: 4
        case .sixInstancesInTwelve: 12
        }
      }

      func place(_ number: Int, _ line: Scenario.Line, of count: Int) -> Int32? {
        switch self {
        case .onePartition: 0
        case .oneOfFourIsEmpty: Int32(number % 3)
        case .oneOfFourFallsSilent: number % 4 == 0 && number > count / 3 ? nil : Int32(number % 4)
        case .sixInstancesInTwelve: line.instance.utf8.last.map { Int32($0 - UInt8(ascii: "0")) * 2 }
        }
      }
    }

    @Test(arguments: Layout.allCases)
    func `A reader that goes on tells the same cases as one that ends`(layout: Layout) throws {
      let stand = try Stand("backlog-\(layout)", transactionPartitions: layout.partitions)
      let scenario = Scenario(minutes: 300, instances: 6)
      let count = scenario.transactions.count
      try stand.produce(scenario) { layout.place($0, $1, of: count) }

      let ends = try stand.application("ends")
      let tally = try ends.runToEnd()
      let expected = try ends.caseEvents().problems(without: ends.id)
      #expect(tally.counts.late == 0 && tally.counts.quarantined == 0 && !expected.isEmpty)

      let goesOn = try stand.application("goes-on")
      let deadline = Clock.seconds + 180
      var told: [[UInt8]: [[UInt8]]] = [:]
      var after = Tally.Counts()
      // The last case event may come before the last record is read: then another life goes on from there.
      var life = 0
      while after.events < tally.counts.events, Clock.seconds < deadline {
        life += 1
        let daemon = try goesOn.start("run-\(life)")
        repeat {
          usleep(1_000_000 * UInt32(life))
          told = try goesOn.caseEvents().problems(without: goesOn.id)
        } while told.values.map(\.count).reduce(0, +) < tally.counts.caseEvents && Clock.seconds < deadline
        daemon.send(SIGTERM)
        #expect(daemon.wait(atMostSeconds: 60) == .exited(0))
        after = try #require(Tally(in: daemon.complaints)).counts
      }
      #expect(after.events == tally.counts.events && after.cells == tally.counts.cells)
      told = try goesOn.caseEvents().problems(without: goesOn.id)
      for (problem, lines) in expected {
        let same = Array((told[problem] ?? []).prefix(lines.count))
        #expect(CaseEvents.difference(same, lines) == nil, "\(String(decoding: problem, as: UTF8.self))")
      }
    }
  }
}
