internal import CRdKafka
internal import ForewarnCore
internal import StreamRuntime

/// Which partitions topics have, as the brokers say. Waits for brokers, and says so.
enum TopicDirectory {
  private static let attemptMillis = 1_000
  /// A topic that was made a moment ago is not known to every broker at once, though the one that made it says that it is there.
  private static let propagationMicros: Int64 = 5_000_000

  /// The number of partitions of each topic, in the order given; nil for one that does not exist. `stillWaiting` gets a sentence about
  /// once a second and answers whether to go on.
  static func partitionCountsIfThere(
    of topics: [String], client: KafkaClient, stillWaiting: (String) -> Bool
  ) throws(LogFailure) -> [Int?] {
    // Those that were made a moment ago were made together.
    let patience = monotonicMicros() + propagationMicros
    var counts: [Int?] = []
    for topic in topics {
      counts.append(try partitionCount(of: topic, client: client, patience: patience, stillWaiting: stillWaiting))
    }
    return counts
  }

  /// The same where every topic has to be there; those that are not are named together.
  static func partitionCounts(
    of topics: [String], client: KafkaClient, stillWaiting: (String) -> Bool
  ) throws(LogFailure) -> [Int] {
    let counts = try partitionCountsIfThere(of: topics, client: client, stillWaiting: stillWaiting)
    let missing = zip(topics, counts).filter { $0.1 == nil }.map(\.0)
    guard missing.isEmpty else { throw self.missing(missing) }
    return counts.compactMap(\.self)
  }

  /// Asks once and waits for nobody: a topic's partitions now.
  static func partitionCountNow(of topic: String, client: KafkaClient) -> Result<Int, KafkaError> { ask(topic, client) }

  private static func partitionCount(
    of topic: String, client: KafkaClient, patience: Int64, stillWaiting: (String) -> Bool
  ) throws(LogFailure) -> Int? {
    while true {
      let began = monotonicMicros()
      let problem: KafkaError
      switch ask(topic, client) {
      case .success(let count): return count
      case .failure(let error): problem = error
      }
      client.serve()
      if let refusal = client.observer.takeRefusal() { throw unauthorized(refusal) }
      switch ErrorTable.kind(of: problem.code) {
      case .unavailable: break
      case .missingTopic where began < patience:
        sleepMillis(100)
        continue
      case .missingTopic: return nil
      case .unauthorized:
        throw LogFailure(
          .unauthorized, "Kafka topic \(topic): \(problem.text)",
          remedy: "`forewarn topics acls` lists the rights that this principal needs.")
      case let kind:
        throw LogFailure(
          kind, "Kafka topic \(topic): \(problem.text) (\(problem.name))", remedy: "See the broker's log for the cause."
        )
      }
      let reason = client.observer.lastError?.text ?? problem.text
      guard stillWaiting("waiting for Kafka to describe topic \(topic): \(reason)") else {
        throw LogFailure(
          .unavailable, "no Kafka broker described topic \(topic): \(reason)",
          remedy: "Check kafka.bootstrap.servers, and that the brokers run and can be reached from here.")
      }
      sleepMillis(attemptMillis - Int((monotonicMicros() - began) / 1_000))
    }
  }

  private static func ask(_ topic: String, _ client: KafkaClient) -> Result<Int, KafkaError> {
    guard let local = rd_kafka_topic_new(client.handle, topic, nil) else {
      return .failure(KafkaError(code: rd_kafka_last_error()))
    }
    defer { rd_kafka_topic_destroy(local) }
    var metadata: UnsafePointer<rd_kafka_metadata>?
    let code = rd_kafka_metadata(client.handle, 0, local, &metadata, Int32(attemptMillis))
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else { return .failure(KafkaError(code: code)) }
    defer { rd_kafka_metadata_destroy(metadata) }
    guard metadata.pointee.topic_cnt == 1 else {
      return .failure(KafkaError(code: RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART))
    }
    let answer = metadata.pointee.topics[0]
    if answer.err != RD_KAFKA_RESP_ERR_NO_ERROR { return .failure(KafkaError(code: answer.err)) }
    return .success(Int(answer.partition_cnt))
  }

  static func missing(_ topics: [String]) -> LogFailure {
    let what =
      topics.count == 1
      ? "Kafka topic \(topics[0]) does not exist"
      : "each of these Kafka topics does not exist: \(topics.joined(separator: ", "))"
    return LogFailure(
      .missingTopic, what,
      remedy:
        "Correct the names in the configuration, or make the topics: `forewarn topics create` makes all that are missing."
    )
  }

  static func unauthorized(_ refusal: KafkaError) -> LogFailure {
    LogFailure(
      .unauthorized, "Kafka refused to log in: \(refusal.text)",
      remedy:
        "Check under `kafka:` security.protocol, sasl.mechanism, sasl.username and sasl.password (or ssl.certificate.location "
        + "and ssl.key.location).")
  }
}
