internal import ForewarnCore

/// Folds that failed one after the other. Kafka has those epochs and the disk has them prepared, so a later fold takes them along; as
/// long as none works, what is prepared grows.
struct FoldTries {
  /// In a row.
  private var failures = 0
  private var newest: StoreFailure?

  /// What to tell the operator: that it is over.
  mutating func succeeded() -> String? {
    guard failures > 0 else { return nil }
    self = FoldTries()
    return "the state folder folds commits again"
  }

  /// What to tell the operator: once, and again when it is another failure.
  mutating func failed(_ failure: StoreFailure) -> String? {
    precondition(failures < Limits.failedFolds, "after so many the daemon has stopped")
    failures += 1
    guard newest != failure else { return nil }
    newest = failure
    return
      "a commit is in Kafka, but could not be folded into the book on disk: \(failure.message); the next one tries again"
  }

  /// Why to stop, once there were too many.
  var failure: RunFailure? {
    guard failures >= Limits.failedFolds, let newest else { return nil }
    var failure = RunFailure(newest)
    failure.message = "\(failures) commits in a row could not be folded into the book on disk: \(newest.message)"
    return failure
  }
}
