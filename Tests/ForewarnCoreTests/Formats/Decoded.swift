import ForewarnCore

/// One event by value, so that tests can compare it after its record is gone.
struct PlainEvent: Equatable {
  var kind: Event.Kind
  var timeMicros: Int64
  var instance: String
  var name: String
  var ci: String
  var durationMicros: Int64
  var count: UInt32
  var isError: Bool
  var severity: Severity
  var status: AlertStatus
  var domain: Domain
  var summary: String
  var identity: UInt64

  init(_ event: Event) {
    kind = event.kind
    timeMicros = event.timeMicros
    instance = event.instance.text
    name = event.name.text
    ci = event.ci.text
    durationMicros = event.durationMicros
    count = event.count
    isError = event.isError
    severity = event.severity
    status = event.status
    domain = event.domain
    summary = event.summary.text
    identity = event.identity
  }
}

extension PlainEvent {
  /// Of signals.
  var value: Double { Double(bitPattern: UInt64(bitPattern: durationMicros)) }
  var unit: String { summary }
}

struct Decoded: Equatable {
  var events: [PlainEvent]
  var result: DecodeResult

  var rejection: Rejection? { result.rejection }
}

/// Decodes one value in a buffer of exactly its size, so that a read beyond its end has a chance to be noticed.
func decode(
  _ value: [UInt8]?, headers: [RecordHeader] = [], timestampMicros: Int64 = Event.noTime,
  _ settings: DecoderSettings = DecoderSettings(kind: .alerts)
) -> Decoded {
  var decoder = RecordDecoder(settings)
  return decode(value, headers: headers, timestampMicros: timestampMicros, with: &decoder)
}

func decode(
  _ value: [UInt8]?, headers: [RecordHeader] = [], timestampMicros: Int64 = Event.noTime,
  with decoder: inout RecordDecoder
) -> Decoded {
  var events: [Event] = []
  var arena = ByteArena()
  guard let value else {
    let result = decoder.decode(
      RecordBytes(value: nil, headers: headers, timestampMicros: timestampMicros), into: &events, arena: &arena)
    return Decoded(events: events.map(PlainEvent.init), result: result)
  }
  let exact = UnsafeMutableRawBufferPointer.allocate(byteCount: value.count, alignment: 1)
  defer { exact.deallocate() }
  exact.copyBytes(from: value)
  let result = decoder.decode(
    RecordBytes(
      value: Bytes(UnsafeRawBufferPointer(exact)), headers: headers, timestampMicros: timestampMicros),
    into: &events, arena: &arena)
  return Decoded(events: events.map(PlainEvent.init), result: result)
}

func decode(
  _ value: String, headers: [RecordHeader] = [], timestampMicros: Int64 = Event.noTime,
  _ settings: DecoderSettings = DecoderSettings(kind: .alerts)
) -> Decoded {
  decode(Array(value.utf8), headers: headers, timestampMicros: timestampMicros, settings)
}
