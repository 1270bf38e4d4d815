/// What the command line asks for.
struct Options {
  enum Benchmark: String, CaseIterable {
    case engine, kafka, memory, restart
  }

  static let usage =
    "usage: forewarn-bench \(Benchmark.allCases.map(\.rawValue).joined(separator: "|")) [--format json|text] [--brokers HOST:PORT] [--events N] [--series N] [--partitions N] [--records N] [--rounds N] [--keep]"

  var benchmark: Benchmark
  var isJSON = false
  var brokers: String?
  /// Leaves the filled topic for the next run.
  var keepsTopic = false
  private var numbers: [String: Int] = [:]

  init(_ words: ArraySlice<String>) throws(UsageError) {
    guard let name = words.first, let named = Benchmark(rawValue: name) else {
      throw UsageError(message: "which benchmark?")
    }
    benchmark = named
    var rest = words.dropFirst()
    while let option = rest.popFirst() {
      if option == "--keep" {
        keepsTopic = true
        continue
      }
      guard let value = rest.popFirst() else { throw UsageError(message: "\(option) needs a value") }
      switch option {
      case "--format" where value == "json" || value == "text": isJSON = value == "json"
      case "--brokers": brokers = value
      case "--events", "--series", "--partitions", "--records", "--rounds", "--samples":
        guard let number = Int(value), number > 0 else { throw UsageError(message: "\(option): \(value) is no number") }
        numbers[option] = number
      default: throw UsageError(message: "\(option) \(value) is not understood")
      }
    }
  }

  func number(_ option: String, default fallback: Int) -> Int { numbers[option] ?? fallback }
}

struct UsageError: Error {
  var message: String
}
