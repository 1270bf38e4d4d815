/// One rule's verdict at one pane, with the numbers that it used: enough to apply the rule again.
struct Finding: RowValue, Equatable {
  /// What lies behind evidence: a window of so many panes up to the decision.
  static let evidencePanes: Pane = 30

  var code = ReasonCode.latencyAnomaly
  var domain = RiskDomain.response
  /// The transaction, alert type or signal.
  var subject: Name = ""
  /// Strength, 0 … 6, in the units of the risk formula before its weight.
  var score = 0.0
  var pane: Pane = 0
  var severity = Severity.warning
  /// What was seen and what was normal: µs for response times, counts for alerts and requests, shares for errors, of a signal its own.
  var observed = 0.0
  var expected = 0.0
  /// Events behind `observed`.
  var count: Int64 = 0
  /// The operator's own score (contextual score, −log10 of the tail probability).
  var statistic = 0.0
  /// Share of the instance's load, 0 … 1.
  var loadShare = 0.0
  var p90Micros = 0.0
  var p99Micros = 0.0
  var summary = ""
  var items: [Name] = []
  var trend: TrendEstimate?
  var standing = Standing()
  /// The window that `observed` is of, in panes; 0 where it is that of the pane.
  var windowPanes = 0
  /// Of a signal: what it is a number of, and whether down is bad.
  var unit = ""
  var falls = false

  /// Whether both say the same of the same: the newer one takes the place of the older.
  func isAbout(_ other: Finding) -> Bool { code == other.code && subject == other.subject }

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &code)
    coder.field(2, &domain)
    coder.field(3, &subject)
    coder.field(4, &score)
    coder.field(5, &pane)
    coder.field(6, &severity)
    coder.field(7, &observed)
    coder.field(8, &expected)
    coder.field(9, &count)
    coder.field(10, &statistic)
    coder.field(11, &loadShare)
    coder.field(12, &p90Micros)
    coder.field(13, &p99Micros)
    coder.field(14, &summary)
    coder.field(15, &items)
    coder.field(16, &trend)
    coder.field(17, &standing)
    coder.field(18, &windowPanes)
    var (ofWhat, isFalling): (String?, Bool?) = (unit.isEmpty ? nil : unit, falls ? true : nil)
    coder.field(19, &ofWhat)
    coder.field(20, &isFalling)
    (unit, falls) = (ofWhat ?? "", isFalling ?? false)
  }
}

extension Finding {
  init(_ code: ReasonCode, at pane: Pane) {
    self.code = code
    self.pane = pane
  }

  /// About a transaction, with what every such finding says.
  init(_ code: ReasonCode, of transaction: TransactionPane, at pane: Pane) {
    self.init(code, at: pane)
    count = Int64(transaction.cell.count)
    loadShare = transaction.loadShare
    p90Micros = Double(transaction.p90Micros)
    p99Micros = Double(transaction.p99Micros)
  }

  /// About an alert type.
  init(_ code: ReasonCode, of alert: AlertPane, at pane: Pane) {
    self.init(code, at: pane)
    domain = RiskDomain(alert.domain)
    severity = alert.severity
    count = Int64(alert.windowCount)
  }

  /// Worse is less.
  var fallsWhenWorse: Bool {
    switch code.reason.watched {
    case .alert: false
    case .value(let falls): falls
    case .signal: falls
    }
  }

  /// News though another rule has told of its subject: a forecast, and that a limit is reached.
  var isNewsBesideOthers: Bool { trend != nil || code == .signalLimit }

  /// It says that trouble may come, not that there is any.
  var isEarlySign: Bool { code.reason.model == .predictivePerformanceAlerting && !code.reason.speaksForItself }

  /// Those who use the instance notice it.
  var isFelt: Bool {
    if case .felt(let share) = code.reason.harm(self) { share > 0 } else { false }
  }
}
