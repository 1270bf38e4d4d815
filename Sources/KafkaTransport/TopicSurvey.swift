internal import ForewarnCore
internal import StreamRuntime

/// Something about a topic that works today and will bite: what, and what to do about it.
public struct TopicFinding: Sendable, Equatable {
  public var topic: String
  public var what: String
  public var remedy: String

  public var text: String { "topic \(topic) \(what). \(remedy)" }
}

/// What the brokers say of a topic.
struct TopicFacts: Sendable, Equatable {
  /// nil when it does not exist.
  var partitions: Int?
  /// nil when they were not told.
  var settings: [String: String]?

  var maxMessageBytes: Int? { settings?["max.message.bytes"].flatMap { Int($0) } }
}

/// What has to hold of the topics that are written, beyond that they exist. A pure table.
enum TopicSurvey {
  private static let dayMillis: Int64 = 86_400_000

  static func findings(
    outputs: [OutputRole: String], stateTopic: String, _ facts: [String: TopicFacts]
  ) -> [TopicFinding] {
    var found: [TopicFinding] = []
    if let state = facts[stateTopic] { found += findings(ofState: stateTopic, state) }
    if let cases = outputs[.cases], let facts = facts[cases] { found += findings(ofCases: cases, facts) }
    return found
  }

  private static func findings(ofState topic: String, _ facts: TopicFacts) -> [TopicFinding] {
    var found: [TopicFinding] = []
    if let partitions = facts.partitions, partitions > 1 {
      found.append(
        TopicFinding(
          topic: topic, what: "has \(partitions) partitions: the book is read as one table and needs one",
          remedy:
            "Stop the daemon, make another topic with one partition, name it under state.topic, and start again: the book is written there whole."
        ))
    }
    if let policy = facts.settings?["cleanup.policy"], !policy.contains("compact") || policy.contains("delete") {
      found.append(
        TopicFinding(
          topic: topic,
          what:
            "has cleanup.policy=\(policy): rows of the book that rest are deleted after its retention, and a lost state folder cannot be restored then",
          remedy: "Set cleanup.policy=compact on it."))
    }
    return found + tooSmall(topic, facts, "a row of the book")
  }

  private static func findings(ofCases topic: String, _ facts: TopicFacts) -> [TopicFinding] {
    var found: [TopicFinding] = []
    if let settings = facts.settings, let policy = settings["cleanup.policy"], policy.contains("delete"),
      let retention = settings["retention.ms"].flatMap({ Int64($0) }), retention >= 0, retention < dayMillis
    {
      found.append(
        TopicFinding(
          topic: topic,
          what:
            "deletes records after \(retention / 60_000) minutes: an open case is repeated once a day and is gone in between",
          remedy: "Set retention.ms to a day or more, or cases.refresh_hours below its retention."))
    }
    return found + tooSmall(topic, facts, "a case event")
  }

  private static func tooSmall(_ topic: String, _ facts: TopicFacts, _ what: String) -> [TopicFinding] {
    guard let bytes = facts.maxMessageBytes, bytes < Limits.caseEventBytes else { return [] }
    return [
      TopicFinding(
        topic: topic,
        what:
          "takes records of at most \(bytes) bytes (max.message.bytes), and \(what) may have \(Limits.caseEventBytes)",
        remedy:
          "Set max.message.bytes to \(Limits.caseEventBytes * 2) or more; larger case events are reduced until then.")
    ]
  }
}
