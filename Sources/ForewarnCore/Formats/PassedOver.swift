/// What a record holds that is no event by the rules of its format. It is neither taken nor refused, but counted by rule.
public enum PassedOver: Int, CaseIterable, Sendable {
  case innerSpan, mildLog, noValue, noAlert, empty

  /// In metrics and on a command line.
  public var name: String {
    switch self {
    case .innerSpan: "inner_span"
    case .mildLog: "mild_log"
    case .noValue: "no_value"
    case .noAlert: "no_alert"
    case .empty: "empty"
    }
  }

  /// What these are, in the plural.
  public var explanation: String {
    switch self {
    case .innerSpan: "spans within a transaction, which no server answered and no consumer worked on"
    case .mildLog: "logs that are no errors: their severity is below ERROR (17), or they have none"
    case .noValue: "points of metrics at which nothing was recorded"
    case .noAlert: "records of the event recorder that tell no state of an alert"
    case .empty: "batches with nothing in them"
    }
  }
}

/// How often each rule held.
public struct PassedOverCounts: Sendable, Equatable {
  private var counts = [Int64](repeating: 0, count: PassedOver.allCases.count)

  public init() {}

  /// Those that held, in the order of the rules.
  public var rules: [(rule: PassedOver, count: Int64)] {
    zip(PassedOver.allCases, counts).filter { $0.1 > 0 }.map { ($0.0, $0.1) }
  }

  var isEmpty: Bool { counts.allSatisfy { $0 == 0 } }

  mutating func count(_ rule: PassedOver) { counts[rule.rawValue] += 1 }

  mutating func add(_ other: PassedOverCounts) {
    for index in counts.indices { counts[index] += other.counts[index] }
  }

  /// What was counted after these.
  public func since(_ earlier: PassedOverCounts) -> PassedOverCounts {
    var later = self
    for index in counts.indices { later.counts[index] -= earlier.counts[index] }
    assert(later.counts.allSatisfy { $0 >= 0 }, "counts only grow")
    return later
  }
}

extension RecordDecoder {
  mutating func passOver(_ rule: PassedOver, _ result: inout DecodeResult) {
    result.skipped += 1
    passedOver.count(rule)
  }
}
