import Dispatch
import Glibc
import StreamRuntime
import Synchronization

/// The process's way out: signals ask for it, the daemon's loop looks at it, and a deadline enforces it.
final class ProcessExit: Sendable {
  private let state = Mutex(Shutdown())
  private let asked = Atomic(false)
  private let time = SystemTime()
  private let wake = Mutex<(@Sendable () -> Void)?>(nil)
  private let complain: @Sendable (String) -> Void

  init(complain: @escaping @Sendable (String) -> Void) { self.complain = complain }

  var isAsked: Bool { asked.load(ordering: .relaxed) }

  /// Called when somebody waits who should hear of it at once.
  func onAsked(_ body: @escaping @Sendable () -> Void) { wake.withLock { $0 = body } }

  /// SIGTERM or SIGINT.
  func request() {
    switch state.withLock({ $0.requested(nowMicros: time.monotonicMicros) }) {
    case .none: break
    case .leaveAtOnce(let code):
      complain("asked twice: leaving at once; what was not committed is read again at the next start")
      _exit(code.rawValue)
    case .leave(let deadlineMicros):
      asked.store(true, ordering: .relaxed)
      wake.withLock(\.self)?()
      let left = max(0, deadlineMicros - time.monotonicMicros)
      DispatchQueue.global().asyncAfter(deadline: .now() + .microseconds(Int(left))) { [self] in enforce() }
    }
  }

  func finished() { state.withLock { $0.finished() } }

  private func enforce() {
    guard case .leaveAtOnce(let code) = state.withLock({ $0.passed(nowMicros: time.monotonicMicros) }) else { return }
    complain("the last commit did not come through in time: leaving; it is read or sent again at the next start")
    _exit(code.rawValue)
  }
}
