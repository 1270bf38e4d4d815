internal import ForewarnCore

/// Makes an epoch durable, then true: SQLite first, Kafka's transaction second, pruning last. One epoch at a time.
struct Committer: Sendable {
  let log: any EventLog
  let store: any StateStore
  let time: any TimeSource
  let applicationUUID: String

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
  private static let refusalsToBelieve = 3

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
    var refusals: [String: Int] = [:]
    var backoffMillis = 20
    while true {
      switch log.commit(epoch) {
      case .committed: return fold(epoch)
      case .refused(let code, let reason, let permanent):
        refusals[code, default: 0] += 1
        if permanent, refusals[code, default: 0] >= Self.refusalsToBelieve {
          switch PoisonSearch(log: log, time: time).reduce(epoch, code: code, reason: reason) {
          case .reduced(let smaller):
            precondition(
              smaller.bookID == prepared.bookID && smaller.rows == prepared.rows && smaller.offsets == prepared.offsets,
              "book, offsets and chain do not depend on what an output had to give up")
            do { try store.prepare(smaller) } catch { return .failed(RunFailure(error)) }
            epoch = smaller
            refusals = [:]
          case .passes: refusals = [:]
          case .nothingIsAccepted:
            return .failed(
              RunFailure(
                .stop, "Kafka refuses even the least that can be committed: \(code): \(reason)",
                remedy:
                  "Check max.message.bytes and the ACLs of the output and state topics, the transactional id and the group, then start again."
              ))
          }
        } else {
          time.pause(millis: backoffMillis)
          backoffMillis = min(backoffMillis * 2, 2_000)
        }
      case .unknown:
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
              "Only one daemon may run under one application id. Stop the other one, or give this one an id of its own."
          ))
      } catch {
        guard error.kind == .unavailable else { return .failed(RunFailure(error)) }
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
      return RunFailure(
        .takenOver, "another process has taken over this application id (\(reason))",
        remedy:
          "Only one daemon may run under one application id. Stop the other one, or give this one an id of its own.")
    }
    return RunFailure(
      .restart, "the producer was fenced (\(reason)), not by another state", remedy: "It starts again by itself.")
  }
}
