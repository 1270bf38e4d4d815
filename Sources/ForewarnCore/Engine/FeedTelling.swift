/// A topic whose customers are silent together.
public struct SilentFeed: Sendable, Equatable {
  public var topic: String
  public var silentInstances: Int
  /// Instances of the topic that are used enough for their silence to be news.
  public var establishedInstances: Int
}

/// What the operator is told of feeds that stop.
extension Engine {
  public var silentFeeds: [SilentFeed] {
    statistics.learned.silentFeeds.feeds.compactMap { feed in
      source(ofTopic: feed.topic).map {
        SilentFeed(
          topic: sources[$0].partition.topic, silentInstances: feed.silent, establishedInstances: feed.established)
      }
    }
  }

  private func source(ofTopic hash: UInt64) -> Int? {
    sources.indices.first { Statistics.hash(ofTopic: sources[$0].partition.topic) == hash }
  }

  /// Says once that a topic has stopped, and once that it goes on.
  mutating func tellFeeds() {
    let silent = statistics.learned.silentFeeds.feeds
    guard !silent.isEmpty || !toldFeeds.isEmpty else { return }
    for feed in silent where !toldFeeds.contains(feed.topic) {
      let percent = feed.silent * 100 / feed.established
      tell(
        of: feed.topic, "feed_silent",
        "\(feed.silent) of \(feed.established) instances (\(percent) %) fell silent at once: the feed has stopped, not its customers; their usage is not judged until it goes on"
      )
    }
    for topic in toldFeeds where !silent.contains(where: { $0.topic == topic }) {
      tell(of: topic, "feed_back", "the feed goes on; the usage of its instances is judged again")
    }
    toldFeeds = silent.map(\.topic)
  }

  /// Says once of an alert type that many instances have it for the first time.
  mutating func tellRollouts() {
    guard let partition = sources.indices.first(where: { sources[$0].decoder.kind == .alerts }) else { return }
    for rollout in closed.learned.rollouts {
      let name = statistics.names.name(rollout.name)
      note(
        Notice(
          partition: partition, offset: nil, reason: "alert_rollout",
          explanation:
            "the alert \(name) is new in \(rollout.places) places within an hour, of \(rollout.established) instances: news of the monitoring, which opens no case"
        ))
    }
  }

  private mutating func tell(of topic: UInt64, _ reason: String, _ explanation: String) {
    guard let partition = source(ofTopic: topic) else { return }
    note(Notice(partition: partition, offset: nil, reason: reason, explanation: explanation))
  }
}
