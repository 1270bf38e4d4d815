/// What became of one record.
public struct DecodeResult: Equatable, Sendable {
  /// Events that were appended.
  public var events = 0
  /// The first reason of a refusal. Next to events when only some of a record's alerts are bad.
  public var rejection: Rejection?
  /// Events that were refused; a record that is refused as a whole counts as one.
  public var rejectedEvents = 0
  /// What is no event by the rules of its format: spans within a transaction, silences, an empty batch.
  public var skipped = 0

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
/// 4. a native transaction, alert or signal;
/// 5. what has names that only another system gives (`ForeignShape`).
/// An array at the top holds any of these.
public struct RecordDecoder: ~Copyable {
  let settings: DecoderSettings
  let map: FieldMap?
  private let hasMap: Bool
  /// A duration's number times ten to this is one of microseconds.
  let durationPower: Int
  let labelNames: LabelNames
  let signalAttributes: SignalAttributes
  let severities: WordMap<Severity>
  let statuses: WordMap<AlertStatus>
  let foreign: ForeignMaps
  /// What the maps' own texts stand in.
  private let constants: ByteArena
  var members = Members()
  var slots = FieldSlots()
  var minute = MinuteMemo()
  /// Key and headers of the record at hand, for maps that ask for them.
  private var key: Bytes?
  private var headers: [RecordHeader] = []
  /// What `each:` led to in the record at hand.
  private var lists: [JSONToken] = []
  /// Of the labels that a map points at, those of the event at hand.
  var labelHash: UInt64 = 0
  /// The event at hand comes out of a map.
  var isMapped = false
  /// Why the last record, or the first of its events that was refused, was.
  public internal(set) var blame: Blame?
  /// Since the decoder was made.
  public internal(set) var unknownWords = UnknownWords()
  public internal(set) var passedOver = PassedOverCounts()

  public init(_ settings: DecoderSettings) {
    self.settings = settings
    var constants = ByteArena(chunkBytes: 512)
    let map = settings.hasMap ? FieldMap(settings, constants: &constants) : nil
    self.map = map
    hasMap = map != nil
    durationPower = (map?.unit ?? .milliseconds).microsPower
    foreign = ForeignMaps(settings, constants: &constants)
    self.constants = constants
    labelNames = LabelNames(instance: settings.instanceLabels, ci: settings.ciLabels)
    signalAttributes = SignalAttributes(settings.signalAttributes)
    severities = WordMap(settings.severities)
    statuses = WordMap(settings.statuses)
  }

  /// Appends the record's events. Their bytes point into its value or into `arena`, which the caller clears with the batch.
  public mutating func decode(
    _ record: borrowing RecordBytes, into events: inout [Event], arena: inout ByteArena
  ) -> DecodeResult {
    let before = events.count
    var result = DecodeResult()
    blame = nil
    do throws(Rejection) {
      let isPlain = record.headers.isEmpty && !hasMap
      let context = isPlain ? Context(recordMicros: record.timestampMicros) : surroundings(of: record)
      guard let value = record.value else { throw context.isCloudEvent ? .noData : .nullValue }
      guard value.count > 0 else { throw context.isCloudEvent ? .noData : .emptyValue }
      try decodeValue(value, context, into: &events, arena: &arena, &result)
    } catch {
      events.removeLast(events.count - before)
      result = DecodeResult()
      result.reject(error)
    }
    assert(events.count - before == result.events, "every event that was appended is counted")
    return result
  }

  /// What surrounds an object that is being decoded. Small enough to be handed on in registers.
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

  @inline(never)
  private mutating func surroundings(of record: borrowing RecordBytes) -> Context {
    var context = Context(recordMicros: record.timestampMicros)
    context.readHeaders(record.headers)
    if hasMap { (key, headers) = (record.key, record.headers) }
    return context
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
      if hasMap {
        let token = JSONToken(kind: .object, start: start, count: object.count)
        if try surround(token, arena: &arena), !isEnvelope(context) {
          return try decodeEach(token, context, into: &events, arena: &arena, &result)
        }
      }
      try take(object, context, into: &events, arena: &arena, &result)
    } else {
      let token = try scanner.value(depth: 0)
      try scanner.finish()
      guard token.kind == .array else { throw .notAnObject }
      if hasMap, try surround(token, arena: &arena) {
        return try decodeEach(token, context, into: &events, arena: &arena, &result)
      }
      try decodeArray(token, context, into: &events, arena: &arena, &result)
    }
  }

  /// Notes what the map takes from around the record's events; whether it says itself where they are.
  @inline(never)
  private mutating func surround(_ record: JSONToken, arena: inout ByteArena) throws(Rejection) -> Bool {
    guard let map else { return false }
    try map.surround(&slots, record, key: key, headers: headers, arena: &arena)
    return !map.each.isEmpty
  }

  /// The events where `each:` points at: an array, or one alone.
  private mutating func decodeEach(
    _ record: JSONToken, _ context: Context, into events: inout [Event], arena: inout ByteArena,
    _ result: inout DecodeResult
  ) throws(Rejection) {
    lists.removeAll(keepingCapacity: true)
    if let map { try map.findEach(in: record, map.each[...], &lists, arena: &arena) }
    guard !lists.isEmpty else { throw .nothingAtEach }
    for place in lists.indices {
      let list = lists[place]
      if list.kind == .array {
        try decodeArray(list, context, into: &events, arena: &arena, &result)
        continue
      }
      do throws(Rejection) { try decodeElement(list, context, into: &events, arena: &arena, &result) } catch {
        guard error != .tooManyEvents else { throw error }
        result.reject(error)
      }
    }
  }

  /// The elements of an array that is known to be well-formed, each on its own: a bad one does not take the others with it.
  mutating func decodeArray(
    _ array: JSONToken, _ context: Context, into events: inout [Event], arena: inout ByteArena,
    _ result: inout DecodeResult
  ) throws(Rejection) {
    var elements = JSONElements(array)
    var count = 0
    while let element = try elements.next() {
      count += 1
      guard count <= Limits.eventsPerRecord else { throw .tooManyEvents }
      do throws(Rejection) { try decodeElement(element, context, into: &events, arena: &arena, &result) } catch {
        guard error != .tooManyEvents else { throw error }
        result.reject(error)
      }
    }
    if count == 0 { throw .noEvents }
  }

  private mutating func decodeElement(
    _ element: JSONToken, _ context: Context, into events: inout [Event], arena: inout ByteArena,
    _ result: inout DecodeResult
  ) throws(Rejection) {
    guard element.kind == .object else { throw .notAnObject }
    var scanner = JSONScanner(element.start, count: element.count)
    try members.read(&scanner, depth: 2, arena: &arena)
    try take(element.bytes, context, into: &events, arena: &arena, &result)
  }

  /// Inlined, as a call would copy the whole decoder for every record.
  @inline(__always)
  private func isEnvelope(_ context: Context) -> Bool {
    members.has(.specversion) && !context.isInsideEnvelope
      && (settings.format == .auto || settings.format == .cloudevents) && isStructuredCloudEvent
  }

  /// Takes the object whose members were just read for what it is.
  private mutating func take(
    _ object: Bytes, _ context: Context, into events: inout [Event], arena: inout ByteArena,
    _ result: inout DecodeResult
  ) throws(Rejection) {
    if isEnvelope(context) { return try decodeEnvelope(context, into: &events, arena: &arena, &result) }
    if settings.format == .cloudevents && !context.isCloudEvent { throw .unknownShape }
    if hasMap { return try takeMapped(object, context, into: &events, arena: &arena, &result) }
    if settings.format != .native, !namesItself {
      if takesAlertmanager {
        if members[.alerts]?.kind == .array {
          return try decodeWebhook(context, into: &events, arena: &arena, &result)
        }
        if members[.labels]?.kind == .object {
          return try append(prometheusAlert(context, arena: &arena), to: &events, &result)
        }
      }
      if try takeForeign(object, context, into: &events, arena: &arena, &result) { return }
      if settings.format == .otlp, JSONMembers.isEmpty(object) {
        // A collector's metrics tick with nothing to say.
        return passOver(.empty, &result)
      }
    }
    guard takesNative else { throw try whyNoShape(object, arena: &arena) }
    let place = events.count
    events.append(Event(kind: .transaction))
    do throws(Rejection) {
      try readNative(context, into: &events[place], arena: &arena)
      guard result.events < Limits.eventsPerRecord else { throw .tooManyEvents }
    } catch {
      events.removeLast()
      guard error == .unknownShape else { throw error }
      throw try whyNoShape(object, arena: &arena)
    }
    result.events += 1
  }

  /// Apart, as the map would be copied on the way of every record that has none.
  @inline(never)
  private mutating func takeMapped(
    _ object: Bytes, _ context: Context, into events: inout [Event], arena: inout ByteArena,
    _ result: inout DecodeResult
  ) throws(Rejection) {
    guard let map else { return }
    try append(mapped(map, object, context, arena: &arena), to: &events, &result)
  }

  private var takesAlertmanager: Bool {
    switch settings.format {
    case .auto, .alertmanager, .cloudevents: true
    case .native, .servicenow, .pagerduty, .otlp: false
    }
  }

  private var takesNative: Bool {
    switch settings.format {
    case .auto, .native, .cloudevents: true
    case .alertmanager, .servicenow, .pagerduty, .otlp: false
    }
  }

  @inline(__always)
  func append(_ event: Event, to events: inout [Event], _ result: inout DecodeResult) throws(Rejection) {
    guard result.events < Limits.eventsPerRecord else { throw .tooManyEvents }
    events.append(event)
    result.events += 1
  }

  private var namesItself: Bool {
    members.has(.transaction) || members.has(.alert) || members.has(.alertname) || members.has(.signal)
  }
}
