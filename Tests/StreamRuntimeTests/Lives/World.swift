import ForewarnCore
import Simulation
import StreamRuntime

/// Kafka, a disk and a clock, in which one daemon after the other lives.
final class World {
  let broker: SimulatedBroker
  let disk: SimulatedDisk
  let time: SimulatedTime
  let ids: SimulatedIdentifiers
  let seed: UInt64
  /// What the daemons told, newest last: printed with a seed that fails.
  private(set) var told: [String] = []
  private(set) var deaths = 0
  /// Case events of which a daemon said that they are committed.
  private(set) var toldEvents: [Output] = []

  /// How often taught statistics did not end where the book was.
  var divergences: Int { told.count { $0.hasPrefix("replay_diverged") } }

  init(
    seed: UInt64, faults: FaultPlan = .none, wallMicros: Int64 = EventStream.begin + 86_400_000_000,
    topics: [(name: String, partitions: Int32)] = EventStream.topics, later: Set<TopicPartition> = []
  ) {
    self.seed = seed
    broker = SimulatedBroker(topics: topics, later: later, faults: faults)
    disk = SimulatedDisk(faults: faults)
    time = SimulatedTime(wallMicros: wallMicros)
    ids = SimulatedIdentifiers(seed: seed ^ 0x1D5)
  }

  /// What a process sees of its world.
  struct Ports {
    var log: any EventLog
    var store: any StateStore
    var time: any TimeSource
    var fate: Fate
  }

  func note(_ line: String) { told.append(line) }

  /// How one process lives.
  struct Life {
    var calls = Int.max
    var exitAtEnd = true
    /// Of the configuration; nil = all.
    var topics: Set<String>?
    /// Read beside the inputs.
    var references: Set<String> = []
    var delaysCommits = false
    var skipsLostInput = false
    /// The clock goes on by up to so much a round of the loop.
    var roundMillis: Int64 = 1
    /// Asked in every round.
    var shouldStop: () -> Bool = { false }
    var onCall: (@Sendable (MortalLog.Call) -> Void)?
    var publish: (DaemonStatus) -> Void = { _ in }
    var seed: UInt64 = 0
    var settings = World.settings
    /// Puts something between the process and its world.
    var wrap: (Ports) -> Ports = { $0 }
  }

  enum End: Equatable {
    case done(Accounting)
    case died
    case failed(RunFailure)
  }

  /// A killed process comes this far at most.
  var callsPerLife = 120

  func live(_ life: Life, on disk: SimulatedDisk? = nil) throws -> End {
    let disk = disk ?? self.disk
    let fate = Fate(disk: disk, calls: life.calls, seed: seed &* 31 &+ life.seed)
    let store = MortalStore(try disk.open(), fate)
    let log = MortalLog(broker.open(time: time, topics: life.topics), fate, onCall: life.onCall)
    let ports = life.wrap(Ports(log: log, store: store, time: LifeTime(time: time, fate: fate), fate: fate))
    var options = Daemon.Options(ApplicationSlice("watchers"), exitAtEnd: life.exitAtEnd)
    options.skipsLostInput = life.skipsLostInput
    var around = Daemon.Surroundings(
      shouldStop: { [time] in
        if fate.strikes() || fate.happens(0.3) { fate.release() }
        guard !fate.isDead else { return true }
        time.advance(micros: fate.number(below: life.roundMillis) * 1_000)
        return life.shouldStop()
      },
      report: { self.told.append($0) }, notice: { _ in }, publish: life.publish)
    around.takeCommitted = { self.toldEvents += $0 }
    let daemon = Daemon(
      log: ports.log, store: ports.store, time: ports.time, ids: ids,
      executor: LifeExecutor(fate: fate, delays: life.delaysCommits),
      engine: Self.engine(log.partitions, life.settings, nowMicros: time.wallMicros),
      options: options, around: around)
    if !life.references.isEmpty { daemon.reference = broker.openReference(topics: life.references) }
    do throws(RunFailure) {
      let status = try daemon.run()
      store.close()
      return fate.isDead ? .died : .done(status.accounting)
    } catch {
      // What fails in the dead is of no interest.
      if fate.isDead { return .died }
      store.close()
      return .failed(error)
    }
  }

  /// Starts again, as systemd does, until a run comes to its end. Kills stop after `kills` of them; after some the disk is replaced.
  func liveUntilDone(kills: Int, wipes: Double = 0, _ life: Life) throws -> Accounting {
    var random = SplitMix64(seed: seed ^ 0x11F3)
    for number in 0..<1_000 {
      var next = life
      next.seed = UInt64(number)
      next.calls = number < kills ? Int.random(in: 1...callsPerLife, using: &random) : .max
      switch try live(next) {
      case .done(let accounting): return accounting
      case .died:
        deaths += 1
        told.append("-- died")
        if random.happens(wipes) { disk.wipe() }
      case .failed(let failure):
        told.append("-- \(failure.kind): \(failure.message)")
        guard [.restart, .disk, .unavailable].contains(failure.kind) else { throw failure }
      }
    }
    throw RunFailure(.stop, "it never comes to its end", remedy: "Look at what was told.")
  }

  // MARK: The engine

  /// Short warm-ups, so that an hour of events is enough.
  static var settings: Settings {
    var settings = Settings()
    settings.transactions.warmUpPanes = 5
    settings.transactions.usageDropPanes = 3
    settings.alerts.warmUpPanes = 4
    settings.alerts.burstSurprise = 3
    settings.alerts.noveltyAfterPanes = 6
    settings.cases.openAtRisk = 0.4
    settings.cases.openForPanes = 1
    settings.cases.closeAtRisk = 0.3
    settings.cases.closeForPanes = 2
    settings.cases.deadTimePanes = 2
    settings.cases.updateEveryPanes = 1
    settings.cases.reopenWindowHours = 0.2
    settings.cases.refreshHours = 0.3
    settings.risk.halfLifePanes = 2
    return settings
  }

  static func engine(
    _ partitions: [TopicPartition], _ settings: Settings = settings, nowMicros: Int64
  ) -> Engine {
    var table = CustomerTable()
    table.accounts = [.init(id: "a1", name: "Acme"), .init(id: "a2", name: "Globex")]
    table.instances = [
      .init(id: "acme-prod", environment: "prod", accounts: ["a1"], owner: "ann"),
      .init(id: "globex-prod", environment: "prod", accounts: ["a2"], owner: ""),
      .init(id: "initech-test", environment: "test", accounts: [], owner: ""),
    ]
    let sources = partitions.map { partition in
      let kind: TopicKind = partition.topic == "alerts" ? .alerts : .transactions
      return SourcePartition(
        partition: partition, decoder: DecoderSettings(kind: kind), holdsPaneTime: kind.holdsPaneTime)
    }
    return Engine(settings: settings, sources: sources, customers: CustomerModel(table), nowMicros: nowMicros)
  }
}
