internal import ForewarnCore

/// Where the chain of books stands: each epoch follows the last one, by its parent, its number and its offsets.
struct EpochChain: Equatable, Sendable {
  /// nil before the first book.
  private(set) var bookID: String?
  private(set) var number: Int64
  /// Next offsets of the newest book, in the order of the log's partitions.
  private(set) var offsets: [PartitionOffset]

  /// After a book that was read.
  init(bookID: String?, number: Int64, offsets: [PartitionOffset]) {
    precondition((bookID == nil) == (number == 0), "books are numbered from 1; before the first there is none")
    precondition(offsets.allSatisfy { $0.offset >= 0 }, "a book knows where each partition goes on")
    self.bookID = bookID
    self.number = number
    self.offsets = offsets
  }

  /// Before an epoch is written: it must follow.
  mutating func append(_ epoch: Epoch) {
    if let fault = fault(of: epoch) { preconditionFailure(fault) }
    bookID = epoch.bookID
    number = epoch.number
    offsets = epoch.offsets
  }

  /// Why an epoch does not follow the chain; nil when it does.
  func fault(of epoch: Epoch) -> String? {
    if epoch.parentBookID != bookID { return "an epoch follows the book that was committed last" }
    if epoch.bookID == bookID { return "every book has an id of its own" }
    if epoch.number != number + 1 { return "epochs are numbered without a gap" }
    if epoch.offsets.map(\.partition) != offsets.map(\.partition) {
      return "an epoch has offsets for all partitions, in their order"
    }
    if zip(epoch.offsets, offsets).contains(where: { $0.offset < $1.offset }) { return "what was read stays read" }
    return nil
  }
}

extension Epoch {
  /// Whether the text beside its offsets speaks of this epoch: a start finds the epoch by it.
  var isNamedByItsMetadata: Bool {
    guard let named = CommitMetadata(metadata) else { return false }
    return named.bookID == bookID && named.epoch == number && named.statisticsID == statisticsID
  }
}
