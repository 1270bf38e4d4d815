/// What a topic's values look like.
public enum RecordFormat: String, CaseIterable, Sendable {
  case auto, native, alertmanager, cloudevents, servicenow, pagerduty, otlp
}

public enum DurationUnit: String, CaseIterable, Sendable {
  case nanoseconds = "ns"
  case microseconds = "us"
  case milliseconds = "ms"
  case seconds = "s"

  /// A number of these times ten to this is one of microseconds.
  var microsPower: Int {
    switch self {
    case .nanoseconds: -3
    case .microseconds: 0
    case .milliseconds: 3
    case .seconds: 6
    }
  }
}

/// How the records of one topic are decoded.
public struct DecoderSettings: Sendable, Equatable {
  public var kind: TopicKind
  public var format: RecordFormat = .auto
  /// The topic's name, for maps that take a field from it.
  public var topic = ""
  /// Our field names (`time`, `instance`, `transaction`, `duration`, `error`, `count`, `alert`, `severity`, `status`, `domain`, `ci`,
  /// `fingerprint`, `summary`, `signal`, `value`, `unit`) to where they come from. Names that are not mapped keep their native place.
  public var fields: [String: FieldSource] = [:]
  /// A pointer to the events of a record, an array; a name `*` in it is each element of one. nil = the record is one event, or an array.
  public var each: String?
  /// Pointers to labels, which are read as those of Alertmanager are, and tell one alert from another.
  public var labels: [String] = []
  /// Of times that name no zone.
  public var timeZone = TimeZoneSteps.utc
  /// Unit of a mapped `duration`.
  public var unit: DurationUnit = .milliseconds
  /// What the topic's own words for severities and states mean; asked before the crosswalk is. Numbers are words here too.
  public var severities: [String: Severity] = [:]
  public var statuses: [String: AlertStatus] = [:]
  /// Labels, or OpenTelemetry's attributes, that hold the customer instance; the first that is there wins.
  public var instanceLabels = ["customer_instance", "instance_id", "customer", "customer.instance.id"]
  /// Labels that hold the configuration item; a port (`host:9100`) is cut off.
  public var ciLabels = ["ci", "host", "instance", "host.name"]
  /// OpenTelemetry's attributes that are part of a signal's name.
  public var signalAttributes: [String] = []

  /// Whether the values are of a shape of their own.
  var hasMap: Bool { !fields.isEmpty || !labels.isEmpty || each != nil }

  public init(kind: TopicKind) { self.kind = kind }
}

extension DecoderSettings {
  /// What is wrong with `fields`, a sentence each; what is wrong is not mapped.
  public var problems: [String] {
    fields.sorted(by: { $0.key < $1.key }).compactMap { name, source in
      if FieldMap.member(name) == nil {
        return "`\(name)` is no field of ours; the fields are \(FieldMap.names.joined(separator: ", "))"
      }
      return source.problem.map { "`\(name)`: \($0)" }
    }
  }
}
