/// What a topic's values look like.
public enum RecordFormat: String, CaseIterable, Sendable {
  case auto, native, alertmanager, cloudevents
}

public enum DurationUnit: String, CaseIterable, Sendable {
  case nanoseconds = "ns"
  case microseconds = "us"
  case milliseconds = "ms"
  case seconds = "s"
}

/// How the records of one topic are decoded.
public struct DecoderSettings: Sendable, Equatable {
  public var kind: TopicKind
  public var format: RecordFormat = .auto
  /// Our field names (`time`, `instance`, `transaction`, `duration`, `error`, `count`, `alert`, `severity`, `status`, `domain`, `ci`,
  /// `fingerprint`, `summary`) to JSON Pointers (RFC 6901) into the value. Names that are not mapped keep their native place.
  public var fields: [String: String] = [:]
  /// Unit of a mapped `duration`.
  public var unit: DurationUnit = .milliseconds
  /// What the topic's own words for severities and states mean; asked before the crosswalk is. Numbers are words here too.
  public var severities: [String: Severity] = [:]
  public var statuses: [String: AlertStatus] = [:]
  /// Alertmanager labels that hold the customer instance, the first that is there wins.
  public var instanceLabels = ["customer_instance", "instance_id", "customer"]
  /// Alertmanager labels that hold the configuration item; a port (`host:9100`) is cut off.
  public var ciLabels = ["ci", "host", "instance"]

  public init(kind: TopicKind) { self.kind = kind }
}
