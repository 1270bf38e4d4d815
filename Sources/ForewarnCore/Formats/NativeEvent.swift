extension RecordDecoder {
  /// Our own forms of a transaction, an alert and a signal. `alertname`, `instance_id`, `startsAt` and `endsAt` stand in for `alert`,
  /// `instance` and `time` where these are absent: alerts that people forward by hand often keep Alertmanager's names.
  ///
  /// Fields are judged in a fixed order, so that the reason does not depend on the order in which they were written.
  ///
  /// `event` is filled where it stays, as every copy of one costs as much as a name's hash.
  @inline(__always)
  mutating func readNative(_ context: Context, into event: inout Event, arena: inout ByteArena) throws(Rejection) {
    if settings.kind == .signals, members.has(.signal) {
      return try readSignal(context, into: &event, arena: &arena)
    }
    let transaction = try name(.transaction, arena: &arena)
    let alert = try name(.alert, or: .alertname, arena: &arena)
    let isTransaction = !transaction.isEmpty && (alert.isEmpty || settings.kind == .transactions)
    if !isTransaction && alert.isEmpty {
      if members.has(.signal) { return try readSignal(context, into: &event, arena: &arena) }
      guard looksLikeOurs else { throw .unknownShape }
      throw blaming(.missingName, nameWanted)
    }

    event.kind = isTransaction ? .transaction : .alert
    event.name = isTransaction ? transaction : alert
    event.instance = try name(.instance, or: .instanceID, arena: &arena)
    event.ci = try name(.ci, arena: &arena)
    if event.instance.isEmpty && event.ci.isEmpty { throw blaming(.missingInstance, .instance) }
    if isTransaction {
      try readTransaction(into: &event)
    } else {
      try readAlert(into: &event, arena: &arena)
    }
    event.timeMicros = try eventTime(context, ofAlert: isTransaction ? nil : event.status, arena: &arena)
    if !isTransaction { try readState(into: &event, arena: &arena) }
  }

  /// The event whose members were just filled in.
  mutating func nativeEvent(_ context: Context, arena: inout ByteArena) throws(Rejection) -> Event {
    var event = Event(kind: .transaction)
    try readNative(context, into: &event, arena: &arena)
    return event
  }

  /// Whether an object without a name was meant for us: it says whose event it is, and something of an event.
  private var looksLikeOurs: Bool {
    isMapped
      || (members.has(.instance) || members.has(.instanceID) || members.has(.ci))
        && (members.has(.time) || members.has(.duration) || members.has(.severity) || members.has(.status))
  }

  /// Where the name of what a topic carries should stand.
  private var nameWanted: Member {
    switch settings.kind {
    case .transactions: .transaction
    case .signals: .signal
    case .alerts, .control, .installBase: .alert
    }
  }

  @inline(__always)
  private mutating func readTransaction(into event: inout Event) throws(Rejection) {
    guard let duration = members[.duration] else { throw blaming(.missingDuration, .duration) }
    guard duration.kind == .number || duration.kind == .string else { throw blaming(.invalidField, .duration) }
    guard let micros = DurationValue.micros(duration, power: durationPower) else {
      throw blaming(.invalidDuration, .duration)
    }
    event.durationMicros = Int64(micros)
    if let count = members[.count] {
      guard count.kind == .number || count.kind == .string else { throw blaming(.invalidField, .count) }
      guard let whole = self.number(count)?.whole, let value = UInt32(exactly: whole), value >= 1 else {
        throw blaming(.invalidCount, .count)
      }
      event.count = value
    }
    if let error = members[.error] { event.isError = try flag(error) }
  }

  /// Whether it failed: a flag, 0 or 1, or one of these as text.
  @inline(__always)
  private mutating func flag(_ token: JSONToken) throws(Rejection) -> Bool {
    switch token.kind {
    case .yes: return true
    case .no: return false
    case .number: if let whole = DecimalNumber(token.bytes).whole, whole <= 1 { return whole == 1 }
    case .string:
      if let word = FoldedWord(token.bytes), let flag = Crosswalk.flag(word) { return flag }
    case .null, .object, .array: break
    }
    throw blaming(.invalidField, .error)
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
      guard domain.kind == .string else { throw blaming(.invalidField, .domain) }
      event.domain = Crosswalk.domain(UTF8Text.unescape(domain, arena: &arena))
    }
    if let summary = members[.summary] {
      guard summary.kind == .string else { throw blaming(.invalidField, .summary) }
      event.summary = UTF8Text.clean(summary, limit: Limits.summaryBytes, arena: &arena)
    }
  }

  @inline(__always)
  mutating func eventTime(
    _ context: Context, ofAlert status: AlertStatus?, arena: inout ByteArena
  ) throws(Rejection) -> Int64 {
    var outcome = TimeText.Outcome.absent
    if members.has(.time) { outcome = try time(.time, arena: &arena) }
    if outcome == .absent, let status {
      let own: Member = status == .resolved && members.has(.endsAt) ? .endsAt : .startsAt
      if members.has(own) { outcome = try time(own, arena: &arena) }
    }
    if outcome == .absent { outcome = context.envelopeTime }
    switch outcome {
    case .micros(let micros): return micros
    case .absent: return Event.noTime
    case .invalid: throw blaming(.invalidTime, .time)
    }
  }

  /// The time that a member holds; what is none is refused.
  @inline(__always)
  mutating func time(_ member: Member, arena: inout ByteArena) throws(Rejection) -> TimeText.Outcome {
    guard let token = members[member] else { return .absent }
    let outcome: TimeText.Outcome
    switch token.kind {
    case .string: outcome = TimeText.read(UTF8Text.unescape(token, arena: &arena), settings.timeZone, &minute)
    case .number: outcome = TimeText.number(DecimalNumber(token.bytes))
    default: throw blaming(.invalidField, member)
    }
    if outcome == .invalid { throw blaming(.invalidTime, member) }
    return outcome
  }

  /// Identity and beginning: what makes of an alert a state that lasts.
  private mutating func readState(into event: inout Event, arena: inout ByteArena) throws(Rejection) {
    event.isState = members.has(.status) || members.has(.startsAt)
    if let fingerprint = members[.fingerprint] {
      guard fingerprint.kind == .string || fingerprint.kind == .number else {
        throw blaming(.invalidField, .fingerprint)
      }
      let text = fingerprint.kind == .string ? UTF8Text.unescape(fingerprint, arena: &arena) : fingerprint.bytes
      if !text.isEmpty {
        event.identity = Hash64.hash(text.buffer)
        event.isState = true
      }
    }
    if event.identity == 0, labelHash != 0 {
      event.identity = labelHash
      event.isState = true
    }
    guard case .micros(let start) = try time(.startsAt, arena: &arena) else { return }
    event.startMicros = start
    if event.status == .firing { event.sinceMicros = start }
  }

  /// The cleaned text of a member without blanks around it, empty when it is not there. A number is its text: ids are often numbers.
  @inline(__always)
  mutating func name(_ member: Member, arena: inout ByteArena) throws(Rejection) -> Bytes {
    guard let token = members[member] else { return .empty }
    if token.kind == .number { return token.bytes.cut(to: Limits.nameBytes) }
    guard token.kind == .string else { throw blaming(.invalidField, member) }
    return UTF8Text.clean(token, limit: Limits.nameBytes, arena: &arena).trimmed
  }

  @inline(__always)
  mutating func name(_ member: Member, or other: Member, arena: inout ByteArena) throws(Rejection) -> Bytes {
    let own = try name(member, arena: &arena)
    return own.isEmpty ? try name(other, arena: &arena) : own
  }
}
