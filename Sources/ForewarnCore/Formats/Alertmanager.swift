/// Alertmanager's webhook bodies (all versions) and the alerts that Prometheus posts to `/api/v2/alerts`.
extension RecordDecoder {
  /// Each of the listed alerts becomes an event with its own status; the message's status says only that one of them fires.
  /// `alerts` may stand before `version`, and some receivers send a version of their own, so the version is not asked.
  mutating func decodeWebhook(
    _ context: Context, into events: inout [Event], arena: inout ByteArena, _ result: inout DecodeResult
  ) throws(Rejection) {
    guard let alerts = members[.alerts] else { throw .unknownShape }
    var elements = JSONElements(alerts)
    var count = 0
    while let element = try elements.next() {
      count += 1
      guard count <= Limits.eventsPerRecord else { throw .tooManyEvents }
      do throws(Rejection) {
        guard element.kind == .object else { throw .notAnObject }
        var scanner = JSONScanner(element.start, count: element.count)
        try members.read(&scanner, depth: 1, arena: &arena)
        try append(prometheusAlert(context, arena: &arena), to: &events, &result)
      } catch {
        guard error != .tooManyEvents else { throw error }
        result.reject(error)
      }
    }
    if count == 0 { throw .noEvents }
  }

  /// Why an object is of no known shape: some write `alerts: null` for a webhook that lists none.
  func whyNoShape(_ object: Bytes, arena: inout ByteArena) throws(Rejection) -> Rejection {
    guard settings.format != .native, let base = object.base else { return .unknownShape }
    var inner = JSONMembers(JSONToken(kind: .object, start: base, count: object.count))
    while let (name, value) = try inner.next(arena: &arena) {
      if value.kind == .null, name.equals("alerts") { return .noEvents }
    }
    return .unknownShape
  }

  /// The alert whose members were just read.
  mutating func prometheusAlert(_ context: Context, arena: inout ByteArena) throws(Rejection) -> Event {
    guard let object = members[.labels] else { throw blaming(.missingName, .labels) }
    guard object.kind == .object else { throw blaming(.invalidField, .labels) }
    let labels: LabelNames.Found
    do throws(Rejection) { labels = try labelNames.read(object, arena: &arena) } catch {
      throw blaming(error, .labels)
    }
    var event = try labelled(labels, arena: &arena)
    try readTimes(context, into: &event, identityOfLabels: labels.hash, arena: &arena)
    if let annotations = members[.annotations] {
      guard annotations.kind == .object else { throw blaming(.invalidField, .annotations) }
      event.summary = try summary(annotations, arena: &arena)
    }
    return event
  }

  /// What an alert's labels say: what it is called, whose it is, how bad.
  mutating func labelled(_ labels: LabelNames.Found, arena: inout ByteArena) throws(Rejection) -> Event {
    var event = Event(kind: .alert)
    event.name = labels.text(.alertname, arena: &arena)
    event.instance = labels.text(.instance, arena: &arena)
    event.ci = LabelNames.withoutPort(labels.text(.ci, arena: &arena))
    if event.name.isEmpty { throw blaming(.missingName, .labels) }
    if event.instance.isEmpty && event.ci.isEmpty { throw blaming(.missingInstance, .labels) }
    if let severity = labels.tokens[LabelNames.Role.severity.rawValue] {
      event.severity = try self.severity(severity, arena: &arena)
    }
    if let domain = labels.tokens[LabelNames.Role.domain.rawValue] {
      event.domain = Crosswalk.domain(UTF8Text.unescape(domain, arena: &arena))
    }
    return event
  }

  /// Status, time and identity. Without a status (the API's form) an alert is over when its end is not after the record's
  /// own time; Prometheus gives a firing alert an end some minutes ahead.
  private mutating func readTimes(
    _ context: Context, into event: inout Event, identityOfLabels: UInt64, arena: inout ByteArena
  ) throws(Rejection) {
    let start = try micros(.startsAt, arena: &arena)
    let end = try micros(.endsAt, arena: &arena)
    if let status = members[.status] {
      event.status = try self.status(status, arena: &arena)
    } else if let end, context.recordMicros != Event.noTime, end <= context.recordMicros {
      event.status = .resolved
    }
    if event.severity == .clear, event.status == .firing { event.status = .resolved }
    if let own = event.status == .resolved ? end ?? start : start {
      event.timeMicros = own
    } else if case .micros(let micros) = context.envelopeTime {
      event.timeMicros = micros
    }
    event.isState = true
    event.identity = identityOfLabels
    if let fingerprint = members[.fingerprint] {
      guard fingerprint.kind == .string else { throw blaming(.invalidField, .fingerprint) }
      if fingerprint.count > 0 { event.identity = Hash64.hash(UTF8Text.unescape(fingerprint, arena: &arena).buffer) }
    }
    if let start { event.startMicros = start }
  }

  mutating func micros(_ member: Member, arena: inout ByteArena) throws(Rejection) -> Int64? {
    if case .micros(let micros) = try time(member, arena: &arena) { micros } else { nil }
  }

  private func summary(_ annotations: JSONToken, arena: inout ByteArena) throws(Rejection) -> Bytes {
    var summary: JSONToken?
    var description: JSONToken?
    var members = JSONMembers(annotations)
    while let (name, value) = try members.next(arena: &arena) {
      guard value.kind == .string, value.count > 0 else { continue }
      if name.equals("summary") { summary = value } else if name.equals("description") { description = value }
    }
    guard let token = summary ?? description else { return .empty }
    return UTF8Text.clean(token, limit: Limits.summaryBytes, arena: &arena)
  }
}

extension Bytes {
  init(_ text: StaticString) { self.init(base: UnsafeRawPointer(text.utf8Start), count: text.utf8CodeUnitCount) }

  package func equals(_ text: StaticString) -> Bool { elementsEqual(Bytes(text)) }

  func starts(with text: StaticString) -> Bool { cut(to: text.utf8CodeUnitCount).equals(text) }
}
