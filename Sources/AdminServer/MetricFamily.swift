/// One metric with its samples, as Prometheus has them.
///
/// Names carry the base unit (`_seconds`, `_bytes`) and counters end in `_total`; label values come from bounded sets.
public struct MetricFamily: Sendable, Equatable {
  public enum Kind: String, Sendable {
    case counter, gauge, histogram
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
    case histogram(Histogram)
  }

  public struct Sample: Sendable, Equatable {
    public var value: Value
    public var labels: [Label]

    public init(_ value: Value, _ labels: [Label] = []) {
      self.value = value
      self.labels = labels
    }
  }

  /// Counts between ascending upper bounds.
  public struct Histogram: Sendable, Equatable {
    public let bounds: [Double]
    /// One for each bound (values up to and with it), and a last one for what is above them all.
    public private(set) var counts: [Int64]
    public private(set) var sum: Double = 0

    public init(bounds: [Double]) {
      precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "bounds ascend")
      self.bounds = bounds
      counts = [Int64](repeating: 0, count: bounds.count + 1)
    }

    public mutating func observe(_ value: Double) {
      counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
      sum += value
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

  public static func counter(_ name: String, _ value: Int64, help: String) -> MetricFamily {
    MetricFamily(name, .counter, help: help, samples: [Sample(.integer(value))])
  }

  public static func gauge(_ name: String, _ value: Double, help: String) -> MetricFamily {
    MetricFamily(name, .gauge, help: help, samples: [Sample(.real(value))])
  }
}
