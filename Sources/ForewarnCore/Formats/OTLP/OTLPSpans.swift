/// OpenTelemetry's spans. What a server answered, or a consumer worked on, is a transaction of the instance that the resource's attributes
/// (or the span's) name; other spans are parts of one, and passed over.
extension RecordDecoder {
  mutating func decodeSpan(
    _ element: JSONToken, of origin: OTLPOrigin, into events: inout [Event], arena: inout ByteArena,
    _ result: inout DecodeResult
  ) throws(Rejection) {
    let span = try Span(element, origin.labels, labelNames, arena: &arena)
    guard span.isServed else { return passOver(.innerSpan, &result) }
    try append(transaction(span, arena: &arena), to: &events, &result)
  }

  private mutating func transaction(_ span: Span, arena: inout ByteArena) throws(Rejection) -> Event {
    members.clear()
    if let name = span.transaction(arena: &arena) { members.set(.transaction, name) }
    noteOwner(span.labels)
    var event = Event(kind: .transaction)
    event.name = spanText(.transaction, arena: &arena)
    event.instance = spanText(.instance, arena: &arena)
    event.ci = spanText(.ci, arena: &arena)
    if event.name.isEmpty { throw blaming(.missingName, .transaction) }
    if event.instance.isEmpty && event.ci.isEmpty { throw blaming(.missingInstance, .instance) }
    // A zero is left out in this form, and means that there is none.
    guard let start = span.start, let end = span.end, start > 0, end > 0 else {
      throw blaming(.missingDuration, .duration)
    }
    guard end >= start, (end - start + 500) / 1_000 <= DurationValue.longestMicros else {
      throw blaming(.invalidDuration, .duration)
    }
    event.durationMicros = Int64((end - start + 500) / 1_000)
    event.timeMicros = Int64(end / 1_000)
    assert(event.durationMicros >= 0 && event.timeMicros > 0, "a span ends after its start, and both are after 1970")
    event.isError = span.isError
    return event
  }

  func spanText(_ member: Member, arena: inout ByteArena) -> Bytes {
    guard let token = members[member], token.kind == .string else { return .empty }
    return UTF8Text.clean(token, limit: Limits.nameBytes, arena: &arena).trimmed
  }
}

/// What a span says of itself. Every number may be a number or a text of one.
private struct Span {
  private(set) var labels: LabelNames.Found
  private(set) var start: UInt64?
  private(set) var end: UInt64?
  private(set) var isServed = false
  private var name: JSONToken?
  private var method: JSONToken?
  private var route: JSONToken?
  private var status: UInt64?
  private var httpStatus: UInt64?

  init(
    _ span: JSONToken, _ resource: LabelNames.Found, _ names: LabelNames, arena: inout ByteArena
  ) throws(Rejection) {
    labels = resource
    var attributes: JSONToken?
    var members = JSONMembers(span)
    while let (member, value) = try members.next(arena: &arena) {
      if member.equals("name") {
        if value.kind == .string { name = value }
      } else if member.equals("kind") {
        let kind = value.wholeNumber
        isServed =
          kind == 2 || kind == 5 || value.bytes.equals("SPAN_KIND_SERVER") || value.bytes.equals("SPAN_KIND_CONSUMER")
      } else if member.equals("startTimeUnixNano") {
        start = value.wholeNumber
      } else if member.equals("endTimeUnixNano") {
        end = value.wholeNumber
      } else if member.equals("attributes"), value.kind == .array {
        attributes = value
      } else if member.equals("status"), value.kind == .object {
        var inner = JSONMembers(value)
        while let (name, code) = try inner.next(arena: &arena) {
          if name.equals("code") { status = code.bytes.equals("STATUS_CODE_ERROR") ? 2 : code.wholeNumber }
        }
      }
    }
    guard isServed, let attributes else { return }
    var pairs = LabelPairs(attributes)
    while let (name, value) = try pairs.next(arena: &arena) {
      note(name, value)
      names.note(name, value, in: &labels, arena: &arena)
    }
  }

  private mutating func note(_ name: Bytes, _ value: JSONToken) {
    if name.equals("http.request.method") || name.equals("http.method") {
      if value.kind == .string { method = value }
    } else if name.equals("http.route") {
      if value.kind == .string { route = value }
    } else if name.equals("http.response.status_code") || name.equals("http.status_code") {
      httpStatus = value.wholeNumber
    }
  }

  /// The status says it; where it is not set, as with the first conventions, a server's own 5xx does.
  var isError: Bool { status == 2 || (status ?? 0) == 0 && (500...599).contains(httpStatus ?? 0) }

  /// Method and route, where both are known: paths hold ids. Else the span's own name, which by convention is the same, or the method alone.
  func transaction(arena: inout ByteArena) -> JSONToken? {
    guard let method, let route, method.count > 0, route.count > 0 else { return name }
    let first = UTF8Text.clean(method, limit: Limits.nameBytes, arena: &arena)
    let second = UTF8Text.clean(route, limit: Limits.nameBytes, arena: &arena)
    guard !first.isEmpty, !second.isEmpty else { return name }
    let both = arena.spaced(first, second)
    assert(both.count <= 2 * Limits.nameBytes + 1, "names are cut")
    guard let base = both.base else { return name }
    return JSONToken(
      kind: .string, isBeyondASCII: method.isBeyondASCII || route.isBeyondASCII || route.isEscaped, start: base,
      count: both.count)
  }
}
