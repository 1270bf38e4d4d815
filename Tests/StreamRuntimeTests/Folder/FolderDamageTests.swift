import ForewarnCore
import Glibc
import StreamRuntime
import Synchronization
import Testing

@testable import Simulation

/// Five hundred damages of the state folder, under the real daemon: it goes on with what it finds or takes from the `state` topic, or it
/// refuses with its message, and goes on once the folder is moved away. Never a wrong chain.
@Suite struct FolderDamageTests {
  private static let damages = 504

  /// What has to be true of whoever goes on from a moment.
  private struct Left: Sendable {
    var moment: FolderLife.Moment
    var before: FolderLife.Moment
    var strangers: [String: [UInt8]]
    var outputs: [Output]
    var calm: [Output]
    var records: Int64
  }

  /// A folder that was closed in order, and one whose process was killed later, when an epoch was prepared and not sent.
  private static func left() throws -> (closed: Left, killed: Left) {
    let stream = EventStream(seed: 5, panes: 20)
    let folder = FolderFiles.make()
    defer {
      FolderFiles.empty(folder)
      rmdir(folder)
    }
    var whole = FolderLife(stream)
    try whole.run(folder, ids: 9)
    let commits = whole.broker.committedEpochs.count
    FolderFiles.empty(folder)
    var life = FolderLife(stream)
    let broker = life.broker
    func now() -> FolderLife.Moment { FolderLife.Moment(broker: broker.copy, files: FolderFiles.read(folder)) }
    try life.run(folder, ids: 1, commits: commits / 5)
    let early = now()
    try life.run(folder, ids: 2, commits: commits * 2 / 5)
    let closed = now()
    var moments: [FolderLife.Moment] = []
    try life.run(folder, ids: 3) { moments.append(now()) }
    let killed = moments[moments.count / 2]
    FolderFiles.empty(folder)
    var other = FolderLife(stream)
    try other.run(folder, group: "strangers", ids: 4)
    let strangers = FolderFiles.read(folder)
    func left(_ moment: FolderLife.Moment, after before: FolderLife.Moment) -> Left {
      Left(
        moment: moment, before: before, strangers: strangers,
        outputs: FolderLife(at: moment).broker.committedOutputs, calm: broker.committedOutputs,
        records: Int64(stream.items.count { !$0.isGap }))
    }
    return (left(closed, after: early), left(killed, after: closed))
  }

  enum End: String { case recovered, refused }

  @Test func noDamageMakesAWrongChain() throws {
    let (closed, killed) = try Self.left()
    #expect(closed.outputs.count > 3 && closed.outputs.count < killed.outputs.count)
    #expect(killed.outputs.count < killed.calm.count)
    var ends: [String: Int] = [:]
    for number in 0..<Self.damages {
      let damage = FolderDamage.allCases[number % FolderDamage.allCases.count]
      if damage == .fullDisk, getuid() != 0 { continue }
      let wasKilled = number / FolderDamage.allCases.count % 2 == 0
      let end = try Self.damage(damage, UInt64(number), wasKilled ? killed : closed)
      ends["\(damage) \(end.rawValue)", default: 0] += 1
    }
    for (what, count) in ends.sorted(by: { $0.key < $1.key }) { print("  \(what): \(count)") }
    for damage in FolderDamage.allCases where damage != .fullDisk || getuid() == 0 {
      #expect(ends.keys.contains { $0.hasPrefix("\(damage) ") }, "\(damage)")
    }
    #expect(ends.keys.contains { $0.hasSuffix("recovered") } && ends.keys.contains { $0.hasSuffix("refused") })
  }

  private static func damage(_ damage: FolderDamage, _ seed: UInt64, _ left: Left) throws -> End {
    var random = SplitMix64(seed: seed)
    let folder = FolderFiles.make()
    let files = damage.happen(
      to: left.moment.files, before: left.before.files, strangers: left.strangers, &random)
    // Room for the files, and a little more.
    let isMounted =
      damage == .fullDisk
      && mount(
        "tmpfs", folder, "tmpfs", 0,
        "mode=0700,size=\(files.values.reduce(0) { $0 + $1.count } / 1_024 + Int(seed % 64))k") == 0
    defer {
      if isMounted { umount(folder) }
      FolderFiles.empty(folder)
      rmdir(folder)
    }
    FolderFiles.write(files, to: folder)
    var life = FolderLife(at: left.moment)
    let epochs = life.broker.committedEpochs
    do {
      let accounting = try life.run(folder, ids: seed &+ 100)
      check(life, accounting, left, "\(damage) \(seed)")
      return .recovered
    } catch {
      let (message, remedy) = Self.words(error)
      #expect(!message.isEmpty && !remedy.isEmpty, "\(damage) \(seed): \(error)")
      if damage == .fullDisk {
        _ = mount("tmpfs", folder, "tmpfs", UInt(MS_REMOUNT), "size=64m")
      } else {
        #expect(life.broker.committedEpochs == epochs, "\(damage) \(seed): \(message)")
        FolderFiles.empty(folder)
      }
    }
    // What the message asks for: another folder, or room.
    let accounting = try life.run(folder, ids: seed &+ 200)
    check(life, accounting, left, "\(damage) \(seed), mended")
    return .refused
  }

  private static func words(_ error: any Error) -> (message: String, remedy: String) {
    if let failure = error as? RunFailure { return (failure.message, failure.remedy) }
    if let failure = error as? StoreFailure { return (failure.message, failure.remedy) }
    return ("", "")
  }

  private static func check(_ life: FolderLife, _ accounting: Accounting, _ left: Left, _ note: String) {
    let outputs = life.broker.committedOutputs
    var chains = CaseChains()
    chains.take(outputs)
    #expect(chains.problems.isEmpty, "\(note)")
    #expect(accounting.records == left.records, "\(note)")
    #expect(accounting.caseEvents == chains.changes.values.reduce(0, +), "\(note)")
    #expect(Array(outputs.prefix(left.outputs.count)) == left.outputs, "\(note)")
    // Where statistics were lost, panes are not judged; else all is as it would have been.
    if !life.told.contains(where: { $0.hasPrefix("statistics are learned anew") }) {
      let same = outputs == left.calm
      #expect(same, "\(note): \(Difference(outputs, left.calm)), \(life.told)")
    }
  }
}

extension SimulatedBroker {
  fileprivate var copy: BrokerState { state.withLock { $0 } }
}
