internal import ForewarnCore

extension StartRow {
  /// Why the daemon does not start; nil for the two rows that go on.
  func failure(group: String) -> RunFailure? {
    guard let what = what(group: group), let remedy else { return nil }
    return RunFailure(.stop, what, remedy: remedy)
  }

  private func what(group: String) -> String? {
    switch self {
    case .new, .fine: nil
    case .groupExpired:
      "the state is here, but group \"\(group)\" has no committed offsets any more: they expired or were deleted, or all of its topics were"
    case .unreleasedVersion(let partitions):
      "the offsets of group \"\(group)\" (\(Self.list(partitions))) were committed by a development version of forewarn from before its first release (revision 30bfd5c or earlier), whose state is not read any more"
    case .offsetsReset(let partitions):
      "the offsets of group \"\(group)\" were set by hand or by another program (\(Self.list(partitions)) without our metadata), so they name no state"
    case .partitionsDisagree(let partitions):
      "the committed offsets of group \"\(group)\" do not belong together: \(Self.list(partitions)) differ or are missing"
    case .otherCluster(let state, let connected):
      "the state belongs to Kafka cluster \(state), but the brokers are cluster \(connected)"
    case .otherApplication(let state, let ours):
      "the state folder belongs to group \"\(state)\", and this daemon is group \"\(ours)\""
    case .otherSlice(let state, let ours):
      "the offsets of group \"\(group)\" belong to slice \(state), but this process is slice \(ours)"
    case .unknownBook(let id):
      "group \"\(group)\" has committed offsets that name state \(id ?? "(none)"), which is neither on this disk nor in the state topic"
    case .topicDeleted(let topics):
      "Kafka has dropped the committed offsets of \(topics.joined(separator: ", ")) and kept others of group \"\(group)\": a topic was deleted, and what stands there now is another"
    case .inputReplaced(let partitions):
      "\(Self.list(partitions)): what stands there is not what was read: a topic was made anew, or a broker lost records"
    case .inputLost(let partitions):
      "records that were not read yet are gone: retention has passed the committed offset of \(Self.list(partitions))"
    }
  }

  private var remedy: String? {
    switch self {
    case .new, .fine: nil
    case .groupExpired:
      "The state is untouched. Go on with it by `forewarn state adopt --at-committed` (where the book stopped) or `forewarn state restart --from earliest` (topics made anew)."
    case .unreleasedVersion:
      "Nothing was changed. Begin anew with a new application.id and a new state.path, or run the version that wrote it."
    case .offsetsReset:
      "Nothing was changed. `forewarn state inspect` shows the offsets of the book. Go on there by `forewarn state adopt --at-committed`, or where the reset meant to by `forewarn state restart --from earliest` (or latest, or a time)."
    case .partitionsDisagree:
      "Nothing was changed. Look for a second program that commits to this group and stop it; then go on with `forewarn state adopt --at-committed`."
    case .otherCluster:
      "Point kafka.bootstrap.servers back at the old cluster, or use a new state.path and a new application.id for the new one. Offsets of a mirror are not the same offsets."
    case .otherApplication:
      "Nothing was changed. Let state.path name this application's own folder (an empty one is filled from the state topic), or set application.id to that of the folder."
    case .otherSlice(let state, _):
      "Nothing was changed. Start it as slice \(state), or give it an application.id of its own."
    case .unknownBook:
      "Was state.path replaced, or the state topic deleted? Put the right folder back; or go on with an older book, if there is one, by `forewarn state adopt --at-committed`; or begin anew with a new application.id and a new state.path."
    case .topicDeleted, .inputReplaced:
      "Nothing was changed. If it was made anew on purpose, run `forewarn state restart --from earliest` (open cases stay); else restore its records."
    case .inputLost:
      "Raise the retention of the input topics. To go on without the lost records, run `forewarn state adopt --at-committed`, or set on_lost_input to skip."
    }
  }

  private static func list(_ partitions: [TopicPartition]) -> String {
    let shown = partitions.prefix(4).map { "\($0.topic)/\($0.partition)" }.joined(separator: ", ")
    return partitions.count > 4 ? "\(shown) and \(partitions.count - 4) more" : shown
  }
}
