import ForewarnCore
import Glibc
import KafkaTransport
import StreamRuntime
import Testing

/// An Apache Kafka for the tests: the one named by FOREWARN_TEST_KAFKA (a bootstrap address), else one that is started once a
/// run from `../shared/kafka/broker`, and removed when this process ends, however it ends.
enum RealKafka {
  static let script = packageRoot + "/../shared/kafka/broker"
  static let canStart = access(script, X_OK) == 0
  static let isThere = canStart || getenv("FOREWARN_TEST_KAFKA") != nil
  // deploy/test knows these reasons by their first words.
  static let reason: Comment = "no Kafka: neither ../shared/kafka/broker nor FOREWARN_TEST_KAFKA is there"
  static let killReason: Comment = "no Kafka that may be killed: ../shared/kafka/broker is not there"

  static let bootstrap: String = {
    if let given = getenv("FOREWARN_TEST_KAFKA") { return String(cString: given) }
    return start(in: "/tmp/forewarn-kafka-\(getpid())")
  }()

  /// Starts a broker of its own and returns its address. `settings` are lines of Kafka's `server.properties`.
  static func start(in folder: String, settings: String = "") -> String {
    let address = shell("KAFKA_OVERRIDES='\(settings)' '\(script)' start --dir '\(folder)' 2>/dev/null | tail -1")
    // A watch that outlives a crash of the tests.
    _ = shell("(while kill -0 \(getpid()); do sleep 1; done; '\(script)' wipe --dir '\(folder)') >/dev/null 2>&1 &")
    return address
  }

  /// Has the script do something to the broker of a folder: `start` it again, `kill`, `pause`, `resume` or `wipe` it.
  static func tell(_ verb: String, _ folder: String) { _ = shell("'\(script)' \(verb) --dir '\(folder)' 2>&1") }

  static func shell(_ command: String) -> String {
    guard let pipe = popen(command, "r") else { return "" }
    defer { pclose(pipe) }
    var output: [UInt8] = []
    while case let byte = fgetc(pipe), byte != EOF { output.append(UInt8(truncatingIfNeeded: byte)) }
    return String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline).joined(separator: "\n")
  }

  private static var packageRoot: String {
    // Tests/KafkaTransportTests/RealKafka.swift
    #filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 }
  }
}

/// Fresh topics for one test, and logs over them.
struct Fixture {
  let name: String
  let bootstrap: String
  let partitions: Int

  init(_ name: String, partitions: Int = 2, bootstrap: String = RealKafka.bootstrap) throws {
    self.name = "\(name)-\(clock.monotonicMicros)"
    self.bootstrap = bootstrap
    self.partitions = partitions
    let made = try TopicMaker(properties: [("bootstrap.servers", bootstrap)], onLog: quiet).create([
      .init(input, partitions: partitions), .init(cases, partitions: 2),
      .init(state, partitions: 2, configuration: [("cleanup.policy", "compact")]),
    ])
    try #require(made.count == 3)
  }

  var input: String { name + "-in" }
  var cases: String { name + "-cases" }
  var state: String { name + "-state" }

  var offsets: [PartitionOffset] { offsets(7) }

  func offsets(_ offset: Int64) -> [PartitionOffset] {
    (0..<Int32(partitions)).map {
      PartitionOffset(partition: TopicPartition(topic: input, partition: $0), offset: offset)
    }
  }

  func log(extra: [(name: String, value: String)] = []) throws -> KafkaLog {
    try .opened(
      .forTests(
        bootstrap: bootstrap, inputs: [input], outputs: [.cases: cases], state: state, application: name, extra: extra))
  }

  func producer() throws -> PlainProducer {
    try PlainProducer(properties: [("bootstrap.servers", bootstrap)], onLog: quiet)
  }

  /// The values that a `read_committed` reader of the cases topic sees.
  func seenCases() throws -> [String] {
    try readTopic(cases, bootstrap: bootstrap, state: state).flatMap { $0 }.compactMap(\.value).sorted()
  }
}
