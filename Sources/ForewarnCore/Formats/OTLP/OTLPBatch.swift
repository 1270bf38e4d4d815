/// What OpenTelemetry's batches in JSON hold, as a collector writes them to Kafka or an SDK posts them.
enum OTLPSignal {
  case spans, metrics, logs

  /// The lists that lead from a resource to the items.
  var scopes: StaticString {
    switch self {
    case .spans: "scopeSpans"
    case .metrics: "scopeMetrics"
    case .logs: "scopeLogs"
    }
  }

  var items: StaticString {
    switch self {
    case .spans: "spans"
    case .metrics: "metrics"
    case .logs: "logRecords"
    }
  }

  /// Metrics would be no alerts, and logs no signals, whatever a topic is called.
  func isCarried(by kind: TopicKind) -> Bool {
    switch self {
    case .spans: true
    case .metrics: kind == .signals
    case .logs: kind == .alerts
    }
  }
}

/// What stands around an item: whose it is, and which part of what program it is of.
struct OTLPOrigin {
  let signal: OTLPSignal
  var labels = LabelNames.Found()
  /// The resource's attributes that are part of a signal's name.
  var named = SignalAttributes.Found()
  var service: JSONToken?
  var scope: JSONToken?

  init(_ signal: OTLPSignal) { self.signal = signal }
}

extension RecordDecoder {
  /// Each item of a batch, on its own: a bad one does not take the others with it.
  mutating func decodeBatch(
    _ resources: JSONToken, of signal: OTLPSignal, into events: inout [Event], arena: inout ByteArena,
    _ result: inout DecodeResult
  ) throws(Rejection) {
    guard signal.isCarried(by: settings.kind) else { throw .otherSignal }
    var list = JSONElements(resources)
    while let resource = try list.next() {
      guard resource.kind == .object else { continue }
      var origin = OTLPOrigin(signal)
      var scopes: JSONToken?
      var members = JSONMembers(resource)
      while let (name, value) = try members.next(arena: &arena) {
        if name.equals("resource"), value.kind == .object {
          var inner = JSONMembers(value)
          while let (name, attributes) = try inner.next(arena: &arena) {
            guard name.equals("attributes"), attributes.kind == .array else { continue }
            try readResource(attributes, into: &origin, arena: &arena)
          }
        } else if name.equals(signal.scopes), value.kind == .array {
          scopes = value
        }
      }
      guard let scopes else { continue }
      var scopeList = JSONElements(scopes)
      while let scope = try scopeList.next() {
        guard let items = try readScope(scope, into: &origin, arena: &arena) else { continue }
        try decodeItems(items, of: origin, into: &events, arena: &arena, &result)
      }
    }
    if result.events + result.rejectedEvents + result.skipped == 0 { passOver(.empty, &result) }
  }

  private mutating func decodeItems(
    _ items: JSONToken, of origin: OTLPOrigin, into events: inout [Event], arena: inout ByteArena,
    _ result: inout DecodeResult
  ) throws(Rejection) {
    var elements = JSONElements(items)
    while let item = try elements.next() {
      do throws(Rejection) {
        guard item.kind == .object else { throw .notAnObject }
        switch origin.signal {
        case .spans: try decodeSpan(item, of: origin, into: &events, arena: &arena, &result)
        case .metrics: try decodeMetric(item, of: origin, into: &events, arena: &arena, &result)
        case .logs: try decodeLog(item, of: origin, into: &events, arena: &arena, &result)
        }
      } catch {
        guard error != .tooManyEvents else { throw error }
        result.reject(error)
      }
    }
  }

  private func readResource(
    _ attributes: JSONToken, into origin: inout OTLPOrigin, arena: inout ByteArena
  ) throws(Rejection) {
    try labelNames.collect(attributes, into: &origin.labels, arena: &arena)
    if origin.signal == .spans || origin.signal == .metrics && signalAttributes.isEmpty { return }
    var pairs = LabelPairs(attributes)
    while let (name, value) = try pairs.next(arena: &arena) {
      signalAttributes.note(name, value, in: &origin.named)
      if name.equals("service.name") { origin.service = value.asText }
    }
  }

  /// The items of a scope; nil when it lists none.
  private func readScope(
    _ scope: JSONToken, into origin: inout OTLPOrigin, arena: inout ByteArena
  ) throws(Rejection) -> JSONToken? {
    guard scope.kind == .object else { return nil }
    var items: JSONToken?
    origin.scope = nil
    var members = JSONMembers(scope)
    while let (name, value) = try members.next(arena: &arena) {
      if name.equals(origin.signal.items), value.kind == .array {
        items = value
      } else if origin.signal == .logs, name.equals("scope"), value.kind == .object {
        var inner = JSONMembers(value)
        while let (name, text) = try inner.next(arena: &arena) {
          if name.equals("name") { origin.scope = text.asText }
        }
      }
    }
    return items
  }
}

extension RecordDecoder {
  /// Notes whose an item is, as its attributes name it.
  mutating func noteOwner(_ labels: LabelNames.Found) {
    if let instance = labels.tokens[LabelNames.Role.instance.rawValue] { members.set(.instance, instance) }
    guard var ci = labels.tokens[LabelNames.Role.ci.rawValue] else { return }
    if !ci.isEscaped { ci.count = LabelNames.withoutPort(ci.bytes).count }
    members.set(.ci, ci)
  }
}

/// Values as OpenTelemetry's JSON has them: a number is a number or a text of one, and what is not set is 0, empty, or left out.
extension JSONToken {
  /// nil when it is no whole number, or negative.
  var wholeNumber: UInt64? { kind == .number || kind == .string ? DecimalNumber(text: bytes)?.whole : nil }

  var unlessNull: JSONToken? { kind == .null ? nil : self }

  /// Itself, when it may be a time.
  var asTime: JSONToken? { kind == .null || wholeNumber == 0 ? nil : self }

  /// Itself, when it is a text that says something.
  var asText: JSONToken? { kind == .string && count > 0 ? self : nil }
}
