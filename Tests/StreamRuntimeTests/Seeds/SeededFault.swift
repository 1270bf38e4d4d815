/// What may go wrong in a life. Each draws from a sequence of its own, so that a life without one of them keeps the others.
enum SeededFault: String, CaseIterable, Sendable {
  // The process and its host.
  case kill, pause, termination, secondProcess, failover, diskLost, failedSync, failedFold
  // What brokers answer.
  case commits, polls, slowPartition, questions, outage
  case unauthorised, refusedCommits, outputLimit, batchLimit
  // What becomes of the input topics.
  case emptyPartition, addedPartition, openTransaction, abortedTransaction, unanswered, unknownTopic, topicAnew
  case retention, inputLost
  // What clocks and producers do.
  case clockForward, clockBackward, producersAhead, lateFlush
  // What people do while nobody runs.
  case groupExpired, offsetsReset, partitionsDisagree, topicOffsetsDropped, otherCluster, otherApplication, otherSlice
  case unreleasedOffsets, stateTopicLost, bookLost

  /// Change neither what is read nor when: the same cases come out as in a life without them.
  static let timeless: Set<SeededFault> = [
    .kill, .commits, .polls, .failedSync, .failedFold, .batchLimit, .termination,
  ]

  /// What the daemon says when it stops because of it; nil when it has to go on.
  var stop: String? {
    switch self {
    case .failedFold: "a row of the base cannot be read"
    case .unauthorised: "not authorised"
    case .refusedCommits: "Kafka refuses"
    case .unknownTopic: "was deleted while it was read"
    case .topicAnew: "not what was read|is not the log that was read"
    case .inputLost: "retention has passed|retention has taken them"
    case .groupExpired: "has no committed offsets any more"
    case .offsetsReset: "were set by hand"
    case .partitionsDisagree: "do not belong together"
    case .topicOffsetsDropped: "has dropped the committed offsets"
    case .otherCluster: "belongs to Kafka cluster"
    case .otherApplication: "the state folder belongs to group"
    case .otherSlice: "belong to slice"
    case .unreleasedOffsets: "development version"
    case .bookLost: "neither on this disk nor in the state topic"
    default: nil
    }
  }

  func explains(_ message: String) -> Bool {
    stop?.split(separator: "|").contains { message.contains($0) } ?? false
  }

  /// After it the statistics may be learned anew.
  var mayLoseStatistics: Bool {
    [.diskLost, .failover, .secondProcess, .retention, .inputLost, .topicAnew].contains(self) || mendedByMoving
  }

  /// The way on is `state adopt` or `state restart`.
  var mendedByMoving: Bool {
    [.groupExpired, .offsetsReset, .partitionsDisagree, .inputLost, .topicAnew].contains(self)
  }

  /// Happens between two lives.
  var isByHand: Bool {
    mendedByMoving && self != .inputLost
      || [.topicOffsetsDropped, .otherCluster, .otherApplication, .otherSlice, .unreleasedOffsets, .bookLost].contains(
        self)
      || self == .stateTopicLost
  }

  /// Lasts from a moment on, for so many seconds.
  var seconds: ClosedRange<Int64>? {
    switch self {
    case .outage: 20...150
    case .unauthorised, .refusedCommits: 60...240
    case .outputLimit, .batchLimit: 120...400
    case .openTransaction, .abortedTransaction: 30...300
    case .unanswered: 10...120
    case .unknownTopic: 15...60
    case .clockForward, .clockBackward: 30...280
    case .lateFlush: 180...500
    case .addedPartition, .inputLost: 1...1
    default: nil
    }
  }
}
