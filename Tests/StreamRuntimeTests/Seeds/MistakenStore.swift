import StreamRuntime
import Synchronization

@testable import ForewarnCore

/// A state store in which one mistake is made.
///
/// Unchecked: as the store behind it, one thread at a time.
final class MistakenStore: StateStore, @unchecked Sendable {
  private let store: any StateStore
  private let mistake: PlantedMistake
  /// Statistics and an epoch that are written later than they should be.
  private var unsaved: (id: String, bytes: [UInt8])?
  private var unprepared: Epoch?
  private var lastStatisticsID: String?
  private var hasLearnedAnew = false
  /// What was loaded.
  private(set) var loaded: StoredState?
  /// The digests of books that were changed while they were loaded.
  private(set) var digests: [String: UInt64] = [:]

  /// Whether Kafka has committed a book.
  private let isCommitted: (String) -> Bool

  init(_ store: any StateStore, _ mistake: PlantedMistake, isCommitted: @escaping (String) -> Bool) {
    self.store = store
    self.isCommitted = isCommitted
    self.mistake = mistake
  }

  func load() throws(StoreFailure) -> StoredState {
    var state = try store.load()
    switch mistake {
    case .noRollForward:
      state.prepared.removeAll { !isCommitted($0.bookID) }
    case .rollForwardAnyParent:
      for i in state.prepared.indices { state.prepared[i].parentBookID = state.base?.bookID }
    case .paneNotInBook, .replayBeyond, .replayWithoutVectors:
      if let base = state.base {
        let rows = changed(base.rows)
        state.base?.rows = rows
        digests[base.bookID] = Engine.digest(of: StateRows.book(rows))
      }
    default: break
    }
    loaded = state
    return state
  }

  func saveStatistics(id: String, bytes: [UInt8]) throws(StoreFailure) {
    switch mistake {
    case .statsUnsynced: unsaved = (id, bytes)
    case .statsOfTheFillingEpoch:
      if let lastStatisticsID { try store.saveStatistics(id: lastStatisticsID, bytes: bytes) }
      lastStatisticsID = id
      try store.saveStatistics(id: id, bytes: bytes)
    case .relearnNotNamed where hasLearnedAnew: break
    case .fsyncIgnored: try? store.saveStatistics(id: id, bytes: bytes)
    default: try store.saveStatistics(id: id, bytes: bytes)
    }
  }

  func loadStatistics(id: String) throws(StoreFailure) -> [UInt8]? {
    let bytes = try store.loadStatistics(id: id)
    if bytes == nil { hasLearnedAnew = true }
    guard mistake == .replayBookWatermarks, let bytes, let rows = loaded?.base?.rows else { return bytes }
    return Self.withWatermarks(of: rows, bytes) ?? bytes
  }

  func prepare(_ epoch: Epoch) throws(StoreFailure) {
    switch mistake {
    case .prepareUnsynced: unprepared = epoch
    case .fsyncIgnored: try? store.prepare(epoch)
    case .pruneEarly:
      try store.prepare(epoch)
      try store.fold(bookID: epoch.bookID, keepingStatistics: Set([epoch.statisticsID].compactMap(\.self)))
    default: try store.prepare(epoch)
    }
  }

  func fold(bookID: String, keepingStatistics: Set<String>) throws(StoreFailure) {
    if let unsaved { try store.saveStatistics(id: unsaved.id, bytes: unsaved.bytes) }
    unsaved = nil
    if let unprepared { try store.prepare(unprepared) }
    unprepared = nil
    if mistake == .fsyncIgnored {
      try? store.fold(bookID: bookID, keepingStatistics: keepingStatistics)
    } else {
      try store.fold(bookID: bookID, keepingStatistics: keepingStatistics)
    }
  }

  func replaceBook(bookID: String, number: Int64, rows: [StateRow]) throws(StoreFailure) {
    try store.replaceBook(bookID: bookID, number: number, rows: rows)
  }

  func close() { store.close() }

  // MARK: Books and statistics, changed

  private func changed(_ rows: [StateRow]) -> [StateRow] {
    guard let row = rows.first(where: { $0.key == MetaRow.key(()) })?.value,
      var meta = try? RowReader.value(BookMeta.self, from: row), meta.lastDecided != .min,
      meta.statisticsPane != .min
    else { return rows }
    var table = Dictionary(rows.map { ($0.key, $0.value) }, uniquingKeysWith: { a, _ in a })
    let later = rows.compactMap { PaneRows.name(ofKey: $0.key) }.filter { $0 > meta.statisticsPane }
    switch mistake {
    case .paneNotInBook:
      for pane in later { table[PaneRows.key(pane)] = nil }
      meta.lastDecided = meta.statisticsPane
      table[MetaRow.key(())] = RowWriter.bytes(of: meta)
    case .replayWithoutVectors:
      for pane in later { rewrite(pane, as: pane, in: &table) { Self.nextOffset($0, rows) } }
    case .replayBeyond:
      if let last = later.max() { rewrite(last, as: last + 1, in: &table) { _ in nil } }
    default: break
    }
    return table.map { StateRow(key: $0, value: $1) }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
  }

  private func rewrite(
    _ pane: Pane, as other: Pane, in table: inout [[UInt8]: [UInt8]?], _ offset: (TopicPartition) -> Int64?
  ) {
    guard let value = table[PaneRows.key(pane)].flatMap(\.self),
      var decided = try? RowReader.value(DecidedPane.self, from: value)
    else { return }
    decided.pane = other
    for i in decided.positions.indices {
      if let offset = offset(decided.positions[i].partition) { decided.positions[i].nextOffset = offset }
    }
    table[PaneRows.key(other)] = RowWriter.bytes(of: decided)
  }

  private static func progress(_ partition: TopicPartition, _ rows: [StateRow]) -> PartitionProgress? {
    rows.first { $0.key == PartitionRows.key(partition) }?.value.flatMap {
      try? RowReader.value(PartitionProgress.self, from: $0)
    }
  }

  private static func nextOffset(_ partition: TopicPartition, _ rows: [StateRow]) -> Int64? {
    progress(partition, rows)?.nextOffset
  }

  /// Statistics that go on from the watermarks of the book, and not from their own.
  private static func withWatermarks(of rows: [StateRow], _ bytes: [UInt8]) -> [UInt8]? {
    let partitions = rows.compactMap { PartitionRows.name(ofKey: $0.key) }.sorted()
    let sources = partitions.map {
      SourcePartition(partition: $0, decoder: DecoderSettings(kind: .alerts), holdsPaneTime: true)
    }
    guard let restored = try? StatisticsSnapshot.read(bytes, sources) else { return nil }
    let changed = partitions.map { partition -> PartitionProgress in
      let saved = restored.header.partitions.first {
        $0.topic == partition.topic && $0.partition == partition.partition
      }
      var mixed = progress(partition, rows) ?? PartitionProgress()
      mixed.nextOffset = saved?.progress.nextOffset ?? 0
      return mixed
    }
    return StatisticsSnapshot.write(restored.statistics, generation: restored.header.generation, sources, changed)
  }
}
