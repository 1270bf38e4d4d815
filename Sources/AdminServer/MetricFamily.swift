/// One metric with its samples, as Prometheus has them.
///
/// Names carry the base unit (`_seconds`, `_bytes`) and counters end in `_total`; label values come from bounded sets.
public struct MetricFamily: Sendable, Equatable {
  public enum Kind: String, Sendable {
    case counter, gauge
  }

  public struct Label: Sendable, Equatable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  public enum Value: Sendable, Equatable {
    case integer(Int64)
    case real(Double)
  }

  public struct Sample: Sendable, Equatable {
    public var value: Value
    public var labels: [Label]

    public init(_ value: Value, _ labels: [Label] = []) {
      self.value = value
      self.labels = labels
    }
  }

  public var name: String
  public var help: String
  public var kind: Kind
  public var samples: [Sample]

  public init(_ name: String, _ kind: Kind, help: String, samples: [Sample]) {
    self.name = name
    self.kind = kind
    self.help = help
    self.samples = samples
  }
}
