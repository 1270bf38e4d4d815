/// An instance that is suddenly not used.
enum UsageDrop: Reason {
  static let name = "usage_drop"
  static let model = Model.topTransactionTrending
  static let kind = CaseKind.usage
  static let unit: MeasuredUnit? = MeasuredUnit(name: "requests_per_minute", scale: 1)
  static let isTopTransaction = false
  static let needsTransactions = true
  static let isRarerWhenSmaller = false
  static let speaksForItself = false

  static func headline(_ f: Finding) -> String {
    "usage fell to \(Words.count(f.observed)) requests a minute, usually \(Words.count(f.expected))"
  }

  static func sentence(_ f: Finding) -> String {
    "Requests fell to \(Words.count(f.observed)) a minute from a usual \(Words.count(f.expected)), for \(f.count) minutes now."
  }

  static func action(_ f: Finding, on instance: String) -> String {
    "Check that users reach \(instance) at all: sign-in, network path, load balancer; ask the customer whether the drop is planned."
  }
}
