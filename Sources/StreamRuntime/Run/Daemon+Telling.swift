internal import ForewarnCore

// What the loop tells of itself, and what it looks at as often.
extension Daemon {
  /// About once a second, which it answers.
  @discardableResult
  func publish(force: Bool = false) -> Bool {
    let now = time.monotonicMicros
    guard force || now - publishedAt >= 1_000_000 else { return false }
    publishedAt = now
    status.take(engine, log, watch)
    status.uncommittedSinceMicros = clock.uncommittedSince
    status.commitTrouble = inFlight?.trouble
    status.clockJumpMicros = wall.jumpMicros
    tellOutages(now)
    for line in engine.takeWarningsTold() { around.report(line) }
    around.publish(status)
    return true
  }

  /// - Parameter isCatchingUp: whether more waits to be read. What is old where nothing waits is a feed of old times, and somebody looks.
  func handPanes(isCatchingUp: Bool) {
    guard let takePanes = around.takePanes else { return }
    let reports = engine.takePaneReports()
    guard let newest = reports.last else { return }
    takePanes(reports, isCatchingUp && isOld(Int64(newest.minute) * 60_000_000))
  }

  /// Whether this moment is long past: what is live is decided a few minutes after it was.
  func isOld(_ micros: Int64) -> Bool { engine.nowMicros - micros > Self.backlogMicros }

  private static let backlogMicros: Int64 = 600_000_000

  /// What stands still is worth a line.
  private func tellOutages(_ now: Int64) {
    var reason: String?
    if case .waiting(let why) = status.connection { reason = why }
    let jump = wall.jumpMicros.map {
      "it jumped by \($0 / 1_000_000) s; quiet streams stand still until records agree with it, or it has stood for \(TrustedClock.silenceMicros / 60_000_000) min"
    }
    let lines = [
      disconnected.look(reason, now: now), refused.look(inFlight?.trouble, now: now), clockJump.look(jump, now: now),
    ]
    for line in lines { if let line { around.report(line) } }
  }

  /// Looks at what has become of the inputs. True when partitions were added, which takes opening the log again.
  func mustReopen() throws(RunFailure) -> Bool {
    if let failure = takenOver { throw failure }
    for line in try watch?.look(log, now: time.monotonicMicros) ?? [] { around.report(line) }
    guard status.phase == .running, !options.exitAtEnd, case .added(let topic, let old, let new)? = log.layoutChange
    else {
      return false
    }
    around.report(
      "topic \(topic) has \(new) partitions now, and had \(old): taking up what was added, from its beginning")
    status.phase = .reopening
    return true
  }

  /// Another process has committed since this one did: on a quiet topic the next commit, which would be fenced, is minutes away.
  private var takenOver: RunFailure? {
    guard let since = committedSinceMicros, let seen = log.seenOwner, seen.askedAtMicros > since,
      let owner = CommitMetadata(seen.metadata), owner.applicationUUID != applicationUUID
    else { return nil }
    return Committer.takenOver("the group's offsets name another state")
  }
}
