internal import CRdKafka

/// The properties of one client: ours that may be changed, the user's, and ours that may not.
///
/// librdkafka takes them in this order and the last wins, under whatever alias.
struct ClientProperties {
  enum Role: String {
    case consumer, producer
    /// Reads a compacted topic once, from its start to its end.
    case tableReader = "table reader"
    /// Looks single records up.
    case probe
    /// The baseline of the benchmark: a consumer as anyone would set it up.
    case plainConsumer = "plain consumer"
    /// Idempotent, without transactions.
    case plainProducer = "plain producer"
  }

  private(set) var list: [(name: String, value: String)]
  /// Properties of the user that the protocol overrides; worth a line in the log.
  let overridden: [String]
  /// What must not appear in a log.
  let secrets: [String]

  init(_ role: Role, user: [(name: String, value: String)], groupID: String = "", transactionalID: String = "") {
    let fixed = Self.fixed(role, groupID: groupID, transactionalID: transactionalID)
    list = Self.defaults(role) + user + fixed
    overridden = user.filter { property in
      fixed.contains { $0.name == property.name && $0.value != property.value }
    }.map(\.name)
    secrets = user.filter { Self.isSecret($0.name) && !$0.value.isEmpty }.map(\.value)
  }

  /// Good for this application; anyone may know better.
  private static func defaults(_ role: Role) -> [(name: String, value: String)] {
    switch role {
    case .consumer:
      // Small queues bound the memory, and a side thread keeps the fetcher awake (`EndWatcher`). A record larger than
      // `fetch.message.max.bytes` still comes: a broker sends at least one batch. A partition whose queue was full waits until the
      // question about the others, which have nothing, is answered: seldom enough that an idle daemon costs little, often enough
      // that a backlog in one partition flows.
      var list = [
        ("client.id", "forewarn"), ("queued.min.messages", "100000"), ("queued.max.messages.kbytes", "256"),
        ("fetch.message.max.bytes", "262144"), ("fetch.wait.max.ms", "30"), ("socket.keepalive.enable", "true"),
        ("reconnect.backoff.max.ms", "2000"),
      ]
      if rd_kafka_version() >= 0x0202_0000 { list.append(("fetch.queue.backoff.ms", "20")) }
      return list
    case .producer:
      // The broker judges what is too large, not the client: its limit is the one that the operator can see.
      return [
        ("client.id", "forewarn"), ("transaction.timeout.ms", "30000"), ("message.max.bytes", "2097152"),
        ("socket.keepalive.enable", "true"), ("reconnect.backoff.max.ms", "2000"),
      ]
    case .tableReader:
      // Nobody keeps the fetcher awake here, so its queue must not fill while the table is built.
      return [("client.id", "forewarn"), ("queued.max.messages.kbytes", "65536"), ("queued.min.messages", "1000000")]
    case .probe:
      // A broker sends at least one batch, and one is enough.
      return [("client.id", "forewarn"), ("queued.min.messages", "1"), ("fetch.message.max.bytes", "1024")]
    case .plainConsumer, .plainProducer:
      return [("client.id", "forewarn")]
    }
  }

  /// The protocol depends on these.
  private static func fixed(_ role: Role, groupID: String, transactionalID: String) -> [(name: String, value: String)] {
    switch role {
    case .consumer, .tableReader, .probe:
      [
        ("log.queue", "false"), ("group.id", groupID), ("enable.auto.commit", "false"),
        ("enable.auto.offset.store", "false"), ("isolation.level", "read_committed"), ("auto.offset.reset", "error"),
        ("enable.partition.eof", "true"), ("allow.auto.create.topics", "false"),
      ]
    case .producer:
      [
        ("log.queue", "false"), ("transactional.id", transactionalID), ("enable.idempotence", "true"), ("acks", "all"),
        ("partitioner", "murmur2_random"),
      ]
    case .plainConsumer:
      [
        ("log.queue", "false"), ("group.id", groupID), ("enable.auto.commit", "false"),
        ("enable.partition.eof", "true"),
      ]
    case .plainProducer:
      [("log.queue", "false"), ("enable.idempotence", "true"), ("acks", "all"), ("partitioner", "murmur2_random")]
    }
  }

  private static func isSecret(_ name: String) -> Bool {
    ["password", "secret", ".key.pem", "sasl.oauthbearer.config", "sasl.jaas"].contains { name.contains($0) }
  }
}
