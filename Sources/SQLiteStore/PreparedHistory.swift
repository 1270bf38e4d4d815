import StreamRuntime

/// Which prepared epochs lead from the base to a book, and which lead nowhere any more.
struct PreparedHistory {
  /// Oldest first; empty when the book is the base already.
  let folded: [Epoch]
  /// Book ids that neither are the folded book's future nor stay prepared.
  let obsolete: [String]

  /// nil when no chain of parents leads from `bookID` to `base`.
  init?(of bookID: String, on base: String?, prepared: [Epoch]) {
    var folded: [Epoch] = []
    var wanted: String? = bookID
    while wanted != base {
      // A chain longer than all there is goes round in a circle.
      guard folded.count < prepared.count, let epoch = prepared.first(where: { $0.bookID == wanted }) else {
        return nil
      }
      folded.append(epoch)
      wanted = epoch.parentBookID
    }
    var alive: Set<String> = [bookID]
    var grew = true
    while grew {
      let before = alive.count
      for epoch in prepared {
        if let parent = epoch.parentBookID, alive.contains(parent) { alive.insert(epoch.bookID) }
      }
      grew = alive.count > before
    }
    alive.remove(bookID)
    self.folded = folded.reversed()
    obsolete = prepared.map(\.bookID).filter { !alive.contains($0) }
  }
}
