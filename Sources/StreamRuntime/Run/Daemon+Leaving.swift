internal import ForewarnCore

// Leaving by a failure.
extension Daemon {
  /// A commit takes milliseconds when all is well; when it is not, the next start settles it.
  private static let lastFlightMicros: Int64 = 5_000_000
  private static let ownerMicros: Int64 = 10_000_000

  /// Whoever runs us closes log and store next, and the committer had better be done with them. Answers why the epoch in flight failed, if it
  /// did.
  func waitForFlight() -> RunFailure? {
    var failure: RunFailure?
    let deadline = time.monotonicMicros + Self.lastFlightMicros
    while inFlight != nil, time.monotonicMicros < deadline {
      log.wait(atMostMillis: 10)
      do throws(RunFailure) { try collect() } catch {
        around.report("the epoch in flight failed too: \(error.message)")
        failure = error
      }
      publish()
    }
    if inFlight != nil { around.report("leaving with an epoch in flight; the next start settles it") }
    return failure
  }

  /// A doubt that the next start settles is no failure of one who was told to leave. Who comes to the end of the input promises more.
  func leave(after failure: RunFailure) throws(RunFailure) {
    guard failure.kind == .restart, around.shouldStop(), !options.exitAtEnd else { throw failure }
    around.report("leaving without the last commit: \(failure.message); the next start settles it")
  }

  /// What looks broken to a process that was frozen for a while may be another one's doing: retention takes what that one has read.
  func whoStopped(_ failure: RunFailure, inFlight second: RunFailure?) -> RunFailure {
    if let second, second.kind == .takenOver { return second }
    guard failure.kind == .stop, watch != nil, inFlight == nil else { return failure }
    let books = committedNow.compactMap { CommitMetadata($0.metadata)?.bookID }
    guard let other = books.first(where: { $0 != chain.bookID && $0 != committedBookID }) else { return failure }
    return Committer.takenOver("the group's offsets name state \(other), not ours; seen after: \(failure.message)")
  }

  /// Empty where nobody answers in a few seconds.
  private var committedNow: [CommittedOffset] {
    let deadline = time.monotonicMicros + Self.ownerMicros
    while true {
      do throws(LogFailure) {
        return try committing.call { () throws(LogFailure) in try log.committed() }
      } catch {
        guard error.kind == .unavailable, time.monotonicMicros < deadline else { return [] }
        time.pause(millis: 500)
      }
    }
  }
}
