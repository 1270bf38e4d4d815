public import ForewarnCore
public import StreamRuntime

/// What a `KafkaLog` needs to know.
public struct KafkaSettings: Sendable {
  /// librdkafka's properties by their own names, in order; a later one wins. Those that the protocol depends on are ours
  /// (`ClientProperties`).
  public var properties: [(name: String, value: String)]
  /// Group, transactional id and the keys of the state topic are named after it.
  public var identity: ApplicationSlice
  public var inputs: [String]
  /// The topic of each role that is on. Outputs of the others are dropped.
  public var outputs: [OutputRole: String]
  public var stateTopic: String
  /// Whether `open` asks for the settings of the topics. librdkafka's mock broker does not answer that.
  public var asksTopicSettings = true
  /// How often the topics are looked at while they are read: partitions that were added, topics that were made anew, another owner.
  public var topicWatchMillis = 10_000
  /// librdkafka's own log lines and errors, without secrets. Called from its threads: must not block.
  public var onLog: @Sendable (KafkaLogLine) -> Void

  public init(
    properties: [(name: String, value: String)], identity: ApplicationSlice, inputs: [String],
    outputs: [OutputRole: String], stateTopic: String,
    onLog: @escaping @Sendable (KafkaLogLine) -> Void
  ) {
    self.properties = properties
    self.identity = identity
    self.inputs = inputs
    self.outputs = outputs
    self.stateTopic = stateTopic
    self.onLog = onLog
  }
}

/// A line that librdkafka wanted to be written.
public struct KafkaLogLine: Sendable, Equatable {
  /// Severity as in syslog: 3 error, 4 warning, 5 notice, 6 information, 7 debugging.
  public var level: Int
  /// Which of our clients: `consumer`, `producer`, …
  public var client: String
  /// librdkafka's short word for the place, such as `FAIL`, `CONFWARN` or the name of an error.
  public var facility: String
  public var text: String

  public init(level: Int, client: String, facility: String, text: String) {
    self.level = level
    self.client = client
    self.facility = facility
    self.text = text
  }
}
