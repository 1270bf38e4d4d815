/// OpenTelemetry's metrics: each of a metric's points is a value of a signal. A gauge is what it says, and so is a sum that can fall, such
/// as a queue's length. What a sum or a histogram says of its own interval (delta) is that sum, or that mean. What only adds up since a
/// program's start drifts by its nature, and what it grew by takes the point before it to know: those are refused.
extension RecordDecoder {
  mutating func decodeMetric(
    _ element: JSONToken, of origin: OTLPOrigin, into events: inout [Event], arena: inout ByteArena,
    _ result: inout DecodeResult
  ) throws(Rejection) {
    let metric = try Metric(element, arena: &arena)
    guard let points = metric.points else { return passOver(.noValue, &result) }
    var list = JSONElements(points)
    while let element = try list.next() {
      do throws(Rejection) {
        guard element.kind == .object else { throw .notAnObject }
        let point = try MetricPoint(element, origin, (labelNames, signalAttributes), arena: &arena)
        guard point.isRecorded(by: metric) else {
          passOver(.noValue, &result)
          continue
        }
        try append(signal(metric, point, arena: &arena), to: &events, &result)
      } catch {
        guard error != .tooManyEvents else { throw error }
        result.reject(error)
      }
    }
  }

  private mutating func signal(
    _ metric: Metric, _ point: MetricPoint, arena: inout ByteArena
  ) throws(Rejection) -> Event {
    members.clear()
    if let name = metric.name { members.set(.signal, name) }
    if let unit = metric.unit { members.set(.unit, unit) }
    noteOwner(point.labels)
    if let refusal = metric.refusal { throw blaming(refusal, .signal) }
    var event = Event(kind: .signal)
    event.name = spanText(.signal, arena: &arena)
    event.instance = spanText(.instance, arena: &arena)
    event.ci = spanText(.ci, arena: &arena)
    event.unit = Self.people(spanText(.unit, arena: &arena))
    if event.name.isEmpty { throw blaming(.missingName, .signal) }
    if event.instance.isEmpty && event.ci.isEmpty { throw blaming(.missingInstance, .instance) }
    event.name = signalAttributes.name(event.name, point.named, arena: &arena)
    guard let token = metric.form == .histogram ? point.sum : point.value else {
      throw blaming(.missingValue, .value)
    }
    members.set(.value, token)
    let divisor = metric.form == .histogram ? Double(point.count) : 1
    guard let value = SignalValue.read(token, over: divisor) else { throw blaming(.invalidValue, .value) }
    event.value = value
    if let time = point.time {
      members.set(.time, time)
      if let micros = try micros(.time, arena: &arena) { event.timeMicros = micros }
    }
    return event
  }

  /// What a unit in UCUM's spelling says to people: 1 is none, and braces are round a word of their own.
  private static func people(_ unit: Bytes) -> Bytes {
    if unit.equals("1") { return .empty }
    guard let base = unit.base, unit.count > 2, base.load(as: UInt8.self) == UInt8(ascii: "{"),
      unit.buffer.firstIndex(of: UInt8(ascii: "}")) == unit.count - 1
    else { return unit }
    return Bytes(base: base + 1, count: unit.count - 2)
  }
}

/// What a metric says of all of its points.
private struct Metric {
  enum Form {
    case gauge, sum, histogram
    /// Summaries, and what nobody knows yet.
    case other
  }

  private(set) var name: JSONToken?
  private(set) var unit: JSONToken?
  private(set) var form = Form.other
  private(set) var points: JSONToken?
  private var temporality: UInt64 = 0
  private var isMonotonic = false

  private static let delta: UInt64 = 1
  private static let cumulative: UInt64 = 2

  init(_ metric: JSONToken, arena: inout ByteArena) throws(Rejection) {
    var members = JSONMembers(metric)
    while let (member, value) = try members.next(arena: &arena) {
      if member.equals("name") {
        name = value.asText
      } else if member.equals("unit") {
        unit = value.asText
      } else if value.kind == .object, let form = Self.form(member) {
        self.form = form
        try read(value, arena: &arena)
      }
    }
  }

  private static func form(_ member: Bytes) -> Form? {
    if member.equals("gauge") { return .gauge }
    if member.equals("sum") { return .sum }
    // Of both only count and sum are asked for, in which they are alike.
    if member.equals("histogram") || member.equals("exponentialHistogram") { return .histogram }
    return member.equals("summary") ? .other : nil
  }

  private mutating func read(_ data: JSONToken, arena: inout ByteArena) throws(Rejection) {
    var members = JSONMembers(data)
    while let (member, value) = try members.next(arena: &arena) {
      if member.equals("dataPoints") {
        if value.kind == .array { points = value }
      } else if member.equals("aggregationTemporality") {
        if value.bytes.equals("AGGREGATION_TEMPORALITY_DELTA") {
          temporality = Self.delta
        } else if value.bytes.equals("AGGREGATION_TEMPORALITY_CUMULATIVE") {
          temporality = Self.cumulative
        } else {
          temporality = value.wholeNumber ?? 0
        }
      } else if member.equals("isMonotonic") {
        isMonotonic = value.kind == .yes
      }
    }
  }

  /// Why none of its points is a value.
  var refusal: Rejection? {
    switch form {
    case .gauge: nil
    case .sum: temporality == Self.delta || temporality == Self.cumulative && !isMonotonic ? nil : .cumulativeMetric
    case .histogram: temporality == Self.delta ? nil : .cumulativeMetric
    case .other: .summaryMetric
    }
  }
}

/// One point. Every number may be a number or a text of one.
private struct MetricPoint {
  private(set) var labels: LabelNames.Found
  private(set) var named: SignalAttributes.Found
  private(set) var value: JSONToken?
  private(set) var sum: JSONToken?
  private(set) var count: UInt64 = 0
  private(set) var time: JSONToken?
  private var flags: UInt64 = 0

  init(
    _ point: JSONToken, _ origin: OTLPOrigin, _ names: (labels: LabelNames, attributes: SignalAttributes),
    arena: inout ByteArena
  ) throws(Rejection) {
    labels = origin.labels
    named = origin.named
    var members = JSONMembers(point)
    while let (member, token) = try members.next(arena: &arena) {
      if member.equals("asDouble") || member.equals("asInt") {
        value = token.unlessNull ?? value
      } else if member.equals("sum") {
        sum = token.unlessNull
      } else if member.equals("count") {
        count = token.wholeNumber ?? 0
      } else if member.equals("timeUnixNano") {
        time = token.asTime
      } else if member.equals("flags") {
        flags = token.wholeNumber ?? 0
      } else if member.equals("attributes"), token.kind == .array {
        var pairs = LabelPairs(token)
        while let (name, value) = try pairs.next(arena: &arena) {
          names.labels.note(name, value, in: &labels, arena: &arena)
          names.attributes.note(name, value, in: &named)
        }
      }
    }
  }

  /// A point may say that it has no value, and an interval in which nothing happened has no mean.
  func isRecorded(by metric: Metric) -> Bool { flags & 1 == 0 && (metric.form != .histogram || count > 0) }
}
