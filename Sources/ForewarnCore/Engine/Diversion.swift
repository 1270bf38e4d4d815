/// Records that do not count: where they go, so that nothing is silently gone.
extension Engine {
  struct DivertedRecord: Equatable {
    var partition: Int
    var offset: Int64
    var role: OutputRole
  }

  enum Diverted {
    case late, quarantined

    var reason: String {
      switch self {
      case .late: "late"
      case .quarantined: "future"
      }
    }
  }

  mutating func divert(_ what: Diverted, _ index: Int, of partition: Int, offset: Int64) {
    switch what {
    case .late:
      book.meta.accounting.late += 1
      send(.late, what.reason, "event time is more than the allowed lateness behind the watermark", index, partition)
    case .quarantined:
      book.meta.accounting.quarantined += 1
      send(
        .deadLetter, what.reason, "event time is too far ahead of the record's clock and of its partition", index,
        partition)
    }
  }

  mutating func reject(_ rejection: Rejection, events: Int64, _ index: Int, of partition: Int, offset: Int64) {
    book.meta.accounting.rejected += events
    if let i = Rejection.allCases.firstIndex(of: rejection) { counters.rejected[i] += events }
    send(.deadLetter, rejection.rawValue, rejection.explanation, index, partition)
  }

  /// The record as it was, with headers that say where it stood and why it is here (names of KIP-1191).
  private mutating func send(
    _ role: OutputRole, _ reason: String, _ explanation: String, _ index: Int, _ partition: Int
  ) {
    let record = buffers[partition].record(index)
    // Several events of one record may be refused: the record itself goes out once.
    let diverted = DivertedRecord(partition: partition, offset: record.offset, role: role)
    guard diverted != lastDiverted else { return }
    lastDiverted = diverted
    note(partition, record.offset, reason: reason, explanation)
    let source = sources[partition].partition
    var headers = buffers[partition].batch.headers(of: record)
    for (name, text) in [
      ("__dlq.errors.topic", source.topic), ("__dlq.errors.partition", String(source.partition)),
      ("__dlq.errors.offset", String(record.offset)), ("__dlq.errors.reason", reason),
      ("__dlq.errors.message", explanation), ("__dlq.errors.app", settings.source),
    ] {
      headers.append(RecordHeader(name: name, value: Array(text.utf8)))
    }
    emit(
      Output(
        role: role, key: record.key.map { Array($0.buffer) }, value: record.value.map { Array($0.buffer) },
        headers: headers, timestampMicros: record.timestampMicros == Event.noTime ? nil : record.timestampMicros))
  }
}
