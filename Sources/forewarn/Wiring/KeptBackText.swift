import ForewarnCore

/// What the budget kept back, in lines: at the end of a run.
enum KeptBackText {
  static let linesAtMost = 10

  static func lines(_ kept: (newest: [KeptBack], all: Int), _ settings: Settings) -> [String] {
    guard kept.all > 0 else { return [] }
    let budget = settings.cases.perCustomerMonth.map { " \($0)" } ?? ""
    var lines = [
      "\(Words.many(Int64(kept.all), "early warning")) of the last 30 days kept back by cases.per_customer_month\(budget), newest first:"
    ]
    lines += kept.newest.map { "  \($0.text)" }
    if kept.all > kept.newest.count { lines.append("  … and \(kept.all - kept.newest.count) more") }
    return lines
  }
}
