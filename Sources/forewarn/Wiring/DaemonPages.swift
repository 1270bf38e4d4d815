import AdminServer
import StreamRuntime
import Synchronization

/// What the daemon shows over HTTP: metrics, and two answers for those who ask whether it is well.
final class DaemonPages: Sendable {
  private let seen: Mutex<Wellbeing>
  private let time = SystemTime()
  /// How far the dashboard has come; nothing where there is none.
  private let filling = Mutex<(@Sendable () -> DashboardAPI.Filling)?>(nil)

  init() { seen = Mutex(Wellbeing(nowMicros: SystemTime().monotonicMicros)) }

  /// Whose figures stand among the metrics from now on.
  func watch(_ dashboard: Dashboard) { filling.withLock { $0 = { dashboard.filling } } }

  func publish(_ status: DaemonStatus) {
    let now = time.monotonicMicros
    seen.withLock { $0.told(status, nowMicros: now) }
  }

  private var status: DaemonStatus { seen.withLock(\.status) }

  /// How it stands, and why it is not well; nothing when it is.
  var standing: (status: DaemonStatus, problems: [String]) {
    seen.withLock { ($0.status, $0.problems(nowMicros: time.monotonicMicros)) }
  }

  /// The same in words.
  var text: StatusText {
    let now = time.monotonicMicros
    return seen.withLock {
      StatusText(
        status: $0.status, problems: $0.problems(nowMicros: now), notes: $0.notes, nowMicros: time.wallMicros)
    }
  }

  /// Why the process is not alive; nil when it is.
  var stillness: String? { seen.withLock { $0.stillness(nowMicros: time.monotonicMicros) } }

  var routes: [Route] {
    [
      Route("/metrics") { [self] in
        let families = DaemonMetrics.families(status, filling.withLock { $0?() })
        return Response(contentType: PrometheusText.contentType, body: PrometheusText.render(families))
      },
      Route("/status") { [self] in
        let text = text
        return .text(text.lines.joined(separator: "\n") + "\n", status: text.problems.isEmpty ? 200 : 503)
      },
      Route("/status.json") { [self] in
        let text = text
        return Response(
          status: text.problems.isEmpty ? 200 : 503, contentType: "application/json", body: Array(text.json.utf8))
      },
      Route("/healthz") { [self] in
        stillness.map { .text($0 + "\n", status: 503) } ?? .text("alive\n")
      },
      Route("/readyz") { [self] in
        let (problems, notes) = seen.withLock { ($0.problems(nowMicros: time.monotonicMicros), $0.notes) }
        let lines = (problems.isEmpty ? ["ready"] : problems) + notes
        return .text(lines.joined(separator: "\n") + "\n", status: problems.isEmpty ? 200 : 503)
      },
    ]
  }
}
