/// More requests of a transaction fail than usually do.
enum ErrorShare: Reason {
  static let name = "error_share"
  static let model = Model.topTransactionTrending
  static let kind = CaseKind.performance
  static let unit: MeasuredUnit? = MeasuredUnit(name: "share", scale: 1)
  static let isTopTransaction = false
  static let needsTransactions = true
  static let isRarerWhenSmaller = false
  static let speaksForItself = false

  static func headline(_ f: Finding) -> String {
    "\(Words.percent(f.observed)) of \(f.subject) fail, usually \(Words.percent(f.expected))"
  }

  static func sentence(_ f: Finding) -> String {
    "\(Words.percent(f.observed)) of the \(f.count) \(f.subject) requests of the last minute failed; usual is \(Words.percent(f.expected))."
  }

  static func action(_ f: Finding, on instance: String) -> String {
    "Read the errors of \(f.subject) on \(instance) and undo the change that brought them."
  }
}
