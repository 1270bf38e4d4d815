public import ForewarnCore

/// Looks at what brokers say of the input partitions, about once a second: what gives no answer and what cannot be seen is told, and what
/// can never be right again stops the daemon.
struct InputWatch {
  /// A topic may be unknown to a broker for moments, as after its restart.
  static let unknownMicros: Int64 = 10_000_000

  private let partitions: [TopicPartition]
  private let maxWaitMicros: Int64
  private var silent: [Outage]
  private var hidden: [Outage]

  init(_ partitions: [TopicPartition], maxWaitMicros: Int64) {
    self.partitions = partitions
    self.maxWaitMicros = maxWaitMicros
    silent = partitions.map {
      Outage(
        "input \($0.name) gives no answer, and time goes on without it", over: "input \($0.name) answers again",
        toleranceMicros: maxWaitMicros)
    }
    hidden = partitions.map {
      Outage(
        "input \($0.name) has records behind a transaction of their producer that is open, and nobody can read them",
        over: "the records of input \($0.name) that stood behind an open transaction can be read",
        toleranceMicros: maxWaitMicros)
    }
  }

  /// What to tell. Throws when a topic is gone.
  mutating func look(_ log: any EventReader, now: Int64) throws(RunFailure) -> [String] {
    if case .replaced(let partition, let reason)? = log.layoutChange { throw Self.replaced(partition, reason) }
    var lines: [String] = []
    for p in partitions.indices {
      let standing = log.standing(p)
      if let trouble = standing.trouble, trouble.kind == .unknownTopic, now - trouble.sinceMicros >= Self.unknownMicros
      {
        throw Self.unknown(partitions[p], trouble.reason)
      }
      if let line = silent[p].look(standing.trouble?.reason, now: now) { lines.append(line) }
      let text = standing.hidden.map { "\($0.count) offsets; silence of its customers is no finding meanwhile" }
      if let line = hidden[p].look(text, now: now) { lines.append(line) }
    }
    return lines
  }

  /// What is said of a partition for longer than a hiccup.
  func told(_ p: Int, _ log: any EventReader) -> (trouble: String?, hidden: Int64) {
    let standing = log.standing(p)
    return (silent[p].isTold ? standing.trouble?.reason : nil, standing.hidden?.count ?? 0)
  }

  private static func unknown(_ partition: TopicPartition, _ reason: String) -> RunFailure {
    RunFailure(
      .stop, "input topic \(partition.topic) is gone (\(reason)): it was deleted while it was read",
      remedy:
        "Nothing was changed. Take it out of `topics` in the configuration, or make it again and run `forewarn state restart --from earliest`."
    )
  }

  static func replaced(_ partition: TopicPartition, _ reason: String) -> RunFailure {
    RunFailure(
      .stop, "input \(partition.name) is not the log that was read before: \(reason)",
      remedy:
        "Nothing was changed. If its topic was made anew on purpose, run `forewarn state restart --from earliest` (open cases stay); else restore its records."
    )
  }
}

extension TopicPartition {
  /// As people write it: `<topic>/<number>`.
  public var name: String { "\(topic)/\(partition)" }
}
