/// An early warning that the budget kept back, for people to look at.
public struct KeptBack: Sendable, Equatable {
  public let instance: Name
  public let kind: CaseKind
  /// At its worst.
  public let title: String
  public let severity: Severity
  public let permille: Int
  public let fromMicros: Int64
  public let throughMicros: Int64
  public let minutes: Int
  /// The least `cases.per_customer_month` at which it would have opened.
  public let needed: Int

  init(_ instance: Name, _ warning: KeptWarning) {
    self.instance = instance
    kind = warning.kind
    title = warning.title
    severity = warning.rank.severity
    permille = warning.rank.permille
    fromMicros = PaneTime.start(of: warning.firstPane)
    throughMicros = PaneTime.end(of: warning.lastPane)
    minutes = warning.panes
    needed = warning.needed
  }

  /// When it begins to be.
  var told: String { "kept back by the budget, until it has lasted or is worse: \(text)" }

  /// One line.
  public var text: String {
    let from = Timestamp.text(fromMicros)
    return
      "\(instance): \(title) (\(severity.name), risk \(Words.percent(Double(permille) / 1_000)), from \(from.prefix(10)) \(Timestamp.clockMinute(fromMicros)) UTC for \(Words.many(Int64(minutes), "minute"))) would open at cases.per_customer_month \(needed)"
  }
}

extension Engine {
  /// What the budget kept back in the last thirty days, newest first, and how many that is in all.
  public func keptBack(atMost count: Int) -> (newest: [KeptBack], all: Int) {
    precondition(count >= 0, "a number of warnings")
    let all = book.warnings.sorted.flatMap { instance, own in own.kept.map { KeptBack(instance, $0) } }
    let newest = all.sorted {
      ($0.throughMicros, $0.permille) != ($1.throughMicros, $1.permille)
        ? ($0.throughMicros, $0.permille) > ($1.throughMicros, $1.permille)
        : ($0.instance, $0.kind.rawValue) < ($1.instance, $1.kind.rawValue)
    }
    return (Array(newest.prefix(count)), all.count)
  }
}
