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
    var rows = PaneReportRows(room: count)
    for place in shownTransactions { Self.add(closed.transactions[place], to: &rows, statistics) }
    for place in shownUsage {
      Self.add(closed.learned.usage[place], to: &rows, statistics, dropShare: settings.usageDropShare)
    }
    for place in shownAlerts { Self.add(alerts[place], to: &rows, statistics) }
    for place in shownSignals { Self.add(closed.signals[place], to: &rows, statistics, settings) }
    assert(rows.count == count, "a row for each that is shown")
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

  private static func add(
    _ transaction: TransactionPane, to rows: inout PaneReportRows, _ statistics: borrowing Statistics
  ) {
    var figures = PaneReport.Figures(count: Int64(transaction.cell.count), value: transaction.meanMicros)
    figures.p90 = Double(transaction.p90Micros)
    figures.score = transaction.shift.score
    func micros(_ octaves: Double) -> Double { max(0, DeterministicMath.exp2(octaves) - 1) }
    if transaction.isWarm {
      figures.level = micros(transaction.level)
      figures.low = micros(transaction.level - transaction.band)
      figures.high = micros(transaction.level + transaction.band)
    }
    rows.append(
      .transaction, figures, instance: statistics.nameBytes(ofInstance: transaction.instance),
      subject: statistics.names.bytes(statistics.transactions.series[transaction.series].name))
  }

  private static func add(
    _ usage: UsagePane, to rows: inout PaneReportRows, _ statistics: borrowing Statistics, dropShare: Double
  ) {
    assert(usage.requests >= 0, "requests are counted")
    var figures = PaneReport.Figures(count: Int64(usage.requests), value: usage.requests)
    figures.level = usage.verdict.usual
    figures.low = usage.verdict.usual * dropShare
    // Where nothing is known of the most, nothing is said.
    let high = usage.verdict.usualHigh
    figures.high = high > figures.level && high.isFinite ? high : 0
    figures.score = max(usage.verdict.drop.score, usage.verdict.surge.score)
    rows.append(.usage, figures, instance: statistics.nameBytes(ofInstance: usage.instance), subject: .empty)
  }

  private static func add(
    _ signal: SignalPane, to rows: inout PaneReportRows, _ statistics: borrowing Statistics,
    _ settings: TransactionSettings
  ) {
    assert(signal.count > 0, "a pane has the signals that had values")
    var figures = PaneReport.Figures(count: Int64(signal.count), value: signal.value)
    figures.score = signal.score
    if let band = statistics.signalBand(signal.series, settings) {
      (figures.level, figures.low, figures.high) = (band.usual, band.low, band.high)
      figures.hasLevel = true
    }
    rows.append(
      .signal, figures, instance: statistics.nameBytes(ofInstance: signal.instance),
      subject: statistics.names.bytes(statistics.signals.series[signal.series].name))
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

  private static func add(
    _ alerts: DomainAlerts, to rows: inout PaneReportRows, _ statistics: borrowing Statistics
  ) {
    let figures = PaneReport.Figures(count: alerts.count, value: Double(alerts.count))
    let instance = statistics.nameBytes(ofInstance: alerts.instance)
    Name(alerts.domain.name).withBytes { rows.append(.alerts, figures, instance: instance, subject: $0) }
  }
}
