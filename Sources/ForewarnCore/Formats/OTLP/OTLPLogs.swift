/// OpenTelemetry's logs. An error is an alert without a state: many of them are a burst, one alone opens nothing, and none fires on. It is
/// named by what it is, never by its text, which is another one each time.
extension RecordDecoder {
  mutating func decodeLog(
    _ element: JSONToken, of origin: OTLPOrigin, into events: inout [Event], arena: inout ByteArena,
    _ result: inout DecodeResult
  ) throws(Rejection) {
    let log = try LogRecord(element, origin.labels, labelNames, arena: &arena)
    guard let severity = severity(of: log, arena: &arena) else { return passOver(.mildLog, &result) }
    try append(alert(log, severity, of: origin, arena: &arena), to: &events, &result)
  }

  /// Nil of what is no error. A fatal error is not critical: that would be held as if it went on, and is for alerts to say.
  private func severity(of log: LogRecord, arena: inout ByteArena) -> Severity? {
    let word = log.severityText.flatMap { FoldedWord(UTF8Text.unescape($0, arena: &arena)) }
    let level = log.level ?? word.flatMap { Crosswalk.severity($0) }.map { LogRecord.level(of: $0) } ?? 0
    guard level >= LogRecord.error else { return nil }
    if let word, let own = severities[word] { return own == .clear ? nil : own }
    return level >= LogRecord.fatal ? .major : .minor
  }

  private mutating func alert(
    _ log: LogRecord, _ severity: Severity, of origin: OTLPOrigin, arena: inout ByteArena
  ) throws(Rejection) -> Event {
    members.clear()
    noteOwner(log.labels)
    var event = Event(kind: .alert)
    // Exceptions are often events of that very name.
    if let name = log.exception ?? log.eventName ?? log.errorType {
      members.set(.alert, name)
      event.name = spanText(.alert, arena: &arena)
    }
    if event.name.isEmpty, let source = origin.scope ?? origin.service {
      members.set(.alert, source)
      let text = spanText(.alert, arena: &arena)
      if !text.isEmpty { event.name = arena.spaced(Bytes("errors of"), text).cut(to: Limits.nameBytes) }
    }
    event.instance = spanText(.instance, arena: &arena)
    event.ci = spanText(.ci, arena: &arena)
    if event.name.isEmpty { throw blaming(.missingName, .alert) }
    if event.instance.isEmpty && event.ci.isEmpty { throw blaming(.missingInstance, .instance) }
    event.severity = severity
    event.domain = .application
    if let domain = log.labels.tokens[LabelNames.Role.domain.rawValue] {
      event.domain = Crosswalk.domain(UTF8Text.unescape(domain, arena: &arena))
    }
    if let text = log.body ?? log.message {
      event.summary = UTF8Text.clean(text, limit: Limits.summaryBytes, arena: &arena)
    }
    if let time = log.time ?? log.observed {
      members.set(.time, time)
      if let micros = try micros(.time, arena: &arena) { event.timeMicros = micros }
    }
    return event
  }
}

/// What a log says of itself.
private struct LogRecord {
  static let error: UInt64 = 17
  static let fatal: UInt64 = 21

  private(set) var labels: LabelNames.Found
  /// Nil where it has no severity as a number.
  private(set) var level: UInt64?
  private(set) var severityText: JSONToken?
  private(set) var eventName: JSONToken?
  private(set) var exception: JSONToken?
  private(set) var errorType: JSONToken?
  private(set) var body: JSONToken?
  private(set) var message: JSONToken?
  private(set) var time: JSONToken?
  private(set) var observed: JSONToken?

  init(
    _ record: JSONToken, _ resource: LabelNames.Found, _ names: LabelNames, arena: inout ByteArena
  ) throws(Rejection) {
    labels = resource
    var attributes: JSONToken?
    var members = JSONMembers(record)
    while let (member, value) = try members.next(arena: &arena) {
      if member.equals("severityNumber") {
        level = Self.level(value)
      } else if member.equals("severityText") {
        severityText = value.asText
      } else if member.equals("eventName") {
        eventName = value.asText
      } else if member.equals("timeUnixNano") {
        time = value.asTime
      } else if member.equals("observedTimeUnixNano") {
        observed = value.asTime
      } else if member.equals("body"), value.kind == .object {
        var inner = JSONMembers(value)
        while let (form, text) = try inner.next(arena: &arena) {
          if form.equals("stringValue") { body = text.asText }
        }
      } else if member.equals("attributes"), value.kind == .array {
        attributes = value
      }
    }
    // Of the many that are no errors nothing further is asked.
    guard let attributes, level ?? Self.error >= Self.error else { return }
    var pairs = LabelPairs(attributes)
    while let (name, value) = try pairs.next(arena: &arena) {
      names.note(name, value, in: &labels, arena: &arena)
      note(name, value)
    }
  }

  private mutating func note(_ name: Bytes, _ value: JSONToken) {
    guard let text = value.asText else { return }
    if name.equals("exception.type") {
      exception = text
    } else if name.equals("error.type") {
      errorType = text
    } else if name.equals("event.name") {
      if eventName == nil { eventName = text }
    } else if name.equals("exception.message") {
      message = text
    }
  }

  /// 1 (TRACE) to 24 (FATAL4), as a number or by name; nil where it is not set.
  private static func level(_ token: JSONToken) -> UInt64? {
    if let number = token.wholeNumber { return number == 0 ? nil : number }
    if token.bytes.starts(with: "SEVERITY_NUMBER_FATAL") { return fatal }
    if token.bytes.starts(with: "SEVERITY_NUMBER_ERROR") { return error }
    return token.bytes.starts(with: "SEVERITY_NUMBER_") && !token.bytes.equals("SEVERITY_NUMBER_UNSPECIFIED") ? 1 : nil
  }

  /// Of a word, where no number says it.
  static func level(of severity: Severity) -> UInt64 {
    severity == .critical ? fatal : severity == .major ? error : 0
  }
}
