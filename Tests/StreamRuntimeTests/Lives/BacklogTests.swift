import ForewarnCore
import Simulation
import StreamRuntime
import Testing

/// Plain `run` over a backlog says what `--exit-at-end` says over it, byte for byte up to the last event time, however the records
/// lie in partitions.
@Suite struct BacklogTests {
  enum Oddity: CaseIterable, Sendable {
    /// The last partition of each topic has no record.
    case empty
    /// The first one stops after a third of the time.
    case silent
    /// The first one was written an hour late.
    case late
  }

  struct Layout: Sendable, CustomTestStringConvertible {
    /// Of the transactions topic; 0: it is not read.
    var transactions: Int32
    var alerts: Int32
    /// nil: records go to partitions in turn.
    var keys: Int?
    var oddity: Oddity

    var testDescription: String {
      "\(transactions) + \(alerts) partitions, \(keys.map(String.init) ?? "no") keys, \(oddity)"
    }

    var topics: [(name: String, partitions: Int32)] {
      [("alerts", alerts), ("transactions", transactions)].filter { $0.1 > 0 }
    }

    static let all: [Layout] =
      [1, 4, 12].flatMap { partitions in
        [1, 40, nil].flatMap { keys in
          Oddity.allCases.map {
            // The two topics are unlike.
            Layout(transactions: partitions, alerts: partitions == 4 ? 1 : 4, keys: keys, oddity: $0)
          }
        }
      }
      + Oddity.allCases.flatMap {
        [
          Layout(transactions: 0, alerts: 4, keys: 40, oddity: $0),
          Layout(transactions: 4, alerts: 0, keys: 40, oddity: $0),
        ]
      }

    /// The records of a stream as they lie in these partitions, in the order in which they were written.
    func place(_ items: [EventStream.Item]) -> [EventStream.Item] {
      var placed: [EventStream.Item] = []
      for (index, var item) in items.enumerated() {
        let count = item.topic == "alerts" ? alerts : transactions
        guard count > 0 else { continue }
        let filled = oddity == .empty && count > 1 ? count - 1 : count
        item.partition = Int32(keys.map { index * 7 % $0 } ?? index) % filled
        if item.partition == 0 {
          if oddity == .silent, index > items.count / 3, count > 1 { continue }
          if oddity == .late { item.timestampMicros += 3_600_000_000 }
        }
        placed.append(item)
      }
      return placed
    }
  }

  private struct Seen {
    var outputs: [Output]
    var accounting: Accounting
  }

  private static func live(_ items: [EventStream.Item], _ layout: Layout, kills: Int, exitAtEnd: Bool) throws -> Seen {
    var faults = FaultPlan(seed: 3)
    if kills > 0 {
      faults.shortBatch = 0.5
      faults.emptyPoll = 0.3
    }
    let world = World(seed: 3, faults: faults, topics: layout.topics)
    for item in items {
      if item.isGap {
        world.broker.appendGap(item.topic, item.partition)
      } else {
        world.broker.append(item.topic, item.partition, item.value, timestampMicros: item.timestampMicros)
      }
    }
    let wanted = Int64(items.count { !$0.isGap })
    var taken: Int64 = 0
    var roundsLeft = 20
    let accounting = try world.liveUntilDone(
      kills: kills,
      World.Life(
        exitAtEnd: exitAtEnd, topics: Set(layout.topics.map(\.name)), roundMillis: 200,
        shouldStop: {
          // A life that was killed begins with nothing taken, and is not asked to stop at its start.
          guard taken == wanted else { return false }
          roundsLeft -= 1
          return roundsLeft < 0
        }, publish: { taken = $0.accounting.records }))
    #expect(world.divergences == 0)
    return Seen(outputs: world.broker.committedOutputs, accounting: accounting)
  }

  @Test(arguments: Layout.all)
  func aReaderThatGoesOnDecidesAsOneThatEnds(_ layout: Layout) throws {
    let items = layout.place(EventStream(seed: 11, panes: 120).items)
    let expected = try Self.live(items, layout, kills: 0, exitAtEnd: true)
    for kills in [0, 6] {
      let seen = try Self.live(items, layout, kills: kills, exitAtEnd: false)
      #expect(seen.accounting.records == expected.accounting.records)
      #expect(seen.accounting.late == expected.accounting.late)
      #expect(seen.accounting.quarantined == expected.accounting.quarantined)
      // It goes on, and time with it.
      let upToTheEnd = Array(seen.outputs.prefix(expected.outputs.count))
      let same = upToTheEnd == expected.outputs
      #expect(same, "\(kills) kills: \(Difference(upToTheEnd, expected.outputs))")
    }
  }
}
