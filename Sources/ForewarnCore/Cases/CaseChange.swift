/// One event of a case, as a value: what there is to tell.
struct CaseChange: Equatable {
  var type: CaseEventType
  var key: SituationKey
  var episode: Episode
  /// Of a resolved one.
  var resolution: Resolution?
  /// What was told last of this time; nil at its opening and when it comes back.
  var before: Episode?
  /// Nothing is new: an open case is repeated so that it is not lost.
  var isRefresh = false
  /// What a person said who made it.
  var word: String?
}

/// What came of a verdict.
enum CaseOutcome: Equatable {
  case changed(CaseChange)
  /// The case is over for good: its key leaves the output topic, its row the book.
  case forgotten(SituationKey)
}
