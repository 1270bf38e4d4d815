import ForewarnCore
import StreamRuntime

/// Cases as they were emitted, with what lists show of them.
enum CaseTable {
  static func write(_ entries: [CaseEntry], to connection: borrowing Connection) throws(StoreFailure) {
    guard !entries.isEmpty else { return }
    let keep = try connection.prepare("INSERT OR IGNORE INTO case_event VALUES (?, ?, ?, ?)")
    // The first says how it began; of a long story the middle may go.
    let shorten = try connection.prepare(
      "DELETE FROM case_event WHERE case_id = ? AND sequence > 1 AND sequence <= ?")
    let put = try connection.prepare(upsert)
    for entry in entries {
      try keep.run(
        .text(entry.id), .integer(entry.sequence), .integer(entry.changedMicros), .blob(entry.event))
      try shorten.run(.text(entry.id), .integer(entry.sequence - DashboardLimits.eventsPerCase + 1))
      try put.run(
        .text(entry.id), .text(entry.instance.text), .integer(entry.sequence), .integer(entry.isOpen ? 1 : 0),
        .text(entry.kind), .integer(Int64(entry.severity.rawValue)), .integer(entry.priority),
        .integer(entry.permille), .text(entry.title), .text(entry.headline), .text(entry.accounts),
        .text(entry.tier), .text(entry.owner), .text(entry.manager), .text(entry.outcome),
        .integer(entry.openedMicros), .integer(entry.changedMicros), .integer(entry.limitMicros),
        .integer(entry.respondByMicros), .text(AccountScope.text(entry.accountIDs)), .text(entry.resolution),
        .text(entry.verdict), .integer(entry.prediction.toldMicros), .integer(entry.prediction.lowMicros),
        .integer(entry.prediction.highMicros), .integer(entry.prediction.cameMicros))
    }
  }

  /// A case as its newest event has it.
  private static let upsert =
    """
    INSERT INTO proactive_case VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, is_open = excluded.is_open,
    severity = excluded.severity, priority = excluded.priority, risk = excluded.risk, title = excluded.title,
    headline = excluded.headline, accounts = excluded.accounts, tier = excluded.tier, owner = excluded.owner,
    manager = excluded.manager, outcome = excluded.outcome, opened = excluded.opened, changed = excluded.changed,
    limit_at = excluded.limit_at, respond_by = excluded.respond_by,
    resolution = excluded.resolution, verdict = excluded.verdict, told_at = excluded.told_at,
    low_at = excluded.low_at, high_at = excluded.high_at, came_at = excluded.came_at,
    account_ids = (SELECT json_group_array(value) FROM (SELECT value FROM json_each(proactive_case.account_ids)
      UNION SELECT value FROM json_each(excluded.account_ids))) WHERE excluded.sequence > sequence
    """

  /// Those that ended longest ago leave.
  static func trim(to limit: Int, _ connection: borrowing Connection) throws(StoreFailure) {
    let surplus = try connection.integer("SELECT count(*) FROM proactive_case") - Int64(limit)
    guard surplus > 0 else { return }
    try connection.run(
      """
      DELETE FROM proactive_case WHERE id IN
      (SELECT id FROM proactive_case WHERE is_open = 0 ORDER BY changed LIMIT ?)
      """, .integer(surplus))
    try connection.execute("DELETE FROM case_event WHERE case_id NOT IN (SELECT id FROM proactive_case)")
  }

  static let columns =
    "id, instance, sequence, is_open, kind, severity, priority, risk, title, headline, accounts, tier, owner, manager, outcome, opened, changed, limit_at, respond_by"

  /// Of a row that begins with `columns`.
  static func entry(_ row: borrowing Statement) -> CaseEntry {
    var entry = CaseEntry()
    entry.id = row.text(0)
    entry.instance = Name(row.text(1))
    entry.sequence = row.integer(2)
    entry.isOpen = row.integer(3) == 1
    entry.kind = row.text(4)
    entry.severity = Severity(rawValue: UInt8(truncatingIfNeeded: row.integer(5))) ?? .clear
    entry.priority = row.integer(6)
    entry.permille = row.integer(7)
    entry.title = row.text(8)
    entry.headline = row.text(9)
    entry.accounts = row.text(10)
    entry.tier = row.text(11)
    entry.owner = row.text(12)
    entry.manager = row.text(13)
    entry.outcome = row.text(14)
    entry.openedMicros = row.integer(15)
    entry.changedMicros = row.integer(16)
    entry.limitMicros = row.optionalInteger(17)
    entry.respondByMicros = row.optionalInteger(18)
    return entry
  }
}

/// Instances as they were last told of, and the course of their risk.
enum InstanceRows {
  /// Makes rows for instances that have none yet, and says whose they are.
  static func add(
    _ names: [Name], to connection: borrowing Connection, _ facts: (Name) -> InstanceFacts?
  ) throws(StoreFailure) {
    guard !names.isEmpty else { return }
    let insert = try connection.prepare("INSERT OR IGNORE INTO instance (name) VALUES (?)")
    for name in names { try insert.run(.text(name.text)) }
    try describe(names, in: connection, facts)
  }

  static func describe(
    _ names: some Sequence<Name>, in connection: borrowing Connection, _ facts: (Name) -> InstanceFacts?
  ) throws(StoreFailure) {
    let update = try connection.prepare(
      "UPDATE instance SET accounts = ?, account_ids = ?, tier = ?, environment = ?, owner = ?, manager = ? WHERE name = ?"
    )
    for name in names {
      let facts = facts(name)
      try update.run(
        .text(facts?.accounts.joined(separator: ", ") ?? ""), .text(AccountScope.text(facts?.accountIDs ?? [])),
        .text(facts?.tier ?? ""), .text(facts?.environment ?? ""), .text(facts?.owner ?? ""),
        .text(facts?.manager ?? ""), .text(name.text))
    }
  }

  static func write(_ entries: [HealthEntry], to connection: borrowing Connection) throws(StoreFailure) {
    guard !entries.isEmpty else { return }
    let select = try connection.prepare("SELECT id, points, coalesce(told, 0) FROM instance WHERE name = ?")
    let point = try connection.prepare("INSERT OR REPLACE INTO risk VALUES (?, ?, ?, ?)")
    let health = try connection.prepare("INSERT OR REPLACE INTO health VALUES (?, ?)")
    let update = try connection.prepare(
      "UPDATE instance SET permille = ?, told = ?, is_learning = ?, points = ? WHERE id = ?")
    for (instance, entries) in Dictionary(grouping: entries, by: \.instance).sorted(by: { $0.key < $1.key }) {
      try select.bind(1, instance.text)
      let row = try select.step() ? (id: select.integer(0), points: select.integer(1), told: select.integer(2)) : nil
      select.reset()
      guard let id = row?.id, var points = row?.points, var told = row?.told else { continue }
      var newest: HealthEntry?
      // What is read again after a restart is told already.
      for entry in entries where entry.timeMicros > told {
        try point.run(
          .integer(id), .integer(points % DashboardLimits.riskPoints), .integer(entry.timeMicros),
          .integer(entry.permille))
        points += 1
        told = entry.timeMicros
        newest = entry
      }
      // Of several records only the newest is shown whole.
      guard let newest else { continue }
      try health.run(.integer(id), .blob(newest.record))
      try update.run(
        .integer(newest.permille), .integer(told), .integer(newest.isLearning ? 1 : 0), .integer(points), .integer(id))
    }
  }

  static func names(_ connection: borrowing Connection) throws(StoreFailure) -> Set<Name> {
    var names: Set<Name> = []
    let select = try connection.prepare("SELECT name FROM instance")
    while try select.step() { names.insert(Name(select.text(0))) }
    return names
  }
}
