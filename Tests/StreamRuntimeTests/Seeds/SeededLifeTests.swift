import Glibc
import Simulation
import Testing

/// One seed = one life of the real daemon, feeder and core over a feed that goes on, with many crashes and whatever else may happen;
/// judged from what comes out.
///
/// `FOREWARN_SEEDS=2000` lives more of them. A seed that fails prints how to live it again, made as small as it could be.
@Suite struct SeededLifeTests {
  /// What some lives reached together.
  struct Census: Sendable {
    var lives = 0
    var compared = 0
    var reached: [String: Int] = [:]
    var failures: [String] = []
  }

  static func setting(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  @Test func livesHold() async throws {
    let seeds = Self.setting("FOREWARN_SEEDS").flatMap { UInt64($0) } ?? 240
    let first = Self.setting("FOREWARN_FIRST_SEED").flatMap { UInt64($0) } ?? 0
    let block: UInt64 = 10
    let began = time(nil)
    let census = try await withThrowingTaskGroup(of: Census.self) { group in
      for start in stride(from: first, to: first + seeds, by: Int(block)) {
        group.addTask { try Self.live(start..<min(start + block, first + seeds)) }
      }
      return try await group.reduce(into: Census()) { sum, part in
        sum.lives += part.lives
        sum.compared += part.compared
        sum.failures += part.failures
        sum.reached.merge(part.reached, uniquingKeysWith: +)
      }
    }
    for failure in census.failures.prefix(10) { Issue.record("\(failure)") }
    print(
      "\(census.lives) lives in \(time(nil) - began) s, \(census.failures.count) with violations; \(census.compared) compared with calm ones"
    )
    for (what, count) in census.reached.sorted(by: { $0.key < $1.key }) { print("  \(what): \(count)") }
    for what in Self.toReach where seeds >= 200 {
      #expect(census.reached[what, default: 0] > 0, "\(what) was never reached")
    }
  }

  /// Lives that found something once: a start that began again for ever because retention had taken what was never read (286, 1060), time
  /// that began elsewhere where it was taught (733), a process that took for lost what another one had read (10397, 11191, and, before
  /// its own first commit, 131759), an epoch that was read twice after offsets were set by hand and the state topic was young (68738).
  @Test(arguments: [
    SeededPlan(seed: 286), SeededPlan(seed: 733), SeededPlan(seed: 1_060), SeededPlan(seed: 10_397),
    SeededPlan(seed: 11_191),
    SeededPlan(
      seed: 131_759, panes: 16,
      faults: [
        .kill, .secondProcess, .commits, .questions, .outage, .unauthorised, .retention, .offsetsReset,
        .otherApplication, .otherSlice, .bookLost,
      ]),
    SeededPlan(
      seed: 68_738, panes: 34, faults: [.kill, .failedSync, .commits, .polls, .offsetsReset, .stateTopicLost]),
  ])
  func livesThatFoundSomethingHold(plan: SeededPlan) throws {
    #expect(try Self.problems(plan) == [])
  }

  /// `FOREWARN_LIFE_SEED=7 FOREWARN_LIFE_PANES=20 FOREWARN_LIFE_FAULTS=kill,commits`.
  @Test(.enabled(if: setting("FOREWARN_LIFE_SEED") != nil)) func oneLife() throws {
    let seed = Self.setting("FOREWARN_LIFE_SEED").flatMap { UInt64($0) } ?? 0
    let faults = Self.setting("FOREWARN_LIFE_FAULTS").map {
      Set($0.split(separator: ",").compactMap { SeededFault(rawValue: String($0)) })
    }
    let plan = SeededPlan(seed: seed, panes: Self.setting("FOREWARN_LIFE_PANES").flatMap { Int($0) }, faults: faults)
    print(plan)
    let life = SeededLife(plan)
    let problems = try life.run() + (plan.isBacklog ? Self.differences(life) : [])
    for line in life.world.told { print(line) }
    #expect(problems.isEmpty, "\(problems)")
  }

  private static func live(_ seeds: Range<UInt64>) throws -> Census {
    var census = Census()
    for seed in seeds {
      let plan = SeededPlan(seed: seed)
      let life = SeededLife(plan)
      var problems: [String] = []
      do {
        problems = try life.run()
        if problems.isEmpty, plan.isBacklog {
          problems += try differences(life)
          census.compared += 1
        }
      } catch { problems.append("\(error)") }
      census.lives += 1
      census.reached.merge(life.reached, uniquingKeysWith: +)
      guard !problems.isEmpty else { continue }
      // Of each block the first one: it takes many lives.
      let small = census.failures.isEmpty ? try shrunk(plan) : plan
      census.failures.append("seed \(seed): \(problems.prefix(3))\n  \(small)")
    }
    return census
  }

  static func problems(_ plan: SeededPlan, _ mistake: PlantedMistake? = nil) throws -> [String] {
    let life = SeededLife(plan, planted: mistake)
    let problems = try life.run()
    return problems.isEmpty && plan.isBacklog ? try differences(life) : problems
  }

  /// A backlog gives the bytes that `--exit-at-end` gives over it, up to its last event time.
  private static func differences(_ life: SeededLife) throws -> [String] {
    let world = World(seed: 0, wallMicros: life.plan.beginMicros)
    for item in life.feed.stream.items {
      if item.isGap {
        world.broker.appendGap(item.topic, item.partition)
      } else {
        world.broker.append(
          item.topic, item.partition, item.value, key: Array("k".utf8), timestampMicros: item.timestampMicros)
      }
    }
    guard case .done = try world.live(World.Life()) else { return ["the calm life does not end"] }
    let wanted = world.broker.committedOutputs
    let seen = Array(life.world.broker.committedOutputs.prefix(wanted.count))
    return seen == wanted ? [] : ["other outputs than in a calm life: \(Difference(seen, wanted))"]
  }

  /// The smallest life found that fails too.
  private static func shrunk(_ plan: SeededPlan) throws -> SeededPlan {
    var plan = plan
    var triesLeft = 40
    search: while triesLeft > 0 {
      for smaller in plan.smaller {
        triesLeft -= 1
        if try !problems(smaller).isEmpty {
          plan = smaller
          continue search
        }
      }
      break
    }
    return plan
  }

  private static let toReach =
    SeededFault.allCases.map(\.rawValue).filter {
      !["commits", "polls", "slowPartition", "questions", "failedSync"].contains($0)
    }
    + ["refused", "unknownDone", "unknownNotDone", "unknownLate", "timedOut"].map { "commit \($0)" }
    + [
      "row new", "row fine from local", "row fine from topic", "row fine, folded at the start",
      "row fine, rolled forward",
      "row groupExpired", "row unreleasedVersion", "row offsetsReset", "row partitionsDisagree", "row otherCluster",
      "row otherApplication", "row otherSlice", "row unknownBook", "row topicDeleted", "row inputReplaced",
      "row inputLost",
      "reopening",
    ]
}
