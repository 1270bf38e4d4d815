import ForewarnCore
import Synchronization

@testable import Simulation
@testable import StreamRuntime

/// One seed's life: a feed that goes on, daemons that live and die beside it, and a person who does what a stop asks for.
final class SeededLife {
  let plan: SeededPlan
  let world: World
  let feed: SeededFeed
  /// State folders of two hosts.
  var disks: [SimulatedDisk]
  var host = 0
  /// How often each fault, and each row of the start table, was reached.
  var reached: [String: Int] = [:]
  var problems: [String] = []
  /// What may be a reason to stop for now.
  var excuses: Set<SeededFault> = []
  /// What the next start has to stop for.
  var awaited: SeededFault?
  var events: [SeededEvent]
  var hands: [(fault: SeededFault, atMicros: Int64)]
  var reading = SeededReading()
  /// What was put away, to be put back.
  var saved = Saved()

  private let planted: Planting?
  private var random: SplitMix64
  private var roundsLeft = 3_000
  private var pausesLeft = 20_000
  private var isCalm = false
  private var isDone = false
  private var isNested = false
  private var wasTakenOver = false
  private var newest = DaemonStatus()
  private let skipsLostInput: Bool

  struct Saved {
    var disk: SimulatedDisk?
    var stateTopic: [StateRow] = []
    var committed: [CommittedOffset] = []
  }

  init(_ plan: SeededPlan, planted: PlantedMistake? = nil) {
    self.plan = plan
    random = SplitMix64(seed: plan.seed ^ 0x11FE)
    var topics = EventStream.topics
    var later: Set<TopicPartition> = []
    for i in topics.indices {
      if plan.has(.emptyPartition) { topics[i].partitions += 1 }
      guard plan.has(.addedPartition) else { continue }
      later.insert(TopicPartition(topic: topics[i].name, partition: topics[i].partitions))
      topics[i].partitions += 1
    }
    world = World(
      seed: plan.seed, faults: plan.faultPlan, wallMicros: plan.beginMicros, topics: topics, later: later)
    let broker = world.broker
    self.planted = planted.map { Planting($0, in: broker, from: plan.beginMicros) }
    feed = SeededFeed(plan, world)
    disks = [world.disk, SimulatedDisk(faults: FaultPlan(seed: plan.seed ^ 0x2D15C))]
    events = SeededEvent.all(
      plan, from: plan.beginMicros, to: feed.overMicros)
    hands = Self.hands(
      plan, from: plan.beginMicros, to: feed.overMicros)
    skipsLostInput = plan.seed % 2 == 0
    if plan.has(.emptyPartition) { reached["emptyPartition"] = 1 }
    if plan.has(.producersAhead) { reached["producersAhead"] = 1 }
  }

  /// Lives, and answers what was wrong.
  func run() throws -> [String] {
    var number: UInt64 = 0
    while !isDone, problems.isEmpty {
      if number > 3_000 { problems.append("it never comes to its end") }
      meddle()
      noteRow()
      let end = try world.live(life(number), on: disks[host])
      try follow(end)
      number += 1
    }
    for (fault, count) in world.broker.commitFaults { reach("commit \(fault)", count) }
    if problems.isEmpty { problems += SeededOracle(self).problems() }
    return problems
  }

  func reach(_ what: String, _ count: Int = 1) { reached[what, default: 0] += count }
  func reach(_ fault: SeededFault) { reach(fault.rawValue) }

  // MARK: One process

  private func life(_ number: UInt64) -> World.Life {
    if world.time.wallMicros != feed.nowMicros { reading.beganInWrongTime = true }
    var life = World.Life(exitAtEnd: false, delaysCommits: plan.seed % 2 == 0)
    life.seed = number
    life.calls = plan.has(.kill) && !isCalm ? Int.random(in: 1...140, using: &random) : .max
    life.skipsLostInput = skipsLostInput
    life.shouldStop = { self.round() }
    life.publish = { self.hear($0) }
    nonisolated(unsafe) let me = self  // One thread: another process runs inside this one's pause.
    life.onCall = { call in me.mayPause(call) }
    if let planted { life.settings = planted.settings }
    life.wrap = { self.wrapped($0) }
    return life
  }

  func wrapped(_ ports: World.Ports) -> World.Ports {
    var ports = ports
    nonisolated(unsafe) let me = self  // One thread.
    ports.time = PausingTime(time: ports.time) { [fate = ports.fate] in me.paused(fate) }
    return planted?.wrap(ports) ?? ports
  }

  /// A process waits for something that failed: the world goes on, though its loop does not.
  private func paused(_ fate: Fate) {
    guard !fate.isDead else { return }
    play()
    if feed.nowMicros > feed.overMicros + 600_000_000 { calmDown() }
    pausesLeft -= 1
    guard pausesLeft < 0 else { return }
    problems.append("it tries again and again: \(standing)")
    fate.kill()
  }

  private func hear(_ status: DaemonStatus) {
    newest = status
    // The book keeps one clock a decision: what was judged by another one, which jumped in between, is not lived again alike.
    let mayDiverge = plan.has(.clockForward) || plan.has(.clockBackward)
    if status.counters.diverged > 0, !mayDiverge { problems.append("taught statistics do not end where the book is") }
    if let decided = status.decidedThroughMicros, decided > feed.nowMicros, !reading.beganInWrongTime {
      problems.append("a pane is decided before it is over")
    }
  }

  /// True: leave.
  private func round() -> Bool {
    guard problems.isEmpty else { return true }
    feed.goOn()
    play()
    if feed.isOver {
      calmDown()
      roundsLeft -= 1
      if roundsLeft < 0 {
        problems.append("no progress: \(standing)")
      } else if roundsLeft % 8 == 0, isDrained {
        isDone = true
      }
      return isDone || roundsLeft < 0
    }
    if plan.has(.termination), random.happens(0.01) {
      reach(.termination)
      return true
    }
    return false
  }

  /// The faults end; what was left must be finished.
  private func calmDown() {
    guard !isCalm else { return }
    isCalm = true
    for i in events.indices { end(i) }
    hands = []
    world.broker.setFaults(.none)
    for disk in disks { disk.setFaults(.none) }
  }

  private var isDrained: Bool {
    guard !isNested, awaited == nil, (newest.decidedThroughMicros ?? 0) >= feed.endMicros else { return false }
    let committed = Dictionary(
      world.broker.committedOffsets.map { ($0.partition, $0.offset) }, uniquingKeysWith: { a, _ in a })
    return world.broker.state.withLock { state in
      zip(state.partitions, state.logs).allSatisfy { partition, log in
        !log.isBorn || committed[partition] ?? 0 >= log.end
      }
    }
  }

  private var standing: String {
    "decided through \(newest.decidedThroughMicros.map { ($0 - EventStream.begin) / 60_000_000 } ?? -1) min of \(plan.panes), \(newest.partitions.map { "\($0.partition.name) \($0.nextOffset) lag \($0.lag ?? -1)" }), phase \(newest.phase), \(newest.commitTrouble ?? "")"
  }

  /// The process stands still for a while, and another one may run meanwhile.
  private func mayPause(_ call: MortalLog.Call) {
    guard !isNested, !isCalm, problems.isEmpty else { return }
    if plan.has(.pause), random.happens(0.005) {
      reach(.pause)
      world.time.advance(micros: 70_000_000)
    }
    guard plan.has(.secondProcess), random.happens(0.006), awaited == nil, !world.broker.committedEpochs.isEmpty else {
      return
    }
    reach(.secondProcess)
    isNested = true
    defer { isNested = false }
    var other = life(UInt64(reached["secondProcess"] ?? 0) + 10_000)
    var rounds = 30
    other.shouldStop = {
      rounds -= 1
      return self.round() || rounds < 0
    }
    other.onCall = nil

    let before = world.broker.committedEpochs.count
    guard let end = try? world.live(other, on: disks[1 - host]) else {
      return problems.append("the other disk is in use")
    }
    // What it had under way when it died may come through yet.
    if world.broker.committedEpochs.count > before || world.broker.state.withLock({ $0.late != nil }) {
      wasTakenOver = true
    }
    do { try follow(end, isSecond: true) } catch { problems.append("\(error)") }
  }

  // MARK: Its end

  private func follow(_ end: World.End, isSecond: Bool = false) throws {
    switch end {
    case .died: died(isSecond)
    case .done:
      if let awaited, !isSecond { problems.append("it went on after \(awaited)") }
      if newest.phase == .reopening { reach("reopening") }
    case .failed(let failure):
      world.note("-- \(failure.kind): \(failure.message)")
      switch failure.kind {
      case .restart, .unavailable: break
      case .disk: if !plan.has(.failedSync) { problems.append("unfounded failure of the disk: \(failure.message)") }
      case .takenOver:
        if !wasTakenOver { problems.append("unfounded take-over: \(failure.message)") }
        if random.happens(0.5) { host = 1 - host }
      case .stop, .permission:
        // The first one is still there, and nobody moves a state under it.
        if isSecond { expectExcuse(failure) } else { try mend(failure) }
      }
    }
    if !isSecond { wasTakenOver = false }
  }

  private func died(_ isSecond: Bool) {
    reach(.kill)
    world.note("-- died")
    guard !isSecond, !isCalm, awaited == nil else { return }
    if plan.has(.diskLost), random.happens(0.2) {
      reach(.diskLost)
      disks[host].wipe()
    } else if plan.has(.failover), random.happens(0.3) {
      reach(.failover)
      host = 1 - host
    }
    if plan.has(.failedFold), random.happens(0.3) {
      reach(.failedFold)
      excuses.insert(.failedFold)
      disks[host].failNextFolds(2)
    }
  }

  /// Which row of the start table the next start stands on.
  private func noteRow() {
    guard let store = try? disks[host].open() else { return }
    defer { store.close() }
    guard let stored = try? store.load() else { return }
    let log = world.broker.open(time: world.time)
    let found = world.broker.state.withLock { state in
      let bounds = zip(state.partitions, state.logs).filter { log.partitions.contains($0.0) }.map {
        LogBounds(start: $1.start, end: $1.end)
      }
      return Found(
        stored: stored, clusterID: state.clusterID, committed: state.committedOffsets, bounds: bounds,
        topicRows: state.compactedState)
    }
    var options = Daemon.Options(ApplicationSlice("watchers"))
    options.skipsLostInput = skipsLostInput
    let row = StartTable.row(found.facts(log.partitions, options))
    var name = "row " + String("\(row)".prefix { $0 != "(" })
    if case .fine(_, let source) = row {
      name += " from \(source)"
      if let plan = try? Plan(row, found, slice: .whole) {
        if plan.repair == .fold { reach("row fine, folded at the start") }
        if plan.rollForward != nil { reach("row fine, rolled forward") }
      }
    }
    reach(name)
  }
}

/// Tells of each pause.
struct PausingTime: TimeSource {
  let time: any TimeSource
  let onPause: @Sendable () -> Void

  var wallMicros: Int64 { time.wallMicros }
  var monotonicMicros: Int64 { time.monotonicMicros }

  func pause(millis: Int) {
    time.pause(millis: millis)
    onPause()
  }
}
