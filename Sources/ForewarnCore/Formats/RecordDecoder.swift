/// What became of one record.
public struct DecodeResult: Equatable, Sendable {
  /// Events that were appended.
  public var events = 0
  /// The first reason of a refusal. Next to events when only some of a record's alerts are bad.
  public var rejection: Rejection?
  /// Events that were refused; a record that is refused as a whole counts as one.
  public var rejectedEvents = 0

  public init() {}

  mutating func reject(_ reason: Rejection) {
    rejection = rejection ?? reason
    rejectedEvents += 1
  }
}

/// Turns a record's value into events. One for each topic and thread, reused: its scratch memory is its own.
///
/// The value is checked to its last byte before any event of it is taken, whatever its shape, and nothing is allocated for
/// native events. Which shape an object has is told by its members, not by headers, as clients' headers cannot be trusted:
/// 1. a CloudEvent (`specversion` with `id`, `source`, `type`, or with data), whose data is then decoded in its stead;
/// 2. with `fields:`, whatever the map says;
/// 3. an Alertmanager webhook (`alerts` is an array), or an alert as Prometheus posts it (`labels`, but no name of its own);
/// 4. a native transaction or alert.
/// An array at the top holds any of these.
public struct RecordDecoder: ~Copyable {
  let settings: DecoderSettings
  let map: FieldMap?
  let labelNames: LabelNames
  let severities: WordMap<Severity>
  let statuses: WordMap<AlertStatus>
  var members = Members()
  /// Since the decoder was made.
  var unknownWords = UnknownWords()

  public init(_ settings: DecoderSettings) {
    self.settings = settings
    map = settings.fields.isEmpty ? nil : FieldMap(settings.fields)
    labelNames = LabelNames(instance: settings.instanceLabels, ci: settings.ciLabels)
    severities = WordMap(settings.severities)
    statuses = WordMap(settings.statuses)
  }

  /// Appends the record's events. Their bytes point into `value` or into `arena`, which the caller clears with the batch.
  /// `timestampMicros` is the record's own; it tells whether an alert without a status is over.
  public mutating func decode(
    value: Bytes?, headers: [RecordHeader] = [], timestampMicros: Int64 = Event.noTime,
    into events: inout [Event], arena: inout ByteArena
  ) -> DecodeResult {
    let before = events.count
    var result = DecodeResult()
    do throws(Rejection) {
      var context = Context(recordMicros: timestampMicros)
      if !headers.isEmpty { context.readHeaders(headers) }
      guard let value else { throw context.isCloudEvent ? .noData : .nullValue }
      guard value.count > 0 else { throw context.isCloudEvent ? .noData : .emptyValue }
      try decodeValue(value, context, into: &events, arena: &arena, &result)
    } catch {
      events.removeLast(events.count - before)
      result = DecodeResult()
      result.reject(error)
    }
    return result
  }

  /// What surrounds an object that is being decoded.
  struct Context {
    var recordMicros: Int64
    /// The `time` attribute of the CloudEvent around the object, for events that have none of their own.
    var envelopeTime = TimeText.Outcome.absent
    /// Headers or members around the object say that it is a CloudEvent's data.
    var isCloudEvent = false
    /// The object is the data of a structured CloudEvent: it cannot be another one.
    var isInsideEnvelope = false
    /// The headers call the value something else than JSON.
    var isDeclaredOther = false
  }

  private mutating func decodeValue(
    _ value: Bytes, _ context: Context, into events: inout [Event], arena: inout ByteArena, _ result: inout DecodeResult
  ) throws(Rejection) {
    do throws(Rejection) {
      try decodeText(Encoding.text(of: value), context, into: &events, arena: &arena, &result)
    } catch {
      let reason = Encoding.refine(error, of: value)
      switch reason {
      case .notJSON, .notUTF8, .unsupportedEncoding: throw context.isDeclaredOther ? .noData : reason
      default: throw reason
      }
    }
  }

  /// Decodes one JSON text.
  mutating func decodeText(
    _ text: Bytes, _ context: Context, into events: inout [Event], arena: inout ByteArena, _ result: inout DecodeResult
  ) throws(Rejection) {
    guard let base = text.base else { throw .emptyValue }
    var scanner = JSONScanner(base, count: text.count)
    scanner.skipSpace()
    let first = try scanner.current
    if first == UInt8(ascii: "{") {
      let start = scanner.at
      try members.read(&scanner, depth: 1, arena: &arena)
      let object = Bytes(base: start, count: scanner.at - start)
      try scanner.finish()
      try take(object, context, into: &events, arena: &arena, &result)
    } else {
      let token = try scanner.value(depth: 0)
      try scanner.finish()
      guard token.kind == .array else { throw .notAnObject }
      try decodeArray(token, context, into: &events, arena: &arena, &result)
    }
  }

  /// The elements of an array that is known to be well-formed, each on its own: a bad one does not take the others with it.
  private mutating func decodeArray(
    _ array: JSONToken, _ context: Context, into events: inout [Event], arena: inout ByteArena,
    _ result: inout DecodeResult
  ) throws(Rejection) {
    var elements = JSONElements(array)
    var count = 0
    while let element = try elements.next() {
      count += 1
      guard count <= Limits.eventsPerRecord else { throw .tooManyEvents }
      do throws(Rejection) {
        guard element.kind == .object else { throw .notAnObject }
        var scanner = JSONScanner(element.start, count: element.count)
        try members.read(&scanner, depth: 2, arena: &arena)
        try take(element.bytes, context, into: &events, arena: &arena, &result)
      } catch {
        guard error != .tooManyEvents else { throw error }
        result.reject(error)
      }
    }
    if count == 0 { throw .noEvents }
  }

  /// Takes the object whose members were just read for what it is.
  private mutating func take(
    _ object: Bytes, _ context: Context, into events: inout [Event], arena: inout ByteArena,
    _ result: inout DecodeResult
  ) throws(Rejection) {
    if members.has(.specversion), !context.isInsideEnvelope,
      settings.format == .auto || settings.format == .cloudevents,
      isStructuredCloudEvent
    {
      return try decodeEnvelope(context, into: &events, arena: &arena, &result)
    }
    if settings.format == .cloudevents && !context.isCloudEvent { throw .unknownShape }
    let event: Event
    if let map {
      members.forget(map.mapped)
      try map.fill(&members, from: object, arena: &arena)
      event = try nativeEvent(context, arena: &arena)
    } else if settings.format != .native, members[.alerts]?.kind == .array, !namesItself {
      return try decodeWebhook(context, into: &events, arena: &arena, &result)
    } else if settings.format != .native, members[.labels]?.kind == .object, !namesItself {
      event = try prometheusAlert(context, arena: &arena)
    } else if settings.format == .alertmanager {
      throw try whyNoShape(object, arena: &arena)
    } else {
      do throws(Rejection) { event = try nativeEvent(context, arena: &arena) } catch {
        guard error == .unknownShape else { throw error }
        throw try whyNoShape(object, arena: &arena)
      }
    }
    try append(event, to: &events, &result)
  }

  @inline(__always)
  func append(_ event: Event, to events: inout [Event], _ result: inout DecodeResult) throws(Rejection) {
    guard result.events < Limits.eventsPerRecord else { throw .tooManyEvents }
    events.append(event)
    result.events += 1
  }

  private var namesItself: Bool { members.has(.transaction) || members.has(.alert) || members.has(.alertname) }
}
