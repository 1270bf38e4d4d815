import ForewarnCore
import StreamRuntime

/// A simulated disk behind its lock. A process sees `content`; a crash goes back to one of `survivors`.
struct DiskState: Sendable {
  private(set) var content: DiskContent
  /// What a crash may leave, each as likely as the others: the last durable content, and after each write since.
  private var survivors: [DiskContent]
  /// A write whose fsync failed is not visible, but a crash before the next write may show it.
  private var ghost: DiskContent?

  var isOpen = false
  /// Rises with every close and crash, so that an old store object cannot touch a newer life's disk.
  private(set) var life = 0
  var faults: FaultPlan
  var failingSyncs = 0
  var failingFolds = 0
  var random: SplitMix64

  init(content: DiskContent, faults: FaultPlan) {
    self.content = content
    survivors = [content]
    self.faults = faults
    random = SplitMix64(seed: faults.seed)
  }

  /// One transaction: all of `body`, or nothing of it.
  mutating func write(
    durably: Bool, _ body: (inout DiskContent) throws(StoreFailure) -> Void
  ) throws(StoreFailure) {
    var changed = content
    try body(&changed)
    ghost = nil
    guard durably else {
      content = changed
      survivors.append(changed)
      return
    }
    if failingSyncs > 0 || random.happens(faults.failedSync) {
      failingSyncs = max(0, failingSyncs - 1)
      ghost = changed
      throw StoreFailure(.io, "simulated: fsync failed", remedy: "Try again.")
    }
    replace(with: changed)
  }

  mutating func replace(with content: DiskContent) {
    self.content = content
    survivors = [content]
    ghost = nil
  }

  mutating func crash() {
    let possible = survivors + (ghost.map { [$0] } ?? [])
    replace(with: possible.randomElement(using: &random) ?? content)
    endLife()
  }

  /// An orderly close makes everything durable.
  mutating func close() {
    replace(with: content)
    endLife()
  }

  private mutating func endLife() {
    isOpen = false
    life += 1
  }
}

/// What a state folder holds.
struct DiskContent: Sendable {
  struct Book: Sendable {
    var bookID: String
    var number: Int64
    var rows: [[UInt8]: [UInt8]]

    mutating func apply(_ changed: [StateRow]) {
      for row in changed { rows[row.key] = row.value }
    }
  }

  let applicationUUID: String
  var base: Book?
  var prepared: [Epoch] = []
  var statistics: [String: [UInt8]] = [:]

  init(applicationUUID: String) {
    self.applicationUUID = applicationUUID
  }

  mutating func prepare(_ epoch: Epoch) {
    prepared.removeAll { $0.parentBookID == epoch.parentBookID || $0.bookID == epoch.bookID }
    prepared.append(epoch)
  }

  /// Folds one prepared epoch after the other until `bookID` is the base; what then follows the base stays prepared.
  mutating func fold(bookID: String, keepingStatistics: Set<String>) throws(StoreFailure) {
    var history: [Epoch] = []
    var wanted: String? = bookID
    while wanted != base?.bookID {
      guard history.count < prepared.count, let epoch = prepared.first(where: { $0.bookID == wanted }) else {
        throw StoreFailure(.damaged, "nothing leads to book \(bookID)", remedy: "Take the state topic's book.")
      }
      history.append(epoch)
      wanted = epoch.parentBookID
    }
    for epoch in history.reversed() {
      var book = base ?? Book(bookID: epoch.bookID, number: epoch.number, rows: [:])
      book.bookID = epoch.bookID
      book.number = epoch.number
      book.apply(epoch.rows)
      base = book
    }
    var alive: Set<String?> = [bookID]
    // Prepared epochs are few; as many rounds as there are of them reach every descendant.
    for _ in prepared {
      for epoch in prepared where epoch.parentBookID != nil && alive.contains(epoch.parentBookID) {
        alive.insert(epoch.bookID)
      }
    }
    prepared.removeAll { $0.bookID == bookID || !alive.contains($0.bookID) }
    statistics = statistics.filter { keepingStatistics.contains($0.key) }
  }

  var stored: StoredState {
    let book = base.map { book in
      StoredBook(
        bookID: book.bookID, number: book.number,
        rows: book.rows.map { StateRow(key: $0.key, value: $0.value) }
          .sorted { $0.key.lexicographicallyPrecedes($1.key) })
    }
    return StoredState(
      applicationUUID: applicationUUID, base: book, prepared: prepared, statisticsIDs: statistics.keys.sorted())
  }
}
