import ForewarnCore
import StreamRuntime

/// Panes of series, a row each in two rings: minutes as they closed, and quarter hours, which are added up from their minutes each time
/// that one of these comes, so that a pane that comes twice counts once.
enum PaneRings {
  /// Whole µs are kept, thousandths of requests and alerts, and millionths of signals, whose units may be of any size.
  static func scale(_ kind: PaneReport.Kind) -> Double {
    switch kind {
    case .transaction: 1
    case .usage, .alerts: 1_000
    case .signal: 1_000_000
    }
  }
  static let scoreScale = 100.0

  private struct Quarter: Hashable {
    var series: Int64
    var number: Int64
    var isAlerts: Bool
    var isTransaction: Bool
  }

  static func write(
    _ panes: [PaneReport], _ series: inout SeriesDirectory, _ limits: DashboardLimits,
    to connection: borrowing Connection
  ) throws(StoreFailure) {
    let insert = try connection.prepare(
      """
      INSERT INTO minute VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (series, slot) DO UPDATE SET
      pane = excluded.pane, count = excluded.count, value = excluded.value, p90 = excluded.p90, level = excluded.level,
      low = excluded.low, high = excluded.high, score = excluded.score WHERE excluded.pane >= minute.pane
      """)
    var touched: Set<Quarter> = []
    for pane in panes {
      let ids = try series.ids(of: pane, in: connection)
      for (row, id) in zip(pane.rows, ids) {
        guard let id else { continue }
        let minute = Int64(pane.minute)
        let scale = scale(row.kind)
        // A signal has no quantile: in its place stands whether its level is known.
        let p90 = row.kind == .signal ? (row.hasLevel ? 1 : 0) : row.p90 * scale
        let values = [row.value * scale, p90, row.level * scale, row.low * scale, row.high * scale].map { whole($0) }
        try insert.bind(
          [.integer(id), .integer(minute % limits.minuteSlots), .integer(minute), .integer(row.count)]
            + values.map { .integer($0) } + [.integer(whole(row.score * scoreScale))])
        try insert.run()
        touched.insert(
          Quarter(
            series: id, number: minute / 15, isAlerts: row.kind == .alerts, isTransaction: row.kind == .transaction))
      }
    }
    for quarter in touched { try add(quarter, limits, to: connection) }
  }

  private static func whole(_ value: Double) -> Int64 {
    value.isFinite ? Int64(min(max(value, -9e18), 9e18).rounded()) : 0
  }

  /// A mean by requests, of usage and signals by minutes; alerts by all minutes, as those without any have no row.
  private static func add(
    _ quarter: Quarter, _ limits: DashboardLimits, to connection: borrowing Connection
  ) throws(StoreFailure) {
    let first = quarter.number * 15
    let slot = quarter.number % limits.quarterSlots
    let firstSlot = first % limits.minuteSlots
    let mean =
      quarter.isTransaction
      ? "sum(count * value) / max(sum(count), 1)" : quarter.isAlerts ? "sum(value) / 15" : "avg(value)"
    try connection.run(
      """
      INSERT OR REPLACE INTO quarter SELECT series, ?, ?, sum(count), CAST(\(mean) AS INTEGER), max(p90),
      CAST(coalesce(avg(nullif(level, 0)), 0) AS INTEGER), CAST(coalesce(avg(nullif(low, 0)), 0) AS INTEGER),
      CAST(coalesce(avg(nullif(high, 0)), 0) AS INTEGER), max(score)
      FROM minute WHERE series = ? AND slot BETWEEN ? AND ? AND pane BETWEEN ? AND ? GROUP BY series
      """, .integer(slot), .integer(quarter.number), .integer(quarter.series),
      .integer(firstSlot), .integer(firstSlot + 14), .integer(first),
      .integer(first + 14))
  }

  /// Moves the rows to where rings of these sizes have them, when they had others before.
  static func resize(_ limits: DashboardLimits, _ connection: borrowing Connection) throws(StoreFailure) {
    for (table, slots) in [("minute", limits.minuteSlots), ("quarter", limits.quarterSlots)] {
      let name = "\(table)_slots"
      let before = try DashboardMeta.value(name, in: connection)
      guard before != String(slots) else { continue }
      if before != nil {
        try connection.execute(
          """
          CREATE TEMP TABLE moved AS SELECT * FROM \(table);
          DELETE FROM \(table);
          INSERT OR REPLACE INTO \(table) SELECT series, pane % \(slots), pane, count, value, p90, level, low, high, score
          FROM moved ORDER BY pane;
          DROP TABLE moved
          """)
      }
      try DashboardMeta.set(name, String(slots), in: connection)
    }
  }
}

/// Single values of the dashboard's file.
enum DashboardMeta {
  static func value(_ name: String, in connection: borrowing Connection) throws(StoreFailure) -> String? {
    let select = try connection.prepare("SELECT value FROM meta WHERE name = ?")
    try select.bind(1, name)
    return try select.step() ? select.text(0) : nil
  }

  static func set(_ name: String, _ value: String, in connection: borrowing Connection) throws(StoreFailure) {
    try connection.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", .text(name), .text(value))
  }
}
