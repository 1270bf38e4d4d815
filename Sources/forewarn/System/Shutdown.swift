/// How the process ends, decided in one place. Pure: signals and times go in, what to do comes out.
///
/// The first request: commit and leave within the time given. Another one, a second later or more, or the time being up: leave at once;
/// what was not committed is read again at the next start.
struct Shutdown: Sendable, Equatable {
  enum Phase: Sendable, Equatable {
    case running
    case leaving(deadlineMicros: Int64)
    case left
  }

  enum Action: Sendable, Equatable {
    case none
    /// Stop reading, commit, close.
    case leave(deadlineMicros: Int64)
    case leaveAtOnce(ExitCode)
  }

  private static let repeatMicros: Int64 = 1_000_000
  let graceMicros: Int64
  private(set) var phase = Phase.running

  init(graceMicros: Int64 = 20_000_000) { self.graceMicros = graceMicros }

  /// SIGTERM or SIGINT, or the end of the work.
  mutating func requested(nowMicros: Int64) -> Action {
    switch phase {
    case .running:
      let deadline = nowMicros + graceMicros
      phase = .leaving(deadlineMicros: deadline)
      return .leave(deadlineMicros: deadline)
    case .leaving(let deadline):
      // A terminal and a wrapper each pass the same request on.
      guard nowMicros - (deadline - graceMicros) >= Self.repeatMicros else { return .none }
      phase = .left
      return .leaveAtOnce(.done)
    case .left: return .none
    }
  }

  /// To be asked now and then while leaving.
  mutating func passed(nowMicros: Int64) -> Action {
    guard case .leaving(let deadline) = phase, nowMicros >= deadline else { return .none }
    phase = .left
    // Nothing is lost, but something hung: a number other than 0 makes that visible.
    return .leaveAtOnce(.internalError)
  }

  /// Everything is committed and closed.
  mutating func finished() { phase = .left }
}
