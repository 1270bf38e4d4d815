import Simulation

/// One seed's life: how long, and what may go wrong in it.
struct SeededPlan: Sendable, CustomStringConvertible {
  let seed: UInt64
  /// Minutes that the feed goes on.
  var panes: Int
  var faults: Set<SeededFault>

  init(seed: UInt64) {
    self.seed = seed
    var random = SplitMix64(seed: seed ^ 0x1234_ABCD)
    panes = Int.random(in: 14...34, using: &random)
    if seed % 3 == 0 {
      faults = SeededFault.timeless.filter { _ in random.happens(0.6) }.union([.kill])
    } else {
      let draws = SeededFault.allCases.map { ($0, random.happens($0 == .kill || $0 == .commits ? 0.8 : 0.16)) }
      faults = Set(draws.filter(\.1).map(\.0))
    }
    // All copies of the book are gone then, and nobody can go on.
    if !faults.isDisjoint(with: [.diskLost, .failover, .secondProcess]) { faults.remove(.stateTopicLost) }
    // What was passed over is told by offsets, which mean something else in the new topic.
    if has(.topicAnew) { faults.remove(.inputLost) }
  }

  init(seed: UInt64, panes: Int?, faults: Set<SeededFault>?) {
    self.init(seed: seed)
    if let panes { self.panes = panes }
    if let faults { self.faults = faults }
  }

  func has(_ fault: SeededFault) -> Bool { faults.contains(fault) }

  /// The sequence that a fault draws from.
  func random(_ fault: SeededFault) -> SplitMix64 {
    let number = UInt64(SeededFault.allCases.firstIndex(of: fault) ?? 0)
    return SplitMix64(seed: seed &* 0x9E37_79B9 &+ number &* 0x1_0001)
  }

  /// All was written long before: whatever happens while it is read, the same bytes come out up to its last event time.
  var isBacklog: Bool { seed % 3 == 0 && faults.isSubset(of: SeededFault.timeless) }
  var beginMicros: Int64 { EventStream.begin + (isBacklog ? 3_600_000_000 : 0) }

  var faultPlan: FaultPlan {
    let rough = FaultPlan.rough(seed: seed)
    var plan = FaultPlan(seed: seed)
    if has(.commits) {
      (plan.refused, plan.unknownDone, plan.unknownNotDone) = (rough.refused, rough.unknownDone, rough.unknownNotDone)
      (plan.unknownLate, plan.timedOut) = (rough.unknownLate, rough.timedOut)
    }
    if has(.polls) { (plan.shortBatch, plan.emptyPoll) = (0.4, 0.3) }
    if has(.questions) { (plan.unavailable, plan.unansweredEnds) = (rough.unavailable, rough.unansweredEnds) }
    if has(.failedSync) { plan.failedSync = rough.failedSync }
    if has(.slowPartition) { plan.slowPartitions = [Int(seed % 4)] }
    return plan
  }

  /// How to live this life again.
  var description: String {
    let names = SeededFault.allCases.filter(faults.contains).map(\.rawValue).joined(separator: ",")
    return
      "FOREWARN_LIFE_SEED=\(seed) FOREWARN_LIFE_PANES=\(panes) FOREWARN_LIFE_FAULTS=\(names) swift test --filter SeededLifeTests.oneLife"
  }

  /// Simpler lives, the simplest first.
  var smaller: [SeededPlan] {
    func changed(_ change: (inout SeededPlan) -> Void) -> SeededPlan {
      var plan = self
      change(&plan)
      return plan
    }
    let without = SeededFault.allCases.filter(faults.contains).map { fault in changed { $0.faults.remove(fault) } }
    return (panes > 13 ? [changed { $0.panes = max(12, $0.panes * 2 / 3) }] : []) + without
  }
}
