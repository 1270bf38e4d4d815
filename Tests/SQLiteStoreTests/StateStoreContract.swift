import ForewarnCore
import StreamRuntime
import Testing

/// What any `StateStore` owes the runtime. `open` opens the same state again after a close; each check begins with an empty one.
struct StateStoreContract {
  let open: () throws -> any StateStore

  static func epoch(
    _ id: String, after parent: String?, number: Int64 = 1, rows: [StateRow] = [], statistics: String? = nil
  ) -> Epoch {
    Epoch(
      bookID: id, parentBookID: parent, number: number, rows: rows,
      outputs: [
        Output(
          role: .cases, key: [1, 0, 255], value: [], headers: [RecordHeader(name: "ce_id", value: nil)],
          timestampMicros: 7),
        Output(role: .deadLetter, key: nil, value: nil, headers: []),
      ],
      offsets: [PartitionOffset(partition: TopicPartition(topic: "alerts", partition: 3), offset: 1 << 40)],
      statisticsID: statistics, metadata: "1 cluster \(id)")
  }

  static func row(_ key: String, _ value: [UInt8]?) -> StateRow { StateRow(key: key, value: value) }

  func startsEmptyWithAnIdentityThatStays() throws {
    let store = try open()
    let first = try store.load()
    #expect(first.base == nil && first.prepared.isEmpty && first.statisticsIDs.isEmpty)
    #expect(first.applicationUUID.count == 32 && first.applicationUUID.allSatisfy { $0.isHexDigit })
    store.close()
    let again = try open()
    #expect(try again.load() == first)
    again.close()
  }

  func keepsPreparedEpochsAsTheyAre() throws {
    let epoch = Self.epoch("b1", after: nil, rows: [Self.row("k", [1, 2]), Self.row("gone", nil)], statistics: "s")
    let store = try open()
    try store.prepare(epoch)
    store.close()
    let again = try open()
    #expect(try again.load().prepared == [epoch])
    #expect(try again.load().base == nil)
    again.close()
  }

  func replacesAPreparedEpochOfTheSameParent() throws {
    let store = try open()
    try store.prepare(Self.epoch("b1", after: nil))
    try store.prepare(Self.epoch("b2", after: "b1"))
    try store.prepare(Self.epoch("b3", after: "b1"))
    #expect(try store.load().prepared.map(\.bookID) == ["b1", "b3"])
    store.close()
  }

  func foldsRowsIntoTheBase() throws {
    let store = try open()
    try store.prepare(Self.epoch("b1", after: nil, rows: [Self.row("z", [1]), Self.row("a", []), Self.row("é", [3])]))
    try store.fold(bookID: "b1", keepingStatistics: [])
    try store.prepare(
      Self.epoch("b2", after: "b1", number: 2, rows: [Self.row("z", nil), Self.row("a", [9]), Self.row("never", nil)]))
    try store.fold(bookID: "b2", keepingStatistics: [])
    try store.fold(bookID: "b2", keepingStatistics: [])  // once more, as after a crash
    store.close()
    let again = try open()
    let state = try again.load()
    #expect(state.base == StoredBook(bookID: "b2", number: 2, rows: [Self.row("a", [9]), Self.row("é", [3])]))
    #expect(state.prepared.isEmpty)
    again.close()
  }

  func foldsAWholeHistoryAndKeepsWhatFollows() throws {
    let store = try open()
    try store.prepare(Self.epoch("b1", after: nil, rows: [Self.row("k", [1]), Self.row("x", [1])]))
    try store.prepare(Self.epoch("b2", after: "b1", number: 2, rows: [Self.row("k", [2])]))
    try store.prepare(Self.epoch("b3", after: "b2", number: 3, rows: [Self.row("k", [3])]))
    try store.prepare(Self.epoch("stray", after: "elsewhere", number: 3))
    try store.fold(bookID: "b2", keepingStatistics: [])
    let state = try store.load()
    #expect(state.base == StoredBook(bookID: "b2", number: 2, rows: [Self.row("k", [2]), Self.row("x", [1])]))
    #expect(state.prepared.map(\.bookID) == ["b3"])
    store.close()
  }

  func refusesToFoldAnUnknownBookAndChangesNothing() throws {
    let store = try open()
    try store.prepare(Self.epoch("b1", after: nil, rows: [Self.row("k", [1])]))
    try store.fold(bookID: "b1", keepingStatistics: [])
    try store.prepare(Self.epoch("b9", after: "b8"))
    let before = try store.load()
    #expect(throws: StoreFailure.self) { try store.fold(bookID: "b9", keepingStatistics: []) }
    #expect(throws: StoreFailure.self) { try store.fold(bookID: "b7", keepingStatistics: []) }
    #expect(try store.load() == before)
    store.close()
  }

  func keepsNamedStatisticsOnly() throws {
    let store = try open()
    let large = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 3) }
    try store.saveStatistics(id: "s1", bytes: [1])
    try store.saveStatistics(id: "s2", bytes: large)
    try store.saveStatistics(id: "s3", bytes: [])
    try store.saveStatistics(id: "s1", bytes: [4, 5])
    #expect(try store.loadStatistics(id: "s1") == [4, 5])
    #expect(try store.loadStatistics(id: "s3") == [])
    #expect(try store.loadStatistics(id: "none") == nil)
    try store.prepare(Self.epoch("b1", after: nil, statistics: "s2"))
    try store.fold(bookID: "b1", keepingStatistics: ["s2", "none"])
    store.close()
    let again = try open()
    #expect(try again.load().statisticsIDs == ["s2"])
    #expect(try again.loadStatistics(id: "s2") == large)
    #expect(try again.loadStatistics(id: "s1") == nil)
    again.close()
  }

  func replacesTheBook() throws {
    let store = try open()
    try store.prepare(Self.epoch("b1", after: nil, rows: [Self.row("old", [1])]))
    try store.fold(bookID: "b1", keepingStatistics: [])
    try store.prepare(Self.epoch("b2", after: "b1"))
    try store.saveStatistics(id: "s", bytes: [1])
    try store.replaceBook(bookID: "t", number: 40, rows: [Self.row("b", [2]), Self.row("a", [1]), Self.row("no", nil)])
    store.close()
    let again = try open()
    let state = try again.load()
    #expect(state.base == StoredBook(bookID: "t", number: 40, rows: [Self.row("a", [1]), Self.row("b", [2])]))
    #expect(state.prepared.isEmpty)
    #expect(try again.loadStatistics(id: "s") == [1])
    try again.prepare(Self.epoch("b3", after: "t", number: 41, rows: [Self.row("a", nil)]))
    try again.fold(bookID: "b3", keepingStatistics: [])
    #expect(try again.load().base?.rows == [Self.row("b", [2])])
    again.close()
  }

  /// Keys are bytes: neither text nor accents are looked at.
  func tellsKeysApartByTheirBytes() throws {
    let keys: [[UInt8]] = [[], [0], [0, 0], Array("cafe\u{301}".utf8), Array("caf\u{E9}".utf8), [0xFF], [0xFF, 0x80]]
    let rows = keys.map { StateRow(key: $0, value: $0) }
    let store = try open()
    try store.prepare(Self.epoch("b1", after: nil, rows: rows.reversed()))
    #expect(try store.load().prepared.first?.rows == rows.reversed())
    try store.fold(bookID: "b1", keepingStatistics: [])
    #expect(try store.load().base?.rows == rows)
    try store.replaceBook(bookID: "t", number: 2, rows: rows + [StateRow(key: [0], value: nil)])
    #expect(try store.load().base?.rows == rows.filter { $0.key != [0] })
    store.close()
  }

  func refusesToWorkWhenClosed() throws {
    let store = try open()
    store.close()
    store.close()
    #expect(throws: StoreFailure.self) { try store.load() }
    #expect(throws: StoreFailure.self) { try store.prepare(Self.epoch("b1", after: nil)) }
  }

  static let checks: [Check] = [
    Check("starts empty, with an identity that stays") { try $0.startsEmptyWithAnIdentityThatStays() },
    Check("keeps prepared epochs as they are") { try $0.keepsPreparedEpochsAsTheyAre() },
    Check("replaces a prepared epoch of the same parent") { try $0.replacesAPreparedEpochOfTheSameParent() },
    Check("folds rows into the base") { try $0.foldsRowsIntoTheBase() },
    Check("folds a whole history and keeps what follows") { try $0.foldsAWholeHistoryAndKeepsWhatFollows() },
    Check("refuses to fold an unknown book and changes nothing") {
      try $0.refusesToFoldAnUnknownBookAndChangesNothing()
    },
    Check("keeps named statistics only") { try $0.keepsNamedStatisticsOnly() },
    Check("replaces the book") { try $0.replacesTheBook() },
    Check("tells keys apart by their bytes") { try $0.tellsKeysApartByTheirBytes() },
    Check("refuses to work when closed") { try $0.refusesToWorkWhenClosed() },
  ]

  struct Check: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let run: @Sendable (StateStoreContract) throws -> Void

    init(_ description: String, _ run: @escaping @Sendable (StateStoreContract) throws -> Void) {
      testDescription = description
      self.run = run
    }
  }
}

extension StateRow {
  /// Most keys of tests are texts.
  init(key: String, value: [UInt8]?) { self.init(key: Array(key.utf8), value: value) }
}
