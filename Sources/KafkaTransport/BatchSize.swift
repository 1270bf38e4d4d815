/// How many bytes of records travel together. A broker refuses a batch that is larger than a topic's `max.message.bytes`, although each
/// record would fit; librdkafka knows one size for all topics.
struct BatchSize: Sendable, Equatable {
  static let property = "batch.size"
  private static let standard = 1_000_000
  /// What a batch says of itself, beside its records.
  private static let frameBytes = 512

  private(set) var bytes: Int

  /// As the user has it, or librdkafka.
  init(user: [(name: String, value: String)]) {
    bytes = user.last { $0.name == Self.property }.flatMap { Int($0.value) } ?? Self.standard
  }

  /// Fits batches to the least that a topic takes.
  mutating func fit(maxMessageBytes: Int) {
    bytes = max(1, min(bytes, maxMessageBytes - Self.frameBytes))
  }

  /// False when a batch holds one record already: librdkafka sends a record that is larger than a batch alone.
  mutating func halve() -> Bool {
    guard bytes > 1 else { return false }
    bytes /= 2
    return true
  }

  /// Behind those of the user.
  var properties: [(name: String, value: String)] { [(Self.property, String(bytes))] }
}
