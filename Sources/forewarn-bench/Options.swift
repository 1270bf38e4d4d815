enum Benchmark: String, CaseIterable {
  case alerts, dashboard, engine, kafka, latency, memory, names, restart

  var meaning: String {
    switch self {
    case .alerts: "resident memory of alerts that fire at once"
    case .dashboard: "the pages of a large estate, while many read: each call at its 99th percentile"
    case .engine: "the core alone on texts in memory: events a CPU second, heap allocations an event"
    case .kafka: "the whole daemon against raw librdkafka on the same topic, in turn"
    case .latency: "from producing an alert that opens a case to a reader of committed case events"
    case .memory: "resident memory of many series, with a snapshot and a commit"
    case .names: "resident memory while names that were never seen come without end"
    case .restart: "from the start on a full state folder to the first commit"
    }
  }

  /// Beside `--format`.
  var options: [Option] {
    switch self {
    case .alerts: [.alerts]
    case .dashboard: [.instances, .cases, .series, .readers, .seconds, .brokers, .records, .rounds, .keep]
    case .engine: [.events, .series, .partitions, .rate]
    case .kafka: [.brokers, .records, .series, .partitions, .rounds, .keep]
    case .latency: [.brokers, .samples]
    case .memory: [.series, .events]
    case .names: [.names]
    case .restart: [.series]
    }
  }
}

enum Option: String {
  case format, brokers, alerts, events, series, partitions, rate, records, rounds, samples, names, keep, instances,
    cases, readers, seconds

  var meaning: String {
    switch self {
    case .format: "--format json|text"
    case .brokers: "--brokers HOST:PORT"
    case .rate: "--rate EVENTS_PER_SECOND"
    case .keep: "--keep"
    default: "--\(rawValue) N"
    }
  }
}

/// What the command line asks for.
struct Options {
  static var usage: String {
    "usage: forewarn-bench NAME [--format json|text] [OPTIONS]\n\n"
      + Benchmark.allCases.map {
        "  \($0.rawValue)  \($0.meaning)\n    \($0.options.map(\.meaning).joined(separator: " "))"
      }.joined(separator: "\n")
        + """
        \n
        --rate is in event time. --keep leaves the filled topic for the next run; all other topics of a run are deleted at its end.
        """
  }

  let benchmark: Benchmark
  private(set) var isJSON = false
  private(set) var keepsTopic = false
  private var broker: String?
  private var numbers: [Option: Int] = [:]

  init(_ words: ArraySlice<String>) throws(UsageError) {
    guard let name = words.first, let named = Benchmark(rawValue: name) else {
      throw UsageError(message: "\(words.first ?? "nothing") is no benchmark")
    }
    benchmark = named
    var rest = words.dropFirst()
    while let word = rest.popFirst() {
      guard word.hasPrefix("--"), let option = Option(rawValue: String(word.dropFirst(2))),
        option == .format || named.options.contains(option)
      else { throw UsageError(message: "\(name) has no option \(word)") }
      if option == .keep {
        keepsTopic = true
        continue
      }
      guard let value = rest.popFirst() else { throw UsageError(message: "\(word) needs a value") }
      switch option {
      case .format:
        guard value == "json" || value == "text" else { throw UsageError(message: "\(word) is json or text") }
        isJSON = value == "json"
      case .brokers: broker = value
      default:
        guard let number = Int(value), number > 0 else { throw UsageError(message: "\(word): \(value) is no number") }
        numbers[option] = number
      }
    }
  }

  func number(_ option: Option, default fallback: Int) -> Int { numbers[option] ?? fallback }

  var isBrokerNamed: Bool { broker != nil }

  var brokers: String {
    get throws(UsageError) {
      guard let broker else { throw UsageError(message: "\(benchmark.rawValue) needs --brokers HOST:PORT") }
      return broker
    }
  }
}

struct UsageError: Error {
  var message: String
}
