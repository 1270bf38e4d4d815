/// What Alertmanager's event recorder (0.33 and later) writes to Kafka, in the JSON form of its protobuf messages: what is zero, false
/// or empty is left out, 64-bit numbers are texts, and labels are lists.
///
/// Alerts are told by each peer, each receiver, and anew with each resend; as states with an identity they count once. What is no state of
/// an alert (silences, inhibitions, start and stop) is passed over.
extension RecordDecoder {
  /// `data` holds one event.
  mutating func decodeRecorded(
    _ data: JSONToken, _ context: Context, into events: inout [Event], arena: inout ByteArena,
    _ result: inout DecodeResult
  ) throws(Rejection) {
    var top = JSONMembers(data)
    guard let (kind, event) = try top.next(arena: &arena), event.kind == .object else { throw .unknownShape }
    let isOne = kind.equals("alertCreated") || kind.equals("alertGrouped") || kind.equals("alertResolved")
    let isList = kind.equals("notification")
    guard isOne || isList else { return passOver(.noAlert, &result) }
    var members = JSONMembers(event)
    while let (name, value) = try members.next(arena: &arena) {
      if isOne, name.equals("alert") {
        try append(recordedAlert(value, context, arena: &arena), to: &events, &result)
        return
      }
      guard isList, name.equals("alerts"), value.kind == .array else { continue }
      var alerts = JSONElements(value)
      while let alert = try alerts.next() {
        do throws(Rejection) { try append(recordedAlert(alert, context, arena: &arena), to: &events, &result) } catch {
          guard error != .tooManyEvents else { throw error }
          result.reject(error)
        }
      }
    }
    // A notification of muted alerts alone names them by a hash that nothing else has.
    if result.events + result.rejectedEvents == 0 {
      guard isList else { throw .unknownShape }
      passOver(.noAlert, &result)
    }
  }

  /// The alert itself, or its `details` beside a hash.
  private mutating func recordedAlert(
    _ alert: JSONToken, _ context: Context, arena: inout ByteArena
  ) throws(Rejection) -> Event {
    guard alert.kind == .object else { throw .notAnObject }
    var labels: JSONToken?
    var annotations: JSONToken?
    var isResolved = false
    members.clear()
    var inner = JSONMembers(alert)
    while let (name, value) = try inner.next(arena: &arena) {
      if name.equals("details"), value.kind == .object { return try recordedAlert(value, context, arena: &arena) }
      if name.equals("labels") { labels = value }
      if name.equals("annotations") { annotations = value }
      if name.equals("resolved") { isResolved = value.kind == .yes }
      if name.equals("startsAt") { members.set(.startsAt, value) }
      if name.equals("endsAt") { members.set(.endsAt, value) }
      if name.equals("fingerprint") { members.set(.fingerprint, value) }
    }
    let found = try listed(labels, arena: &arena)
    var event = try labelled(found, arena: &arena)
    assert(event.kind == .alert, "only alerts are recorded")
    event.isState = true
    event.status = isResolved || event.severity == .clear ? .resolved : .firing
    if let start = try micros(.startsAt, arena: &arena) {
      event.startMicros = start
      event.timeMicros = start
    }
    if event.status == .resolved, let end = try micros(.endsAt, arena: &arena) { event.timeMicros = end }
    event.identity = found.hash
    if let fingerprint = members[.fingerprint], let number = DecimalNumber(text: fingerprint.bytes)?.whole {
      event.identity = Self.identity(ofFingerprint: number)
    }
    event.summary = try listedSummary(annotations, arena: &arena)
    return event
  }

  /// `{"labels": [{"key": …, "value": …}]}`.
  private func listed(_ labels: JSONToken?, arena: inout ByteArena) throws(Rejection) -> LabelNames.Found {
    var found = LabelNames.Found()
    guard let labels, labels.kind == .object else { return found }
    var members = JSONMembers(labels)
    while let (name, list) = try members.next(arena: &arena) {
      if name.equals("labels"), list.kind == .array { try labelNames.collect(list, into: &found, arena: &arena) }
    }
    return found
  }

  private func listedSummary(_ annotations: JSONToken?, arena: inout ByteArena) throws(Rejection) -> Bytes {
    guard let annotations, annotations.kind == .object else { return .empty }
    var summary: JSONToken?
    var description: JSONToken?
    var members = JSONMembers(annotations)
    while let (name, list) = try members.next(arena: &arena) {
      guard name.equals("labels"), list.kind == .array else { continue }
      var pairs = LabelPairs(list)
      while let (label, value) = try pairs.next(arena: &arena) {
        guard value.kind == .string, value.count > 0 else { continue }
        if label.equals("summary") {
          summary = value
        } else if label.equals("description") {
          description = value
        }
      }
    }
    guard let token = summary ?? description else { return .empty }
    return UTF8Text.clean(token, limit: Limits.summaryBytes, arena: &arena)
  }

  /// As of the sixteen hexadecimal digits that the webhook writes for the same fingerprint.
  private static func identity(ofFingerprint number: UInt64) -> UInt64 {
    var digits = InlineArray<16, UInt8>(repeating: 0)
    for index in 0..<16 {
      let digit = UInt8(number >> UInt64(60 - 4 * index) & 15)
      digits[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
    return digits.span.withUnsafeBytes { Hash64.hash($0) }
  }
}
