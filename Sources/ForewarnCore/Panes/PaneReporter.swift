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

  /// Whether a pane has more of anything than is shown.
  func isCrowded(_ closed: ClosedPane) -> Bool {
    rowsAtMost > 0
      && max(closed.transactions.count, closed.learned.usage.count, closed.alerts.count, closed.signals.count)
        > rowsAtMost
  }

  /// Of a crowded pane, rows of the instances that come first are shown before others.
  mutating func add(
    _ closed: ClosedPane, _ statistics: borrowing Statistics, first: Set<Int>, _ settings: TransactionSettings
  ) {
    guard rowsAtMost > 0, !closed.isPartial else { return }
    let alerts = Self.alerts(closed)
    let shownTransactions = shown(
      closed.transactions.indices.lazy.filter { closed.transactions[$0].isFollowed }.map {
        Candidate($0, isFirst: first.contains(closed.transactions[$0].instance), closed.transactions[$0].shift.score)
      })
    let shownUsage = shown(
      closed.learned.usage.indices.map {
        Candidate($0, isFirst: first.contains(closed.learned.usage[$0].instance), 0)
      })
    let shownAlerts = shown(
      alerts.indices.map { Candidate($0, isFirst: first.contains(alerts[$0].instance), 0) })
    let shownSignals = shown(
      closed.signals.indices.map {
        Candidate($0, isFirst: first.contains(closed.signals[$0].instance), closed.signals[$0].score)
      })
    let count = shownTransactions.count + shownUsage.count + shownAlerts.count + shownSignals.count
    guard count > 0 else { return }
    guard waitingRows < Limits.waitingReportRows else {
      omitted += Int64(count)
      return
    }
    var rows: [PaneReport.Row] = []
    rows.reserveCapacity(count)
    for place in shownTransactions { rows.append(Self.row(closed.transactions[place], statistics)) }
    for place in shownUsage {
      rows.append(Self.row(closed.learned.usage[place], statistics, dropShare: settings.usageDropShare))
    }
    for place in shownAlerts { rows.append(Self.row(alerts[place], statistics)) }
    for place in shownSignals { rows.append(Self.row(closed.signals[place], statistics, settings)) }
    waitingRows += count
    reports.append(PaneReport(minute: closed.pane, rows: rows))
  }

  private struct Candidate {
    var place: Int
    /// 0 = comes first, 1 = is unusual, 2 = any other.
    var rank: Int

    init(_ place: Int, isFirst: Bool, _ score: Double) {
      self.place = place
      rank = isFirst ? 0 : score >= 1 ? 1 : 2
    }
  }

  /// Where there are too many: after those that come first what is unusual, then what was met first, the same ones from pane to pane, so
  /// that what is shown of one has no holes. They come in the order in which they were met, and leave in it.
  private mutating func shown(_ candidates: [Candidate]) -> [Int] {
    guard candidates.count > rowsAtMost else { return candidates.map(\.place) }
    omitted += Int64(candidates.count - rowsAtMost)
    var wanted = [0, 0, 0]
    for candidate in candidates { wanted[candidate.rank] += 1 }
    var room = rowsAtMost
    for rank in wanted.indices {
      wanted[rank] = min(wanted[rank], room)
      room -= wanted[rank]
    }
    var places: [Int] = []
    places.reserveCapacity(rowsAtMost)
    for candidate in candidates where wanted[candidate.rank] > 0 {
      wanted[candidate.rank] -= 1
      places.append(candidate.place)
    }
    assert(places.count == rowsAtMost, "there are more than have room")
    return places
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

  private static func row(
    _ signal: SignalPane, _ statistics: borrowing Statistics, _ settings: TransactionSettings
  ) -> PaneReport.Row {
    assert(signal.count > 0, "a pane has the signals that had values")
    var row = PaneReport.Row(
      .signal, statistics.name(ofInstance: signal.instance),
      statistics.names.name(statistics.signals.series[signal.series].name), count: Int64(signal.count),
      value: signal.value)
    row.score = signal.score
    guard let band = statistics.signalBand(signal.series, settings) else { return row }
    (row.level, row.low, row.high) = (band.usual, band.low, band.high)
    row.hasLevel = true
    return row
  }

  private struct DomainAlerts {
    var instance: Int
    var domain: Domain
    var count: Int64
  }

  /// By instance and domain, in that order.
  private static func alerts(_ closed: ClosedPane) -> [DomainAlerts] {
    var counts: [Int: Int64] = [:]
    for alert in closed.alerts {
      counts[alert.instance << 8 | Int(alert.domain.rawValue), default: 0] += Int64(alert.cell.firing)
    }
    return counts.sorted { $0.key < $1.key }.map { key, count in
      let domain = Domain(rawValue: UInt8(truncatingIfNeeded: key)) ?? .other
      return DomainAlerts(instance: key >> 8, domain: domain, count: count)
    }
  }

  private static func row(_ alerts: DomainAlerts, _ statistics: borrowing Statistics) -> PaneReport.Row {
    PaneReport.Row(
      .alerts, statistics.name(ofInstance: alerts.instance), Name(alerts.domain.name), count: alerts.count,
      value: Double(alerts.count))
  }
}
