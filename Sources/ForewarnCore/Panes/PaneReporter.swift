import RollingStatistics

/// Makes reports of closed panes, while somebody takes them: so many rows of a pane, and as many panes as `Limits` has room for.
struct PaneReporter {
  /// Rows of one pane; 0 = nobody wants any.
  var rowsAtMost = 0
  private var reports: [PaneReport] = []
  private var waitingRows = 0
  /// Rows that there was no room for.
  private(set) var omitted: Int64 = 0

  mutating func take() -> [PaneReport] {
    waitingRows = 0
    defer { reports = [] }
    return reports
  }

  mutating func add(_ closed: ClosedPane, _ statistics: borrowing Statistics, dropShare: Double) {
    guard rowsAtMost > 0, !closed.isPartial else { return }
    let transactions = shown(closed)
    guard waitingRows < Limits.waitingReportRows else {
      omitted += Int64(transactions.count + closed.learned.usage.count)
      return
    }
    var rows: [PaneReport.Row] = []
    rows.reserveCapacity(transactions.count + closed.learned.usage.count)
    for index in transactions { rows.append(Self.row(closed.transactions[index], statistics)) }
    for usage in closed.learned.usage.prefix(rowsAtMost) {
      rows.append(Self.row(usage, statistics, dropShare: dropShare))
    }
    for alerts in Self.alerts(closed, statistics).prefix(rowsAtMost) { rows.append(alerts) }
    guard !rows.isEmpty else { return }
    waitingRows += rows.count
    reports.append(PaneReport(minute: closed.pane, rows: rows))
  }

  /// The places of those that are shown. Where there are too many, first those that are unusual, then those that were met first: the same
  /// ones from pane to pane, so that what is shown of one has no holes.
  private mutating func shown(_ closed: ClosedPane) -> [Int] {
    var places: [Int] = []
    for index in closed.transactions.indices where closed.transactions[index].isFollowed { places.append(index) }
    guard places.count > rowsAtMost else { return places }
    let keys = places.map { place in
      (place: place, isNews: closed.transactions[place].shift.score >= 1, series: closed.transactions[place].series)
    }
    let sorted = keys.sorted { $0.isNews != $1.isNews ? $0.isNews : $0.series < $1.series }
    omitted += Int64(sorted.count - rowsAtMost)
    return sorted.prefix(rowsAtMost).map(\.place)
  }

  private static func row(_ transaction: TransactionPane, _ statistics: borrowing Statistics) -> PaneReport.Row {
    var row = PaneReport.Row(
      .transaction, statistics.name(ofInstance: transaction.instance),
      statistics.names.name(statistics.transactions.series[transaction.series].name),
      count: Int64(transaction.cell.count), value: transaction.meanMicros)
    row.p90 = Double(transaction.p90Micros)
    row.score = transaction.shift.score
    guard transaction.isWarm else { return row }
    func micros(_ octaves: Double) -> Double { max(0, DeterministicMath.exp2(octaves) - 1) }
    row.level = micros(transaction.level)
    row.low = micros(transaction.level - transaction.band)
    row.high = micros(transaction.level + transaction.band)
    return row
  }

  private static func row(
    _ usage: UsagePane, _ statistics: borrowing Statistics, dropShare: Double
  ) -> PaneReport.Row {
    assert(usage.requests >= 0, "requests are counted")
    var row = PaneReport.Row(
      .usage, statistics.name(ofInstance: usage.instance), Name(""), count: Int64(usage.requests),
      value: usage.requests)
    row.level = usage.verdict.usual
    row.low = usage.verdict.usual * dropShare
    // Where nothing is known of the most, nothing is said.
    row.high = usage.verdict.usualHigh > row.level && usage.verdict.usualHigh.isFinite ? usage.verdict.usualHigh : 0
    row.score = max(usage.verdict.drop.score, usage.verdict.surge.score)
    return row
  }

  /// By instance and domain, in that order.
  private static func alerts(_ closed: ClosedPane, _ statistics: borrowing Statistics) -> [PaneReport.Row] {
    var counts: [Int: Int64] = [:]
    for index in closed.alerts.indices {
      let alert = closed.alerts[index]
      counts[alert.instance << 8 | Int(alert.domain.rawValue), default: 0] += Int64(alert.cell.firing)
    }
    return counts.sorted { $0.key < $1.key }.map { key, count in
      let domain = Domain(rawValue: UInt8(truncatingIfNeeded: key)) ?? .other
      return PaneReport.Row(
        .alerts, statistics.name(ofInstance: key >> 8), Name(domain.name), count: count, value: Double(count))
    }
  }
}
