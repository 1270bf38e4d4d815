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
    var touched: [Mean: Set<Quarter>] = [:]
    for pane in panes {
      let ids = try series.ids(of: pane, in: connection)
      let minute = Int64(pane.minute)
      for (row, id) in zip(pane.rows, ids) {
        guard let id else { continue }
        try insert.bind(1, id)
        try insert.bind(2, minute % limits.minuteSlots)
        try insert.bind(3, minute)
        let figures = row.figures
        try insert.bind(4, figures.count)
        let scale = scale(row.kind)
        // A signal has no quantile: in its place stands whether its level is known.
        let p90 = row.kind == .signal ? (figures.hasLevel ? 1 : 0) : figures.p90 * scale
        try insert.bind(5, whole(figures.value * scale))
        try insert.bind(6, whole(p90))
        try insert.bind(7, whole(figures.level * scale))
        try insert.bind(8, whole(figures.low * scale))
        try insert.bind(9, whole(figures.high * scale))
        try insert.bind(10, whole(figures.score * scoreScale))
        try insert.run()
        touched[Mean(row.kind), default: []].insert(Quarter(series: id, number: minute / 15))
      }
    }
    for mean in Mean.allCases {
      // In the order in which they lie in the file.
      let quarters = touched[mean, default: []].sorted { ($0.series, $0.number) < ($1.series, $1.number) }
      try add(quarters, mean, limits, to: connection)
    }
  }

  private static func whole(_ value: Double) -> Int64 {
    value.isFinite ? Int64(min(max(value, -9e18), 9e18).rounded()) : 0
  }

  /// What a quarter hour's value is of those of its minutes: a mean by requests, of usage and signals by minutes; alerts by all minutes, as those
  /// without any have no row.
  private enum Mean: String, CaseIterable {
    case ofRequests = "sum(count * value) / max(sum(count), 1)"
    case ofAllMinutes = "sum(value) / 15"
    case ofMinutes = "avg(value)"

    init(_ kind: PaneReport.Kind) {
      switch kind {
      case .transaction: self = .ofRequests
      case .alerts: self = .ofAllMinutes
      case .usage, .signal: self = .ofMinutes
      }
    }
  }

  private static func add(
    _ quarters: [Quarter], _ mean: Mean, _ limits: DashboardLimits, to connection: borrowing Connection
  ) throws(StoreFailure) {
    guard !quarters.isEmpty else { return }
    let sum = try connection.prepare(
      """
      INSERT OR REPLACE INTO quarter SELECT series, ?, ?, sum(count), CAST(\(mean.rawValue) AS INTEGER), max(p90),
      CAST(coalesce(avg(nullif(level, 0)), 0) AS INTEGER), CAST(coalesce(avg(nullif(low, 0)), 0) AS INTEGER),
      CAST(coalesce(avg(nullif(high, 0)), 0) AS INTEGER), max(score)
      FROM minute WHERE series = ? AND slot BETWEEN ? AND ? AND pane BETWEEN ? AND ? GROUP BY series
      """)
    for quarter in quarters {
      let first = quarter.number * 15
      let firstSlot = first % limits.minuteSlots
      try sum.bind(1, quarter.number % limits.quarterSlots)
      try sum.bind(2, quarter.number)
      try sum.bind(3, quarter.series)
      try sum.bind(4, firstSlot)
      try sum.bind(5, firstSlot + 14)
      try sum.bind(6, first)
      try sum.bind(7, first + 14)
      try sum.run()
    }
  }

  /// Where panes that follow each other lie in a ring: in one piece, or, past its end, in two. A piece that is not there ends before it begins.
  struct Stretch: Equatable {
    var first: Int64
    var last: Int64
    var wrappedFirst: Int64 = 1
    var wrappedLast: Int64 = 0

    init(_ panes: ClosedRange<Int64>, of slots: Int64) {
      precondition(slots > 0 && panes.lowerBound >= 0, "panes are counted from 1970")
      guard Int64(panes.count) < slots else {
        (first, last) = (0, slots - 1)
        return
      }
      (first, last) = (panes.lowerBound % slots, panes.upperBound % slots)
      guard first > last else { return }
      (wrappedFirst, wrappedLast) = (0, last)
      last = slots - 1
    }
  }

  static func quarterSlots(
    _ quarters: ClosedRange<Int64>, in connection: borrowing Connection
  ) throws(StoreFailure) -> Stretch {
    let slots = try DashboardMeta.value("quarter_slots", in: connection).flatMap { Int64($0) } ?? 1
    return Stretch(max(quarters.lowerBound, 0)...max(quarters.upperBound, 0), of: max(slots, 1))
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
