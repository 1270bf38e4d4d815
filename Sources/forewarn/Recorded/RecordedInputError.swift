/// Recorded input that cannot be used as a whole. Single bad lines are no such error: the decoder refuses and counts them.
struct RecordedInputError: Error, Equatable {
  var path: String
  /// What happened.
  var reason: String
  /// What the user can do.
  var remedy: String

  var message: String { "\(path): \(reason); \(remedy)" }
}
