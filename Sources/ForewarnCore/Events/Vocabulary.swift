/// How bad an alert or a case is. Raw values rise with severity, so `max` is the worse of two.
public enum Severity: UInt8, Comparable, CaseIterable, Sendable {
  case clear = 0
  case info, warning, minor, major, critical

  public static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }

  public var name: String {
    switch self {
    case .clear: "clear"
    case .info: "info"
    case .warning: "warning"
    case .minor: "minor"
    case .major: "major"
    case .critical: "critical"
    }
  }
}

/// What an alert's sender says of it. Raw values are part of the identity of alerts.
public enum AlertStatus: UInt8, CaseIterable, Sendable {
  case firing, resolved
  /// Neither of them: no data, pending, acknowledged, suppressed, or a word that nobody explained. It counts, without any effect.
  case neither

  public var name: String {
    switch self {
    case .firing: "firing"
    case .resolved: "resolved"
    case .neither: "neither"
    }
  }
}

/// What part of an installation an alert speaks of. Risk counts the best finding inside a domain once.
public enum Domain: UInt8, CaseIterable, Sendable {
  case network, capacity, database, application, other

  public var name: String {
    switch self {
    case .network: "network"
    case .capacity: "capacity"
    case .database: "database"
    case .application: "application"
    case .other: "other"
    }
  }
}

/// What a topic carries.
public enum TopicKind: String, CaseIterable, Sendable {
  case alerts, transactions, signals
  /// What people say, and whose things are: read beside the inputs.
  case control
  case installBase = "install-base"

  /// Read beside the inputs, without events.
  public var isReference: Bool { self == .control || self == .installBase }

  /// Pane time is the minimum over the transaction partitions; alerts and signals, sparse by nature, do not hold it back.
  public var holdsPaneTime: Bool { self == .transactions }
}

/// One partition of one topic. Ordered as records are taken: topic, then number.
public struct TopicPartition: Hashable, Comparable, Sendable {
  public let topic: String
  public let partition: Int32

  public init(topic: String, partition: Int32) {
    self.topic = topic
    self.partition = partition
  }

  public static func < (a: TopicPartition, b: TopicPartition) -> Bool {
    a.topic == b.topic ? a.partition < b.partition : a.topic.utf8.lexicographicallyPrecedes(b.topic.utf8)
  }
}

extension Severity: RowEnum {}
