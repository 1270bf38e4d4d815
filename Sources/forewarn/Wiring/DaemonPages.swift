import AdminServer
import StreamRuntime
import Synchronization

/// What the daemon shows over HTTP: metrics, and two answers for those who ask whether it is well.
final class DaemonPages: Sendable {
  private struct Seen {
    var status = DaemonStatus()
    var atMicros: Int64
  }

  /// A loop that has published nothing for so long is stuck.
  private static let aliveMicros: Int64 = 30_000_000
  /// Without a commit for so long, while records wait, it is not ready.
  private static let commitMicros: Int64 = 120_000_000

  private let seen: Mutex<Seen>
  private let time = SystemTime()

  init() { seen = Mutex(Seen(atMicros: SystemTime().monotonicMicros)) }

  func publish(_ status: DaemonStatus) {
    let now = time.monotonicMicros
    seen.withLock { $0 = Seen(status: status, atMicros: now) }
  }

  var status: DaemonStatus { seen.withLock(\.status) }

  var routes: [Route] {
    [
      Route("/metrics") { [self] in
        Response(contentType: PrometheusText.contentType, body: PrometheusText.render(DaemonMetrics.families(status)))
      },
      Route("/healthz") { [self] in
        let silence = time.monotonicMicros - seen.withLock(\.atMicros)
        return silence < Self.aliveMicros
          ? .text("alive\n") : .text("the loop has not moved for \(silence / 1_000_000) s\n", status: 503)
      },
      Route("/readyz") { [self] in
        let problems = problems
        return problems.isEmpty ? .text("ready\n") : .text(problems.joined(separator: "\n") + "\n", status: 503)
      },
    ]
  }

  private var problems: [String] {
    let status = status
    var problems: [String] = []
    if status.phase != .running { problems.append("phase: \(status.phase.rawValue)") }
    if case .waiting(let reason) = status.connection { problems.append("kafka: \(reason)") }
    if let jump = status.clockJumpMicros {
      problems.append("clock: the wall clock jumped by \(jump / 1_000_000) s and is not followed")
    }
    let lag = status.partitions.compactMap(\.lag).reduce(0, +)
    if let committed = status.lastCommitMicros, lag > 0, time.wallMicros - committed > Self.commitMicros {
      problems.append("commit: none for \((time.wallMicros - committed) / 1_000_000) s while \(lag) records wait")
    }
    return problems
  }
}
