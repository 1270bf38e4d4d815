import ForewarnCore
import StreamRuntime

/// Which series have a history in the dashboard's file: so many at most. Past it a new one takes the place of one that was silent for a
/// day, or, where its instance has an open case, of one whose instance has none; else it has no history, and is counted.
struct SeriesDirectory {
  struct Key: Hashable {
    var instance: Name
    var kind: PaneReport.Kind
    var subject: Name
  }

  private struct Entry {
    var id: Int64
    /// The newest pane with anything of it, and the one that the file names, which may be older.
    var last: Int32
    var saved: Int32
  }

  private static let silentMinutes: Int32 = 1_440
  /// The file learns so often that a series is alive.
  private static let saveEveryMinutes: Int32 = 60
  /// Among so many new series of one pane a place is looked for, as looking goes through all series.
  private static let replacementsPerPane = 64

  private var entries: [Key: Entry] = [:]
  private var nextID: Int64 = 1
  private let limit: Int
  private var omitted: Int64 = 0

  init(_ connection: borrowing Connection, limit: Int) throws(StoreFailure) {
    self.limit = limit
    let select = try connection.prepare("SELECT id, instance, kind, subject, last FROM series")
    while try select.step() {
      let id = select.integer(0)
      nextID = max(nextID, id + 1)
      guard let kind = PaneReport.Kind(rawValue: UInt8(truncatingIfNeeded: select.integer(2))) else { continue }
      let last = Int32(truncatingIfNeeded: select.integer(4))
      entries[Key(instance: Name(select.text(1)), kind: kind, subject: Name(select.text(3)))] = Entry(
        id: id, last: last, saved: last)
    }
  }

  /// The ids of a pane's series; nil for those without a history.
  mutating func ids(
    of pane: PaneReport, in connection: borrowing Connection
  ) throws(StoreFailure) -> [Int64?] {
    var found: [Int64?] = []
    found.reserveCapacity(pane.rows.count)
    var open: Set<Name>?
    var replacements = 0
    // For instances with, or without, an open case: where no place was found in this pane, none will be, as series only become younger.
    var isFull: Set<Bool> = []
    for row in pane.rows {
      let key = Key(instance: row.instance, kind: row.kind, subject: row.subject)
      if let entry = entries[key] {
        try touch(key, entry, at: pane.minute, in: connection)
        found.append(entry.id)
        continue
      }
      if entries.count >= limit {
        if open == nil { open = try Self.instancesWithCases(connection) }
        let isOpen = open?.contains(row.instance) == true
        replacements += 1
        guard replacements <= Self.replacementsPerPane, !isFull.contains(isOpen),
          let victim = victim(isOpen: isOpen, at: pane.minute, open ?? [])
        else {
          isFull.insert(isOpen)
          omitted += 1
          found.append(nil)
          continue
        }
        try remove(victim, from: connection)
      }
      found.append(try add(key, at: pane.minute, to: connection))
    }
    return found
  }

  /// Rows without a history for want of room, since this was asked.
  mutating func takeOmitted() -> Int64 {
    defer { omitted = 0 }
    return omitted
  }

  private mutating func touch(
    _ key: Key, _ entry: Entry, at minute: Int32, in connection: borrowing Connection
  ) throws(StoreFailure) {
    guard minute > entry.last else { return }
    entries[key]?.last = minute
    guard minute - entry.saved >= Self.saveEveryMinutes else { return }
    entries[key]?.saved = minute
    try connection.run("UPDATE series SET last = ? WHERE id = ?", .integer(Int64(minute)), .integer(entry.id))
  }

  private func victim(isOpen: Bool, at minute: Int32, _ open: Set<Name>) -> Key? {
    let oldest = entries.lazy.filter {
      minute - $0.value.last >= Self.silentMinutes || isOpen && !open.contains($0.key.instance)
    }
    .min { $0.value.last != $1.value.last ? $0.value.last < $1.value.last : $0.value.id > $1.value.id }
    return oldest?.key
  }

  private static func instancesWithCases(_ connection: borrowing Connection) throws(StoreFailure) -> Set<Name> {
    var open: Set<Name> = []
    let select = try connection.prepare("SELECT DISTINCT instance FROM proactive_case WHERE is_open = 1")
    while try select.step() { open.insert(Name(select.text(0))) }
    return open
  }

  private mutating func add(
    _ key: Key, at minute: Int32, to connection: borrowing Connection
  ) throws(StoreFailure) -> Int64 {
    let id = nextID
    try connection.run(
      "INSERT INTO series (id, instance, kind, subject, last) VALUES (?, ?, ?, ?, ?)", .integer(id),
      .text(key.instance.text), .integer(Int64(key.kind.rawValue)), .text(key.subject.text),
      .integer(Int64(minute)))
    nextID += 1
    entries[key] = Entry(id: id, last: minute, saved: minute)
    return id
  }

  private mutating func remove(_ key: Key, from connection: borrowing Connection) throws(StoreFailure) {
    guard let entry = entries.removeValue(forKey: key) else { return }
    for table in ["minute", "quarter"] {
      try connection.run("DELETE FROM \(table) WHERE series = ?", .integer(entry.id))
    }
    try connection.run("DELETE FROM series WHERE id = ?", .integer(entry.id))
  }
}

/// A value for a parameter of a statement.
enum SQLValue {
  case integer(Int64?)
  case text(String)
  case blob([UInt8])
}

extension Connection {
  /// One statement whose rows nobody needs.
  func run(_ sql: String, _ values: SQLValue...) throws(StoreFailure) {
    let statement = try prepare(sql)
    try statement.bind(values)
    try statement.run()
  }
}

extension Statement {
  /// With these parameters, to its end; then it is ready for the next ones.
  func run(_ values: SQLValue...) throws(StoreFailure) {
    try bind(values)
    try run()
  }

  /// All parameters, in their order.
  func bind(_ values: [SQLValue]) throws(StoreFailure) {
    for (index, value) in values.enumerated() {
      let place = Int32(index + 1)
      switch value {
      case .integer(let number?): try bind(place, number)
      case .integer(nil): try bind(place, nil as String?)
      case .text(let text): try bind(place, text)
      case .blob(let bytes): try bind(place, bytes[...])
      }
    }
  }
}
