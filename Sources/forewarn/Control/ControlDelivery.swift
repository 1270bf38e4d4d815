import ForewarnCore
import KafkaTransport
import StreamRuntime

/// Writes a control record and waits for what the daemon makes of it.
struct ControlDelivery {
  let configuration: Configuration
  let topic: String
  let console: Console

  func send(_ record: ControlMessage, waitSeconds: Int64) throws(LogFailure) -> ExitCode {
    guard waitSeconds > 0 else {
      try ControlLine.write(record, to: topic, configuration)
      console.print("\(record.id) written")
      return .done
    }
    let time = SystemTime()
    let line = try ControlLine(configuration, topic: topic)
    defer { line.close() }
    try line.write(record)
    let deadline = time.monotonicMicros + waitSeconds * 1_000_000
    while time.monotonicMicros < deadline {
      let isHeard = try line.listen()
      if let end = line.receipts[record.id]?.end {
        console.print("\(record.id) \(end.text)")
        return end.isRefusal ? .found : .done
      }
      if !isHeard { time.pause(millis: 20) }
    }
    if line.receipts[record.id]?.isWaiting ?? false {
      console.print("\(record.id) taken; it is applied when deciding comes to its time")
      return .done
    }
    console.complain(
      "forewarn: ctl: \(record.id) is written, and was not applied within \(waitSeconds) s: is the daemon running? It applies it when it does."
    )
    return .unavailable
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
    case "applied": end = (told.explanation.map { "applied: \($0)" } ?? "applied", false)
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
