internal import ForewarnCore
internal import Synchronization

/// An epoch on its way, and where the committer leaves its outcome.
final class InFlight: Sendable {
  let startedAtMicros: Int64
  /// What is told once it is in.
  let caseEvents: [Output]
  private let refusal = Mutex<String?>(nil)
  private let outcome = Mutex<Committer.Result?>(nil)

  init(startedAtMicros: Int64, caseEvents: [Output]) {
    self.startedAtMicros = startedAtMicros
    self.caseEvents = caseEvents
  }

  var result: Committer.Result? { outcome.withLock(\.self) }

  /// Why it was last tried again.
  var trouble: String? {
    get { refusal.withLock(\.self) }
    set { refusal.withLock { $0 = newValue } }
  }

  func finish(_ result: Committer.Result) {
    outcome.withLock { outcome in
      precondition(outcome == nil, "an epoch ends once")
      outcome = result
    }
  }
}
