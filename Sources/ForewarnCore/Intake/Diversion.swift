/// Records that do not count: where they go, so that nothing is silently gone.
struct Diversion {
  /// Why a record, or an event of it, is put aside.
  enum Reason: Equatable {
    case late
    case quarantined(Quarantine)
    case rejected(Rejection)

    var role: OutputRole { self == .late ? .late : .deadLetter }

    var name: String {
      switch self {
      case .late: "late"
      case .quarantined(let cause): cause.rawValue
      case .rejected(let rejection): rejection.rawValue
      }
    }

    var explanation: String {
      switch self {
      case .late:
        "event time is more than time.allowed_lateness_seconds behind the watermark of its partition, or behind what is decided"
      case .quarantined(let cause): cause.explanation
      case .rejected(let rejection): rejection.explanation
      }
    }
  }

  /// The last record that was put aside, and where it has gone.
  private var partition = -1
  private var offset: Int64 = -1
  private var roles: [OutputRole] = []

  /// Several events of one record may be refused: the record itself goes out once to each place.
  mutating func isFirst(_ reason: Reason, of partition: Int, _ offset: Int64) -> Bool {
    if self.partition != partition || self.offset != offset {
      self.partition = partition
      self.offset = offset
      roles.removeAll(keepingCapacity: true)
    }
    guard !roles.contains(reason.role) else { return false }
    roles.append(reason.role)
    assert(roles.count <= 2, "a record that does not count has two places to go to")
    return true
  }

  static func marks(
    _ reason: String, _ explanation: String, of source: TopicPartition, _ offset: Int64, _ application: String
  ) -> [RecordHeader] {
    [
      ("__dlq.errors.topic", source.topic), ("__dlq.errors.partition", String(source.partition)),
      ("__dlq.errors.offset", String(offset)), ("__dlq.errors.reason", reason),
      ("__dlq.errors.message", explanation), ("__dlq.errors.app", application),
    ].map { RecordHeader(name: $0.0, value: Array($0.1.utf8)) }
  }

  /// The record as it was, with headers that say where it stood and why it is here (names of KIP-1191).
  static func output(
    _ cause: (reason: Reason, explanation: String), _ record: Record, _ headers: [RecordHeader],
    from source: TopicPartition, application: String
  ) -> Output {
    let marks = marks(cause.reason.name, cause.explanation, of: source, record.offset, application)
    return Output(
      role: cause.reason.role, key: record.key.map { Array($0.buffer) }, value: record.value.map { Array($0.buffer) },
      headers: headers + marks,
      timestampMicros: record.timestampMicros == Event.noTime ? nil : record.timestampMicros)
  }
}
