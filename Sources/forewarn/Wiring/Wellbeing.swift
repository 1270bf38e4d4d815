import ForewarnCore
import StreamRuntime

/// Whether the daemon is alive and whether it is ready, from what it last told. Pure, so that the watchdog, `/healthz` and `/readyz` say
/// the same.
struct Wellbeing: Sendable {
  /// A loop that has told nothing for so long is stuck.
  static let silenceMicros: Int64 = 30_000_000
  /// While it starts, single questions to brokers take as long as a transaction may.
  static let startSilenceMicros: Int64 = 120_000_000
  /// Records that are not committed after so long wait for something.
  static let unreadyMicros: Int64 = 30_000_000
  /// Brokers answer and nothing is committed for so long: another process may do better.
  static let stuckMicros: Int64 = 300_000_000
  /// Without a commit for so long, while records wait, it is not ready.
  static let commitMicros: Int64 = 120_000_000

  private(set) var status = DaemonStatus()
  private var toldAt: Int64
  private var commits: Int64 = 0
  private var committedAt: Int64

  init(nowMicros: Int64) {
    toldAt = nowMicros
    committedAt = nowMicros
  }

  mutating func told(_ status: DaemonStatus, nowMicros: Int64) {
    if status.commits != commits { committedAt = nowMicros }
    commits = status.commits
    self.status = status
    toldAt = nowMicros
  }

  /// Why it is not alive; nil when it is. What waits for brokers is alive, at the start as later.
  func stillness(nowMicros: Int64) -> String? {
    let silence = nowMicros - toldAt
    if status.phase == .starting {
      return silence < Self.startSilenceMicros ? nil : "the start has not moved for \(Self.seconds(silence)) s"
    }
    guard silence < Self.silenceMicros else { return "the loop has not moved for \(Self.seconds(silence)) s" }
    let age = uncommittedMicros(nowMicros)
    guard status.connection == .connected, age >= Self.stuckMicros else { return nil }
    return "nothing is committed for \(Self.seconds(age)) s, and brokers answer"
  }

  /// Why it is not ready; empty when it is.
  func problems(nowMicros: Int64) -> [String] {
    var problems: [String] = []
    if status.phase != .running { problems.append("phase: \(status.phase.rawValue)") }
    if case .waiting(let reason) = status.connection { problems.append("kafka: \(reason)") }
    if let jump = status.clockJumpMicros {
      problems.append("clock: the wall clock jumped by \(Self.seconds(jump)) s and is not followed")
    }
    let age = uncommittedMicros(nowMicros)
    if age >= Self.unreadyMicros {
      let why = status.commitTrouble.map { ": \($0)" } ?? ""
      problems.append("commit: the oldest record that is not committed has waited for \(Self.seconds(age)) s\(why)")
    }
    let lag = status.partitions.compactMap(\.lag).reduce(0, +)
    if lag > 0, nowMicros - committedAt > Self.commitMicros {
      problems.append("commit: none for \(Self.seconds(nowMicros - committedAt)) s while \(lag) records wait")
    }
    for partition in status.partitions {
      guard let trouble = partition.trouble else { continue }
      problems.append("input \(partition.partition.name): no answer: \(trouble)")
    }
    return problems
  }

  /// What a person should know although it is ready.
  var notes: [String] {
    let hidden = status.partitions.filter { $0.hidden > 0 }.map {
      "input \($0.partition.name): \($0.hidden) offsets stand behind an open transaction of a producer"
    }
    return hidden + (status.fullness.map { [$0] } ?? [])
  }

  private func uncommittedMicros(_ now: Int64) -> Int64 { status.uncommittedSinceMicros.map { max(0, now - $0) } ?? 0 }

  private static func seconds(_ micros: Int64) -> Int64 { micros / 1_000_000 }
}
