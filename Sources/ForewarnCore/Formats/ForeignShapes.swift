/// Shapes of other systems that are told by a name that only they have. Looked for where an object is no event of ours, no webhook and no
/// alert of Prometheus', so that those pay nothing for it.
enum ForeignShape {
  case eventRecorder, serviceNowBatch, serviceNowEvent, serviceNowAlert, pagerDuty, otlp(OTLPSignal),
    zipkinSpan, jaegerSpan

  /// What an object is by the names of its members; nil when it is none of these.
  static func of(_ object: Bytes, arena: inout ByteArena) throws(Rejection) -> (shape: ForeignShape, token: JSONToken)?
  {
    guard let base = object.base else { return nil }
    var members = JSONMembers(JSONToken(kind: .object, start: base, count: object.count))
    var trace: JSONToken?
    var operation: JSONToken?
    var endpoint: JSONToken?
    var hasStamp = false
    var data: JSONToken?
    var serviceNow: JSONToken?
    var isAlert = false
    var hasState = false
    while let (name, value) = try members.next(arena: &arena) {
      switch value.kind {
      case .null: continue
      case .array:
        if name.equals("resourceSpans") { return (.otlp(.spans), value) }
        if name.equals("resourceMetrics") { return (.otlp(.metrics), value) }
        if name.equals("resourceLogs") { return (.otlp(.logs), value) }
        if name.equals("records") { return (.serviceNowBatch, value) }
      default: break
      }
      if name.equals("event_action") { return (.pagerDuty, value) }
      if name.equals("traceId") { trace = value }
      if name.equals("operationName") { operation = value }
      if name.equals("localEndpoint") { endpoint = value }
      if name.equals("@timestamp") { hasStamp = true }
      if name.equals("data"), value.kind == .object { data = value }
      if name.equals("severity") || name.equals("resolution_state") || name.equals("state") { hasState = true }
      if serviceNowNames.contains(where: { name.equals($0) }) { serviceNow = value }
      if name.equals("initial_event_time") || name.equals("last_event_time") || name.equals("number") { isAlert = true }
    }
    if hasStamp, let data { return (.eventRecorder, data) }
    if trace != nil, let operation { return (.jaegerSpan, operation) }
    if trace != nil, let endpoint { return (.zipkinSpan, endpoint) }
    guard hasState, let serviceNow else { return nil }
    return (isAlert ? .serviceNowAlert : .serviceNowEvent, serviceNow)
  }

  private static let serviceNowNames: [StaticString] = [
    "message_key", "time_of_event", "additional_info", "metric_name", "event_class", "resolution_state",
  ]

  var format: RecordFormat {
    switch self {
    case .eventRecorder: .alertmanager
    case .serviceNowBatch, .serviceNowEvent, .serviceNowAlert: .servicenow
    case .pagerDuty: .pagerduty
    case .otlp, .zipkinSpan, .jaegerSpan: .otlp
    }
  }
}

/// What the maps of ServiceNow's and PagerDuty's shapes are; anybody could write them as `fields:`.
enum ForeignFields {
  /// ServiceNow's `em_event`, as its web service takes it.
  static let serviceNowEvent: [String: FieldSource] = [
    "time": "/time_of_event", "severity": "/severity", "status": "/resolution_state", "fingerprint": "/message_key",
    "summary": "/description", "ci": FieldSource(.pointers(["/node", "/ci_identifier"])),
    "instance": FieldSource(.pointers(["/instance"])),
    "alert": FieldSource(
      .pointers(["/metric_name", "/additional_info/alertname", "/type", "/event_class", "/source"])),
  ]

  /// ServiceNow's `em_alert`, as its table interface gives it, with display values or without.
  static let serviceNowAlert: [String: FieldSource] = {
    var fields = serviceNowEvent
    fields["time"] = FieldSource(.pointers(["/last_event_time", "/time_of_event", "/initial_event_time"]))
    fields["status"] = FieldSource(.pointers(["/state"]), values: ["Flapping": "firing"])
    fields["fingerprint"] = FieldSource(.pointers(["/message_key", "/number"]))
    fields["ci"] = FieldSource(.pointers(["/node", "/cmdb_ci/display_value", "/cmdb_ci"]))
    return fields
  }()

  /// PagerDuty's Events API version 2.
  static let pagerDuty: [String: FieldSource] = [
    "time": "/payload/timestamp", "severity": "/payload/severity", "status": "/event_action",
    "fingerprint": "/dedup_key", "summary": "/payload/summary", "ci": "/payload/source", "domain": "/payload/class",
    "alert": FieldSource(
      .pointers(["/payload/custom_details/alertname", "/payload/class", "/payload/component", "/payload/summary"])),
  ]

  static func settings(
    _ base: DecoderSettings, _ fields: [String: FieldSource], labels: [String]
  ) -> DecoderSettings {
    var settings = base
    settings.fields = fields
    settings.labels = labels
    return settings
  }
}

/// The maps of foreign shapes, compiled.
struct ForeignMaps {
  let serviceNowEvent: FieldMap
  let serviceNowAlert: FieldMap
  let pagerDuty: FieldMap

  init(_ base: DecoderSettings, constants: inout ByteArena) {
    func map(_ fields: [String: FieldSource], _ labels: String, _ constants: inout ByteArena) -> FieldMap {
      FieldMap(ForeignFields.settings(base, fields, labels: [labels]), constants: &constants, dropsPorts: true)
    }
    serviceNowEvent = map(ForeignFields.serviceNowEvent, "/additional_info", &constants)
    serviceNowAlert = map(ForeignFields.serviceNowAlert, "/additional_info", &constants)
    pagerDuty = map(ForeignFields.pagerDuty, "/payload/custom_details", &constants)
  }
}

extension RecordDecoder {
  /// Takes an object of a foreign shape; false when it is of none.
  mutating func takeForeign(
    _ object: Bytes, _ context: Context, into events: inout [Event], arena: inout ByteArena,
    _ result: inout DecodeResult
  ) throws(Rejection) -> Bool {
    guard let (shape, token) = try ForeignShape.of(object, arena: &arena),
      settings.format == .auto || settings.format == shape.format
        || settings.format == .cloudevents && context.isCloudEvent
    else { return false }
    switch shape {
    case .eventRecorder: try decodeRecorded(token, context, into: &events, arena: &arena, &result)
    case .serviceNowBatch: try decodeArray(token, context, into: &events, arena: &arena, &result)
    case .otlp(let signal): try decodeBatch(token, of: signal, into: &events, arena: &arena, &result)
    case .zipkinSpan, .jaegerSpan:
      let event =
        if case .zipkinSpan = shape { try zipkinSpan(object, arena: &arena) } else {
          try jaegerSpan(object, arena: &arena)
        }
      if let event { try append(event, to: &events, &result) } else { passOver(.innerSpan, &result) }
    case .serviceNowEvent:
      try append(mapped(foreign.serviceNowEvent, object, context, arena: &arena), to: &events, &result)
    case .serviceNowAlert:
      try append(mapped(foreign.serviceNowAlert, object, context, arena: &arena), to: &events, &result)
    case .pagerDuty: try decodePage(object, context, into: &events, arena: &arena, &result)
    }
    return true
  }

  /// The event that a map makes of an object whose members were read.
  mutating func mapped(
    _ map: FieldMap, _ object: Bytes, _ context: Context, arena: inout ByteArena
  ) throws(Rejection) -> Event {
    try map.fill(&members, from: object, &slots, arena: &arena)
    if map.hasLabels {
      let found = try map.readLabels(slots, labelNames, arena: &arena)
      labelHash = found.hash
      fillFrom(found)
    }
    isMapped = true
    defer {
      labelHash = 0
      isMapped = false
    }
    return try nativeEvent(context, arena: &arena)
  }

  /// Labels say what no field does.
  private mutating func fillFrom(_ labels: LabelNames.Found) {
    if !members.has(.transaction), !members.has(.signal) {
      fill(.alert, labels.tokens[LabelNames.Role.alertname.rawValue])
    }
    fill(.severity, labels.tokens[LabelNames.Role.severity.rawValue])
    fill(.domain, labels.tokens[LabelNames.Role.domain.rawValue])
    fill(.instance, labels.tokens[LabelNames.Role.instance.rawValue])
    var ci = labels.tokens[LabelNames.Role.ci.rawValue]
    if let token = ci, !token.isEscaped { ci?.count = LabelNames.withoutPort(token.bytes).count }
    fill(.ci, ci)
  }

  private mutating func fill(_ member: Member, _ token: JSONToken?) {
    if let token, !members.has(member) { members.set(member, token) }
  }

  /// A page. Alertmanager puts the alerts themselves into it since 0.26 or so: those are taken, with what they say of themselves.
  private mutating func decodePage(
    _ object: Bytes, _ context: Context, into events: inout [Event], arena: inout ByteArena,
    _ result: inout DecodeResult
  ) throws(Rejection) {
    guard let base = object.base else { throw .unknownShape }
    var lists: [JSONToken] = []
    var top = JSONMembers(JSONToken(kind: .object, start: base, count: object.count))
    while let (name, payload) = try top.next(arena: &arena) {
      guard name.equals("payload"), payload.kind == .object else { continue }
      var inner = JSONMembers(payload)
      while let (name, details) = try inner.next(arena: &arena) {
        guard name.equals("custom_details"), details.kind == .object else { continue }
        var members = JSONMembers(details)
        while let (name, list) = try members.next(arena: &arena) {
          if list.kind == .array, name.equals("firing") || name.equals("resolved") { lists.append(list) }
        }
      }
    }
    guard !lists.isEmpty else {
      return try append(mapped(foreign.pagerDuty, object, context, arena: &arena), to: &events, &result)
    }
    let before = result.events + result.rejectedEvents
    for list in lists {
      do throws(Rejection) { try decodeArray(list, context, into: &events, arena: &arena, &result) } catch {
        guard error == .noEvents else { throw error }
      }
    }
    if result.events + result.rejectedEvents == before { throw .noEvents }
  }
}
