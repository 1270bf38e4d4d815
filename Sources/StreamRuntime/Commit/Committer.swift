internal import ForewarnCore

/// Makes an epoch durable, then true: SQLite first, Kafka's transaction second, pruning last. One epoch at a time.
struct Committer: Sendable {
  let log: any EventLog
  let store: any StateStore
  let time: any TimeSource
  let applicationUUID: String
  /// Told why an epoch does not come through, each time that it is tried again.
  var onRefused: @Sendable (String) -> Void = { _ in }

  enum Result: Sendable, Equatable {
    case committed
    /// Kafka has it, and it stays prepared: the disk could not fold it into its book.
    case unfolded(StoreFailure)
    case failed(RunFailure)
  }

  /// Statistics that the epoch names: saved before it.
  struct Statistics: Sendable, Equatable {
    var id: String
    var bytes: [UInt8]
  }

  private static let storeTries = 3
  func commit(_ epoch: Epoch, _ statistics: Statistics?) -> Result {
    precondition(
      statistics == nil || statistics?.id == epoch.statisticsID, "statistics are saved with the epoch that names them")
    precondition(epoch.bookID != epoch.parentBookID, "a book does not follow itself")
    // After a failed fsync nothing is known about the write: write it again; then stop, with nothing sent.
    var failure: StoreFailure?
    for attempt in 0..<Self.storeTries {
      if attempt > 0 { time.pause(millis: 100) }
      do {
        if let statistics { try store.saveStatistics(id: statistics.id, bytes: statistics.bytes) }
        try store.prepare(epoch)
        failure = nil
        break
      } catch {
        failure = error
      }
    }
    if let failure { return .failed(RunFailure(failure)) }
    return send(epoch)
  }

  /// Sends a prepared epoch until it is known to be in.
  func send(_ prepared: Epoch) -> Result {
    var epoch = prepared
    var refusals = Refusals()
    while true {
      switch log.commit(epoch) {
      case .committed: return fold(epoch)
      case .refused(let code, let reason, let permanent):
        onRefused("\(code): \(reason)")
        guard refusals.isBelieved(code, permanent) else {
          time.pause(millis: refusals.pauseMillis)
          break
        }
        switch giveWay(epoch, code, reason, &refusals) {
        case .again(let smaller):
          precondition(
            smaller.bookID == prepared.bookID && smaller.rows == prepared.rows && smaller.offsets == prepared.offsets,
            "book, offsets and chain do not depend on what an output had to give up")
          epoch = smaller
        case .failed(let failure): return .failed(failure)
        }
      case .unknown(let reason):
        onRefused(reason)
        switch settle(epoch) {
        case .isIn: return fold(epoch)
        case .isOut: break
        case .failed(let failure): return .failed(failure)
        }
      case .fenced(let reason): return .failed(whoFenced(reason, epoch))
      case .stop(let failure): return .failed(RunFailure(failure))
      }
    }
  }

  private enum Way {
    case again(Epoch)
    case failed(RunFailure)
  }

  /// What Kafka refuses for good has to change before it is sent again: an output of it, or the batches that it travels in.
  private func giveWay(_ epoch: Epoch, _ code: String, _ reason: String, _ refusals: inout Refusals) -> Way {
    switch PoisonSearch(log: log, time: time).reduce(epoch, code: code, reason: reason) {
    case .reduced(let smaller):
      do { try store.prepare(smaller) } catch { return .failed(RunFailure(error)) }
      refusals.changed()
      return .again(smaller)
    case .passes:
      if Refusals.isAboutSize(code), log.halveBatches() {
        // Another producer, so the question who is committed comes with it.
        if case .failed(let failure) = settle(epoch) { return .failed(failure) }
        refusals.changed()
      } else if !refusals.mayPassOnceMore() {
        return .failed(
          RunFailure(
            .stop,
            "Kafka refuses an epoch again and again of which it refuses no part (\(Refusals.roundsInVain) rounds): \(code): \(reason)",
            remedy:
              "Compare max.message.bytes of the output and state topics with what the brokers' logs say, then start again: what is prepared is sent then."
          ))
      }
      return .again(epoch)
    case .nothingIsAccepted:
      return .failed(
        RunFailure(
          .stop, "Kafka refuses even the least that can be committed: \(code): \(reason)",
          remedy:
            "Check max.message.bytes and the ACLs of the output and state topics, the transactional id and the group, then start again."
        ))
    }
  }

  private func fold(_ epoch: Epoch) -> Result {
    do {
      try store.fold(bookID: epoch.bookID, keepingStatistics: Set([epoch.statisticsID].compactMap(\.self)))
      return .committed
    } catch {
      return .unfolded(error)
    }
  }

  private enum Settled {
    case isIn, isOut
    case failed(RunFailure)
  }

  /// An unknown outcome: a new producer fences the late request and settles; then committed() tells.
  private func settle(_ epoch: Epoch) -> Settled {
    while true {
      do {
        try log.fence()
        let named = Set(try log.committed().map { CommitMetadata($0.metadata)?.bookID })
        if named == [epoch.bookID] { return .isIn }
        if named == [epoch.parentBookID] || (named.isEmpty && epoch.parentBookID == nil) { return .isOut }
        return .failed(
          RunFailure(
            .takenOver, "after a commit in doubt the group names another state: another process commits under this id",
            remedy:
              "Only one daemon may run under one application.id. Stop the other one, or give this one an id of its own."
          ))
      } catch {
        guard error.kind == .unavailable else { return .failed(RunFailure(error)) }
        onRefused(error.message)
        time.pause(millis: 500)
      }
    }
  }

  /// Fenced by a newer process, or by a transaction timeout. Only the first is final: its take-over commit tells.
  private func whoFenced(_ reason: String, _ epoch: Epoch) -> RunFailure {
    time.pause(millis: 1_500)
    let committed = (try? log.committed()) ?? []
    // What this epoch follows is no other process's: after a change of disk it still names the old one.
    let isForeign = committed.compactMap { CommitMetadata($0.metadata) }.contains {
      $0.applicationUUID != applicationUUID && $0.bookID != epoch.parentBookID
    }
    if isForeign {
      return Self.takenOver(reason)
    }
    return RunFailure(
      .restart, "the producer was fenced (\(reason)), not by another state", remedy: "It starts again by itself.")
  }

  static func takenOver(_ reason: String) -> RunFailure {
    RunFailure(
      .takenOver, "another process has taken over this application id (\(reason))",
      remedy: "Only one daemon may run under one application.id. Stop the other one, or give this one an id of its own."
    )
  }
}
