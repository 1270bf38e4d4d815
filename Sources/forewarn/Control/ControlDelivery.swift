import ForewarnCore
import KafkaTransport
import StreamRuntime

/// Writes a control record and watches for what the daemon makes of it: on the audit topic, or, where that is off, by the book's copy in the
/// state topic, which says that it was taken.
struct ControlDelivery {
  let configuration: Configuration
  let topic: String
  let console: Console

  private static let brokerSeconds: Int64 = 10

  func send(_ record: ControlMessage, waitSeconds: Int64) throws(LogFailure) -> ExitCode {
    guard waitSeconds > 0 else {
      try produce(record)
      console.print("\(record.id) written")
      return .done
    }
    let time = SystemTime()
    let patience = time.monotonicMicros + Self.brokerSeconds * 1_000_000
    let told = configuration.outputs[.audit] ?? configuration.stateTopic
    let watch = try KafkaReferenceLog(
      topics: [topic, told], properties: configuration.clientProperties, groupID: configuration.identity.groupID,
      onLog: { _ in }, stillWaiting: { _ in time.monotonicMicros < patience })
    defer { watch.close(withinMillis: 2_000) }
    try watch.start(at: watch.ends().map { $0 })
    try produce(record)

    var receipt = ControlReceipt(record: record, topic: topic, stateKeyPrefix: configuration.identity.stateKeyPrefix)
    let deadline = time.monotonicMicros + waitSeconds * 1_000_000
    while time.monotonicMicros < deadline {
      let records = try watch.poll()
      for item in records { receipt.take(item) }
      if let end = receipt.end {
        console.print("\(record.id) \(end.text)")
        return end.isRefusal ? .found : .done
      }
      if records.isEmpty { time.pause(millis: 20) }
    }
    if receipt.isWaiting {
      console.print("\(record.id) taken; it is applied when deciding comes to its time")
      return .done
    }
    console.complain(
      "forewarn: ctl: \(record.id) is written, and was not applied within \(waitSeconds) s: is the daemon running? It applies it when it does."
    )
    return .unavailable
  }

  private func produce(_ record: ControlMessage) throws(LogFailure) {
    let producer = try PlainProducer(properties: configuration.clientProperties) { _ in }
    defer { producer.close() }
    try producer.produce(topic: topic, key: Array(record.id.utf8), value: record.value)
    try producer.flush(withinMillis: Int(Self.brokerSeconds) * 1_000)
  }
}

/// What is heard of a control record after it was written.
struct ControlReceipt {
  let record: ControlMessage
  let topic: String
  let stateKeyPrefix: String
  /// Where it stands, once it was seen.
  private var place: (partition: TopicPartition, offset: Int64)?
  /// The book's rows of positions that were heard before the record: two topics are read, and the later one may answer first.
  private var early: [StateRow] = []
  private(set) var isWaiting = false
  private(set) var end: (text: String, isRefusal: Bool)?

  init(record: ControlMessage, topic: String, stateKeyPrefix: String) {
    self.record = record
    self.topic = topic
    self.stateKeyPrefix = stateKeyPrefix
  }

  mutating func take(_ heard: ReferenceRecord) {
    if heard.partition.topic == topic {
      guard heard.value == record.value else { return }
      place = (heard.partition, heard.offset)
      for row in early { takeRow(row) }
      early = []
      return
    }
    let prefix = Array(stateKeyPrefix.utf8)
    if let key = heard.key, key.starts(with: prefix) {
      takeRow(StateRow(key: Array(key.dropFirst(prefix.count)), value: heard.value))
    } else if let value = heard.value {
      takeAudit(value)
    }
  }

  private mutating func takeRow(_ row: StateRow) {
    guard let place else {
      if ControlText.isAppliedOffset(row) { early.append(row) }
      return
    }
    guard let applied = ControlText.appliedOffset(place.partition, row), applied > place.offset else { return }
    end = ("taken; output.audit is off, so the daemon's log says what became of it", false)
  }

  private mutating func takeAudit(_ value: [UInt8]) {
    guard let told = AuditLine(value), told.id == record.id else { return }
    switch told.outcome {
    case "applied": end = ("applied", false)
    case "refused": end = ("refused: \(told.explanation ?? "")", true)
    default: isWaiting = true
    }
  }
}

/// What the audit topic says of a control record.
private struct AuditLine {
  var id: String?
  var outcome: String?
  var explanation: String?

  init?(_ value: [UInt8]) {
    var found: [String: String] = [:]
    let isRead = value.withUnsafeBytes { bytes in
      do throws(Rejection) {
        var arena = ByteArena()
        var members = try JSONMembers(text: bytes)
        while let (name, token) = try members.next(arena: &arena) {
          if token.kind == .string { found[name.text] = UTF8Text.unescape(token, arena: &arena).text }
        }
        return true
      } catch {
        return false
      }
    }
    guard isRead, found["cause"] == "control" else { return nil }
    id = found["id"]
    outcome = found["outcome"]
    explanation = found["explanation"]
  }
}
