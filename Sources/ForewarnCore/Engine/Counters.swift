/// Totals for metrics, since the process started. Not part of the state.
public struct Counters: Sendable {
  public var rejected = [Int64](repeating: 0, count: Rejection.allCases.count)
  public var quarantined = [Int64](repeating: 0, count: Quarantine.allCases.count)
  public var decisions: Int64 = 0
  public var findings: Int64 = 0
  public var caseEvents = [Int64](repeating: 0, count: CaseEventType.allCases.count)
  /// Openings that were kept back, by reason, counted at every pane at which they wait.
  public var suppressed = [Int64](repeating: 0, count: Suppression.allCases.count)
  public var controlsRejected = [Int64](repeating: 0, count: ControlRejection.allCases.count)
  public var controlsApplied: Int64 = 0
  /// Health records that `Limits.healthRecordsPerPane` kept back, counted at every pane at which they wait.
  public var healthDeferred: Int64 = 0
  /// Alerts that met the immediate rule though nobody says where their instance is, by reason.
  public var unknownEnvironments = [Int64](repeating: 0, count: UnknownEnvironment.allCases.count)
  /// Texts of case events that named another customer.
  public var textsWithheld: Int64 = 0
  /// Names that made room for others, having been silent for long.
  public var forgottenInstances: Int64 = 0
  public var forgottenSeries: Int64 = 0
  /// Offsets that were skipped because retention had taken what stood there.
  public var lost: Int64 = 0
  /// Records taken while the state was taught again after a start.
  public var taught: Int64 = 0
  /// Times that taught statistics did not end where the book was.
  public var diverged: Int64 = 0

  public init() {}

  mutating func count(_ rejection: Rejection, _ events: Int64) {
    if let index = Rejection.allCases.firstIndex(of: rejection) { rejected[index] += events }
  }

  mutating func count(_ suppression: Suppression) {
    if let index = Suppression.allCases.firstIndex(of: suppression) { suppressed[index] += 1 }
  }

  mutating func count(_ rejection: ControlRejection) {
    if let index = ControlRejection.allCases.firstIndex(of: rejection) { controlsRejected[index] += 1 }
  }

  mutating func count(_ cause: Quarantine) {
    if let index = Quarantine.allCases.firstIndex(of: cause) { quarantined[index] += 1 }
  }

  mutating func count(_ reason: UnknownEnvironment) {
    if let index = UnknownEnvironment.allCases.firstIndex(of: reason) { unknownEnvironments[index] += 1 }
  }

  mutating func count(_ type: CaseEventType) { caseEvents[Int(type.rawValue)] += 1 }
}

/// A word of a topic that nobody explained.
public struct UnknownWord: Sendable, Equatable {
  public var topic: String
  public var field: UnknownWords.Field
  public var word: String
  /// Alerts that had it, since the process started.
  public var alerts: Int64

  public init(topic: String, field: UnknownWords.Field, word: String, alerts: Int64) {
    self.topic = topic
    self.field = field
    self.word = word
    self.alerts = alerts
  }
}

/// What the records of a topic held that is no event.
public struct TopicPassedOver: Sendable, Equatable {
  public var topic: String
  /// Since the process started.
  public var counts: PassedOverCounts

  public init(topic: String, counts: PassedOverCounts) {
    self.topic = topic
    self.counts = counts
  }
}

extension Engine {
  /// By topic, then in the order in which they came up.
  public var unknownWords: [UnknownWord] {
    byTopic { merge.unknownWords(of: $0) }.flatMap { topic, words in
      words.counts.map { UnknownWord(topic: topic, field: $0.field, word: $0.word, alerts: $0.alerts) }
    }
  }

  /// By topic.
  public var passedOver: [TopicPassedOver] {
    byTopic { merge.passedOver(of: $0) }.map { TopicPassedOver(topic: $0.topic, counts: $0.tally) }
  }

  /// What the decoders of a topic's partitions have counted, of those that have counted anything.
  private func byTopic<Tally: PartitionTally>(_ tally: (Int) -> Tally) -> [(topic: String, tally: Tally)] {
    var topics: [(topic: String, tally: Tally)] = []
    for (p, source) in sources.enumerated() {
      let own = tally(p)
      if own.isEmpty { continue }
      if let place = topics.firstIndex(where: { $0.topic == source.partition.topic }) {
        topics[place].tally.add(own)
      } else {
        topics.append((source.partition.topic, own))
      }
    }
    return topics
  }
}
