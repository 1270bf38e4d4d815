internal import ForewarnCore
internal import StreamRuntime

/// What the input topics were when the log was opened: how many partitions each has, and which of them are read. What is seen later is
/// measured against it.
struct InputLayout: Equatable, Sendable {
  struct Topic: Equatable, Sendable {
    var name: String
    var partitions: Int
  }

  /// In the order of the settings.
  let topics: [Topic]
  /// Those that are read, sorted: readers and engine number them so.
  let partitions: [TopicPartition]

  init(_ topics: [Topic] = []) {
    self.topics = topics
    partitions = topics.flatMap { topic in
      (0..<Int32(topic.partitions)).map { TopicPartition(topic: topic.name, partition: $0) }
    }.sorted()
  }

  /// What it means that a topic has another number of partitions by now; nil when it means nothing.
  func change(of topic: Topic, to count: Int) -> LayoutChange? {
    if count > topic.partitions { return .added(topic: topic.name, from: topic.partitions, to: count) }
    if count < topic.partitions {
      return .replaced(
        TopicPartition(topic: topic.name, partition: Int32(count)),
        reason: "its topic has \(count) partitions, and had \(topic.partitions)")
    }
    return nil
  }
}
