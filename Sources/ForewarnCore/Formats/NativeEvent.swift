extension RecordDecoder {
  /// Our own forms of a transaction and an alert. `alertname`, `instance_id`, `startsAt` and `endsAt` stand in for `alert`,
  /// `instance` and `time` where these are absent: alerts that people forward by hand often keep Alertmanager's names.
  ///
  /// Fields are judged in a fixed order, so that the reason does not depend on the order in which they were written.
  @inline(__always)
  mutating func nativeEvent(_ context: Context, arena: inout ByteArena) throws(Rejection) -> Event {
    let transaction = try name(.transaction, arena: &arena)
    let alert = try name(.alert, or: .alertname, arena: &arena)
    let isTransaction = !transaction.isEmpty && (alert.isEmpty || settings.kind == .transactions)
    if !isTransaction && alert.isEmpty { throw looksLikeOurs ? .missingName : .unknownShape }

    var event = Event(kind: isTransaction ? .transaction : .alert)
    event.name = isTransaction ? transaction : alert
    event.instance = try name(.instance, or: .instanceID, arena: &arena)
    event.ci = try name(.ci, arena: &arena)
    if event.instance.isEmpty && event.ci.isEmpty { throw .missingInstance }
    if isTransaction {
      try readTransaction(into: &event)
    } else {
      try readAlert(into: &event, arena: &arena)
    }
    event.timeMicros = try eventTime(context, event, arena: &arena)
    if !isTransaction { try readState(into: &event, arena: &arena) }
    return event
  }

  /// Whether an object without a name was meant for us: it says whose event it is, and something of an event.
  private var looksLikeOurs: Bool {
    map != nil
      || (members.has(.instance) || members.has(.instanceID) || members.has(.ci))
        && (members.has(.time) || members.has(.duration) || members.has(.severity) || members.has(.status))
  }

  @inline(__always)
  private func readTransaction(into event: inout Event) throws(Rejection) {
    guard let duration = members[.duration] else { throw .missingDuration }
    guard duration.kind == .number || duration.kind == .string else { throw .invalidField }
    guard let number = number(duration),
      let micros = number.rounded(timesTenTo: durationPower, maximum: RecordDecoder.longestDurationMicros)
    else { throw .invalidDuration }
    event.durationMicros = Int64(micros)
    if let count = members[.count] {
      guard count.kind == .number || count.kind == .string else { throw .invalidField }
      guard let whole = self.number(count)?.whole, let value = UInt32(exactly: whole), value >= 1 else {
        throw .invalidCount
      }
      event.count = value
    }
    if let error = members[.error] {
      guard error.kind == .yes || error.kind == .no else { throw .invalidField }
      event.isError = error.kind == .yes
    }
  }

  private static var longestDurationMicros: UInt64 { 30 * 86_400 * 1_000_000 }

  private var durationPower: Int {
    guard let map, map.maps(.duration) else { return 3 }
    switch settings.unit {
    case .nanoseconds: return -3
    case .microseconds: return 0
    case .milliseconds: return 3
    case .seconds: return 6
    }
  }

  /// A number, or a text that is one: many clients quote what does not fit into a `Double`.
  @inline(__always)
  private func number(_ token: JSONToken) -> DecimalNumber? {
    token.kind == .number ? DecimalNumber(token.bytes) : DecimalNumber(text: token.bytes)
  }

  private mutating func readAlert(into event: inout Event, arena: inout ByteArena) throws(Rejection) {
    if let severity = members[.severity] {
      event.severity = try self.severity(severity, arena: &arena)
    }
    if let status = members[.status] {
      event.status = try self.status(status, arena: &arena)
    }
    // em_event closes an alert by severity 0.
    if event.severity == .clear, event.status == .firing { event.status = .resolved }
    if let domain = members[.domain] {
      guard domain.kind == .string else { throw .invalidField }
      event.domain = Crosswalk.domain(UTF8Text.unescape(domain, arena: &arena))
    }
    if let summary = members[.summary] {
      guard summary.kind == .string else { throw .invalidField }
      event.summary = UTF8Text.clean(summary, limit: Limits.summaryBytes, arena: &arena)
    }
  }

  @inline(__always)
  private func eventTime(_ context: Context, _ event: Event, arena: inout ByteArena) throws(Rejection) -> Int64 {
    var outcome = TimeText.Outcome.absent
    if let time = members[.time] { outcome = try Self.time(time, arena: &arena) }
    if outcome == .absent, event.kind == .alert {
      let own = event.status == .resolved ? members[.endsAt] ?? members[.startsAt] : members[.startsAt]
      if let own { outcome = try Self.time(own, arena: &arena) }
    }
    if outcome == .absent { outcome = context.envelopeTime }
    switch outcome {
    case .micros(let micros): return micros
    case .absent: return Event.noTime
    case .invalid: throw .invalidTime
    }
  }

  @inline(__always)
  static func time(_ token: JSONToken, arena: inout ByteArena) throws(Rejection) -> TimeText.Outcome {
    switch token.kind {
    case .string:
      let text = UTF8Text.unescape(token, arena: &arena)
      // In a date the fifth byte is a hyphen; a number with one there (`1234e-1`) is too small to be a time.
      if text.count > 4, let base = text.base, (base + 4).load(as: UInt8.self) == UInt8(ascii: "-") {
        return TimeText.rfc3339(text)
      }
      return DecimalNumber(text: text).map(TimeText.number) ?? .invalid
    case .number: return TimeText.number(DecimalNumber(token.bytes))
    default: throw .invalidField
    }
  }

  /// Identity and beginning: what makes of an alert a state that lasts.
  private func readState(into event: inout Event, arena: inout ByteArena) throws(Rejection) {
    event.isState = members.has(.status) || members.has(.startsAt)
    if let fingerprint = members[.fingerprint] {
      guard fingerprint.kind == .string || fingerprint.kind == .number else { throw .invalidField }
      let text = fingerprint.kind == .string ? UTF8Text.unescape(fingerprint, arena: &arena) : fingerprint.bytes
      if !text.isEmpty {
        event.identity = Hash64.hash(text.buffer)
        event.isState = true
      }
    }
    guard let startsAt = members[.startsAt], case .micros(let start) = try Self.time(startsAt, arena: &arena) else {
      return
    }
    event.startMicros = start
    if event.status == .firing { event.sinceMicros = start }
  }

  /// The cleaned text of a member without blanks around it, empty when it is not there.
  @inline(__always)
  private func name(_ member: Member, arena: inout ByteArena) throws(Rejection) -> Bytes {
    guard let token = members[member] else { return .empty }
    guard token.kind == .string else { throw .invalidField }
    return UTF8Text.clean(token, limit: Limits.nameBytes, arena: &arena).trimmed
  }

  @inline(__always)
  private func name(_ member: Member, or other: Member, arena: inout ByteArena) throws(Rejection) -> Bytes {
    let own = try name(member, arena: &arena)
    return own.isEmpty ? try name(other, arena: &arena) : own
  }
}
