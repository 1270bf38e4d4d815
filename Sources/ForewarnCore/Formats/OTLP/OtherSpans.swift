/// Spans of the collector's other encodings: Zipkin's (`zipkin_json`) and Jaeger's (`jaeger_json`, protobuf's JSON). As of OTLP's, what a
/// server answered or a consumer worked on is a transaction, and others are passed over.
extension RecordDecoder {
  /// What of a span is read, in any of both forms.
  private struct SpanParts {
    var name: JSONToken?
    var start: JSONToken?
    var duration: JSONToken?
    var isServed = false
    var isError = false
    var labels = LabelNames.Found()
  }

  /// Zipkin's: times are numbers of microseconds, tags an object of texts.
  mutating func zipkinSpan(_ object: Bytes, arena: inout ByteArena) throws(Rejection) -> Event? {
    guard let base = object.base else { throw .unknownShape }
    var span = SpanParts()
    var top = JSONMembers(JSONToken(kind: .object, start: base, count: object.count))
    while let (name, value) = try top.next(arena: &arena) {
      if name.equals("name") { span.name = value }
      if name.equals("timestamp") { span.start = value }
      if name.equals("duration") { span.duration = value }
      if name.equals("kind") { span.isServed = value.bytes.equals("SERVER") || value.bytes.equals("CONSUMER") }
      guard name.equals("tags"), value.kind == .object else { continue }
      try labelNames.collect(value, into: &span.labels, arena: &arena)
      var tags = JSONMembers(value)
      while let (tag, text) = try tags.next(arena: &arena) { note(tag, text, in: &span) }
    }
    return span.isServed ? try transaction(span, power: 0, arena: &arena) : nil
  }

  /// Jaeger's: the duration is a text with its unit, left out when it is zero; tags are lists, and the kind is one of them.
  mutating func jaegerSpan(_ object: Bytes, arena: inout ByteArena) throws(Rejection) -> Event? {
    guard let base = object.base else { throw .unknownShape }
    var span = SpanParts()
    var top = JSONMembers(JSONToken(kind: .object, start: base, count: object.count))
    while let (name, value) = try top.next(arena: &arena) {
      if name.equals("operationName") { span.name = value }
      if name.equals("startTime") { span.start = value }
      if name.equals("duration") { span.duration = value }
      if name.equals("tags"), value.kind == .array { try readTags(value, into: &span, arena: &arena) }
      guard name.equals("process"), value.kind == .object else { continue }
      var process = JSONMembers(value)
      while let (name, tags) = try process.next(arena: &arena) {
        guard name.equals("tags"), tags.kind == .array else { continue }
        try labelNames.collect(tags, into: &span.labels, arena: &arena)
      }
    }
    if span.duration == nil { span.duration = .zero }
    return span.isServed ? try transaction(span, power: 6, arena: &arena) : nil
  }

  private func readTags(
    _ list: JSONToken, into span: inout SpanParts, arena: inout ByteArena
  ) throws(Rejection) {
    var tags = LabelPairs(list)
    while let (tag, value) = try tags.next(arena: &arena) {
      labelNames.note(tag, value, in: &span.labels, arena: &arena)
      note(tag, value, in: &span)
    }
  }

  private func note(_ tag: Bytes, _ value: JSONToken, in span: inout SpanParts) {
    if tag.equals("span.kind") {
      span.isServed = value.bytes.equals("server") || value.bytes.equals("consumer")
    } else if tag.equals("error") {
      span.isError = span.isError || value.kind == .yes || value.bytes.equals("true")
    } else if tag.equals("otel.status_code") {
      span.isError = span.isError || value.bytes.equals("ERROR") || value.bytes.equals("STATUS_CODE_ERROR")
    } else if tag.equals("http.response.status_code") || tag.equals("http.status_code") {
      let status = DecimalNumber(text: value.bytes)?.whole ?? 0
      span.isError = span.isError || (500...599).contains(status)
    }
  }

  /// It is told at its end, as all transactions of spans are.
  private mutating func transaction(
    _ span: SpanParts, power: Int, arena: inout ByteArena
  ) throws(Rejection) -> Event {
    members.clear()
    if let name = span.name { members.set(.transaction, name) }
    if let start = span.start { members.set(.time, start) }
    if let duration = span.duration { members.set(.duration, duration) }
    if let instance = span.labels.tokens[LabelNames.Role.instance.rawValue] { members.set(.instance, instance) }
    if let ci = span.labels.tokens[LabelNames.Role.ci.rawValue] { members.set(.ci, ci) }
    var event = Event(kind: .transaction)
    event.name = spanText(.transaction, arena: &arena)
    event.instance = spanText(.instance, arena: &arena)
    event.ci = LabelNames.withoutPort(spanText(.ci, arena: &arena))
    if event.name.isEmpty { throw blaming(.missingName, .transaction) }
    if event.instance.isEmpty && event.ci.isEmpty { throw blaming(.missingInstance, .instance) }
    guard let duration = members[.duration] else { throw blaming(.missingDuration, .duration) }
    guard duration.kind == .number || duration.kind == .string,
      let micros = DurationValue.micros(duration, power: power)
    else { throw blaming(.invalidDuration, .duration) }
    event.durationMicros = Int64(micros)
    event.isError = span.isError
    if case .micros(let start) = try time(.time, arena: &arena) { event.timeMicros = start + Int64(micros) }
    assert(event.durationMicros >= 0, "a duration is not negative")
    return event
  }
}

extension JSONToken {
  fileprivate static var zero: JSONToken {
    let text: StaticString = "0"
    return JSONToken(kind: .number, start: UnsafeRawPointer(text.utf8Start), count: 1)
  }
}
