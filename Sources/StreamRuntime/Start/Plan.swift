internal import ForewarnCore

/// What a start does once the table has said that it may: a value, so that nothing is written while it is made.
struct Plan: Equatable {
  /// What Kafka has committed; nil for a state that is truly new.
  var book: StoredBook?
  var repair: Repair
  /// Prepared on top of what is committed: it goes out as it was.
  var rollForward: Epoch?

  enum Repair: Equatable {
    case nothing
    /// The disk has another book than the committed one, which the `state` topic has.
    case takeFromTopic
    /// The book was prepared and committed; only the fold is missing.
    case fold
  }

  init(_ row: StartRow, _ found: Found, slice: SliceID) throws(RunFailure) {
    repair = .nothing
    if case .fine(let metadata, let source) = row {
      let rows = (source == .local ? found.local.rows(metadata.bookID) : found.topicRows) ?? []
      guard Engine.digest(of: StateRows.book(rows)) == metadata.digest else { throw Self.damaged(metadata.bookID) }
      book = StoredBook(bookID: metadata.bookID, number: metadata.epoch, rows: rows)
      if source == .topic {
        repair = .takeFromTopic
      } else if found.stored.base?.bookID != metadata.bookID {
        repair = .fold
      }
    }
    // A first one may have been meant for another cluster.
    rollForward = found.stored.prepared.first { [book] epoch in
      guard let metadata = CommitMetadata(epoch.metadata) else { return false }
      return epoch.parentBookID == book?.bookID && metadata.clusterID == found.clusterID && metadata.slice == slice
    }
    precondition(rollForward?.isNamedByItsMetadata ?? true, "a prepared epoch is read back under its own id")
    precondition(
      rollForward == nil || rollForward?.number == (book?.number ?? 0) + 1, "epochs are numbered without a gap")
    precondition(book != nil || repair == .nothing, "what is truly new has nothing to repair")
  }

  /// The book that is committed once the plan is carried out.
  var finalBook: StoredBook? {
    guard let rollForward else { return book }
    return StoredBook(
      bookID: rollForward.bookID, number: rollForward.number,
      rows: StateRows.apply(rollForward.rows, to: book?.rows ?? []))
  }

  private static func damaged(_ bookID: String) -> RunFailure {
    RunFailure(
      .stop, "the state \(bookID) is damaged: its digest is not the one that was committed",
      remedy:
        "Nothing was overwritten. Restore the state folder from a copy, or move it away: the state topic has it too."
    )
  }
}
