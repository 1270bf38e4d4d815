internal import CRdKafka
internal import ForewarnCore
public import StreamRuntime

// What is learned of the topics before anything is read.
extension KafkaLog {
  /// Learns the partitions, checks that every topic exists, and fits batches to what the topics take. A broker that does not answer is
  /// waited for: `stillWaiting` gets a sentence about once a second and answers whether to go on. `onFinding` is told what is wrong with
  /// topics that are there.
  public func open(
    onFinding: (TopicFinding) -> Void = { _ in }, stillWaiting: (String) -> Bool
  ) throws(LogFailure) {
    let topics = settings.inputs + writtenTopics
    let counts = try TopicDirectory.partitionCountsIfThere(of: topics, client: consumer, stillWaiting: stillWaiting)
    let there = Dictionary(zip(topics, counts).compactMap { topic, count in count.map { (topic, $0) } }) { $1 }
    // All that is wrong is told, also where something is missing.
    for finding in survey(there) { onFinding(finding) }
    let missing = topics.filter { there[$0] == nil }
    guard missing.isEmpty else { throw TopicDirectory.missing(missing) }
    layout = InputLayout(settings.inputs.map { InputLayout.Topic(name: $0, partitions: there[$0] ?? 0) })
  }

  /// Looks at the settings of the topics that are written.
  private func survey(_ partitions: [String: Int]) -> [TopicFinding] {
    guard settings.asksTopicSettings else { return [] }
    let answers: [String: Result<[String: String], KafkaError>]
    let written = writtenTopics.filter { partitions[$0] != nil }
    switch TopicSettings.ask(written, client: consumer, timeoutMillis: Self.settingsMillis) {
    case .success(let settings): answers = settings
    case .failure(let error): answers = Dictionary(uniqueKeysWithValues: written.map { ($0, .failure(error)) })
    }
    var facts: [String: TopicFacts] = [:]
    var batch = gate.batch
    for (topic, answer) in answers {
      facts[topic] = TopicFacts(partitions: partitions[topic], settings: try? answer.get())
      if let bytes = facts[topic]?.maxMessageBytes { batch.fit(maxMessageBytes: bytes) }
    }
    gate.batch = batch
    let findings = TopicSurvey.findings(outputs: settings.outputs, stateTopic: settings.stateTopic, facts)
    // Not told in the order of a dictionary.
    guard let topic = answers.keys.sorted().first(where: { facts[$0]?.settings == nil }),
      case .failure(let error)? = answers[topic]
    else { return findings }
    return findings + [
      TopicFinding(
        topic: topic, what: "does not tell its settings (\(error.name)), so that nobody checks them",
        remedy: "Grant this principal the right DescribeConfigs; `forewarn topics acls` lists all rights.")
    ]
  }

  private static let settingsMillis = 10_000

  /// Output and state topics, in a fixed order.
  var writtenTopics: [String] {
    OutputRole.allCases.compactMap { settings.outputs[$0] } + [settings.stateTopic]
  }
}
