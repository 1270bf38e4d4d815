import Glibc
import StreamRuntime
import Testing

@testable import SQLiteStore

/// Whatever stands in the state folder: the same state, or a failure that leaves it untouched.
@Suite struct DamageTests {
  static let file = "/forewarn.sqlite"

  /// A closed store with a base, a prepared epoch and statistics.
  private static func storedState(_ folder: String) throws -> StoredState {
    let store = try SQLiteStore.open(path: folder)
    let rows = (0..<40).map { StateStoreContract.row("case-\($0)", [UInt8](repeating: UInt8($0), count: 100 + $0)) }
    try store.prepare(StateStoreContract.epoch("b1", after: nil, rows: rows))
    try store.saveStatistics(id: "s", bytes: [UInt8](repeating: 7, count: 20_000))
    try store.fold(bookID: "b1", keepingStatistics: ["s"])
    try store.prepare(StateStoreContract.epoch("b2", after: "b1", rows: [StateStoreContract.row("case-1", nil)]))
    defer { store.close() }
    return try store.load()
  }

  private static func loaded(_ folder: String) throws -> (state: StoredState, statistics: [UInt8]?) {
    let store = try SQLiteStore.open(path: folder)
    defer { store.close() }
    return (try store.load(), try store.loadStatistics(id: "s"))
  }

  @Test(arguments: 0..<16)
  func truncated(sixteenths: Int) throws {
    let folder = TemporaryFolder()
    _ = try Self.storedState(folder.path)
    let whole = try #require(TemporaryFolder.read(folder.path + Self.file))
    let cut = Array(whole.prefix(whole.count * sixteenths / 16))
    TemporaryFolder.write(cut, to: folder.path + Self.file)
    let failure = #expect(throws: StoreFailure.self) { try Self.loaded(folder.path) }
    #expect(failure?.kind == .damaged)
    #expect(failure?.message.contains(folder.path) == true)
    #expect(TemporaryFolder.read(folder.path + Self.file) == cut)
  }

  @Test(arguments: [1, 15, 16, 99, 100, 511, 4095])
  func cutShort(bytes: Int) throws {
    let folder = TemporaryFolder()
    _ = try Self.storedState(folder.path)
    let whole = try #require(TemporaryFolder.read(folder.path + Self.file))
    TemporaryFolder.write(Array(whole.prefix(bytes)), to: folder.path + Self.file)
    #expect(throws: StoreFailure.self) { try Self.loaded(folder.path) }
    #expect(TemporaryFolder.read(folder.path + Self.file) == Array(whole.prefix(bytes)))
  }

  @Test func aFlippedByteIsNoticedOrHarmless() throws {
    let folder = TemporaryFolder()
    let state = try Self.storedState(folder.path)
    let whole = try #require(TemporaryFolder.read(folder.path + Self.file))
    var noticed = 0
    for position in stride(from: 0, to: whole.count, by: 199) {
      for pattern in [UInt8(0x01), 0xFF] {
        var damaged = whole
        damaged[position] ^= pattern
        TemporaryFolder.write(damaged, to: folder.path + Self.file)
        do {
          let (found, statistics) = try Self.loaded(folder.path)
          #expect(found.applicationUUID == state.applicationUUID && found.base == state.base)
          #expect(found.prepared == state.prepared, "byte \(position)")
          if statistics == nil { noticed += 1 }
          #expect(statistics == nil || statistics == [UInt8](repeating: 7, count: 20_000), "byte \(position)")
        } catch {
          #expect([.damaged, .foreign, .newer].contains((error as? StoreFailure)?.kind), "byte \(position): \(error)")
          noticed += 1
        }
      }
    }
    #expect(noticed > 50)
  }

  static let intruders: [(String, [UInt8])] = [
    ("a text", Array("dear diary\n".utf8)), ("a long text", [UInt8](repeating: 0x61, count: 10_000)), ("one byte", [0]),
  ]

  @Test(arguments: intruders)
  func foreignFile(_ name: String, _ bytes: [UInt8]) throws {
    let folder = TemporaryFolder()
    TemporaryFolder.write(bytes, to: folder.path + Self.file)
    let failure = #expect(throws: StoreFailure.self) { try Self.loaded(folder.path) }
    #expect(failure?.kind == .foreign)
    #expect(TemporaryFolder.read(folder.path + Self.file) == bytes)
  }

  @Test func aDatabaseOfAnotherApplication() throws {
    let folder = TemporaryFolder()
    do {
      let other = try Connection(path: folder.path + Self.file, flags: 6)  // read, write, create
      try other.execute("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('keep me')")
    }
    let before = TemporaryFolder.read(folder.path + Self.file)
    let failure = #expect(throws: StoreFailure.self) { try Self.loaded(folder.path) }
    #expect(failure?.kind == .foreign)
    #expect(TemporaryFolder.read(folder.path + Self.file) == before)
  }

  @Test func aNewerVersion() throws {
    let folder = TemporaryFolder()
    _ = try Self.storedState(folder.path)
    do {
      let later = try Connection(path: folder.path + Self.file, flags: 2)
      try later.execute("PRAGMA user_version = \(Schema.version + 1)")
    }
    for open in [{ try SQLiteStore.open(path: folder.path) }, { try SQLiteStore.open(readOnly: folder.path) }] {
      #expect(#expect(throws: StoreFailure.self) { _ = try open() }?.kind == .newer)
    }
  }

  @Test func anEmptyFileIsNotTakenForANewOne() throws {
    let folder = TemporaryFolder()
    _ = try Self.storedState(folder.path)
    TemporaryFolder.write([], to: folder.path + Self.file)
    #expect(#expect(throws: StoreFailure.self) { try Self.loaded(folder.path) }?.kind == .damaged)
  }

  @Test func aJournalWithoutItsDatabaseIsKept() throws {
    let folder = TemporaryFolder()
    TemporaryFolder.write([1, 2, 3], to: folder.path + Self.file + "-wal")
    #expect(#expect(throws: StoreFailure.self) { try Self.loaded(folder.path) }?.kind == .damaged)
    #expect(TemporaryFolder.read(folder.path + Self.file + "-wal") == [1, 2, 3])
  }

  @Test func aLostJournalLeavesTheStateBeforeIt() throws {
    let folder = TemporaryFolder()
    let copy = TemporaryFolder()
    let before = try Self.storedState(folder.path)
    let store = try SQLiteStore.open(path: folder.path)
    try store.fold(bookID: "b2", keepingStatistics: [])
    TemporaryFolder.write(
      try #require(TemporaryFolder.read(folder.path + Self.file)), to: copy.path + Self.file)
    store.close()
    // Older, but whole: the book that Kafka names is missing from it, and the runtime restores it from the state topic.
    #expect(try Self.loaded(copy.path).state == before)
  }

  @Test func aFolderInTheFilesPlace() throws {
    let folder = TemporaryFolder()
    mkdir(folder.path + Self.file, 0o700)
    #expect(#expect(throws: StoreFailure.self) { try Self.loaded(folder.path) }?.kind == .foreign)
  }

  @Test func pathsThatCannotBe() throws {
    let folder = TemporaryFolder()
    TemporaryFolder.write([1], to: folder.path + "/file")
    #expect(#expect(throws: StoreFailure.self) { try Self.loaded(folder.path + "/file") }?.kind == .foreign)
    #expect(#expect(throws: StoreFailure.self) { try Self.loaded(folder.path + "/file/state") }?.kind == .permission)
    #expect(#expect(throws: StoreFailure.self) { try Self.loaded(folder.path + "/no/state") }?.kind == .permission)
    #expect(TemporaryFolder.read(folder.path + "/file") == [1])
  }

  @Test(.enabled(if: getuid() != 0, "root may write everywhere"))
  func aFolderThatCannotBeWritten() throws {
    let folder = TemporaryFolder()
    chmod(folder.path, 0o500)
    #expect(#expect(throws: StoreFailure.self) { try Self.loaded(folder.path) }?.kind == .permission)
    chmod(folder.path, 0o700)
  }

  @Test(.enabled(if: getuid() != 0, "root may write everywhere"))
  func aStateThatCanOnlyBeRead() throws {
    let folder = TemporaryFolder()
    let state = try Self.storedState(folder.path)
    for name in [Self.file, "/forewarn.lock"] { chmod(folder.path + name, 0o400) }
    chmod(folder.path, 0o500)
    defer { chmod(folder.path, 0o700) }
    #expect(#expect(throws: StoreFailure.self) { try Self.loaded(folder.path) }?.kind == .permission)
    let reader = try SQLiteStore.open(readOnly: folder.path)
    #expect(try reader.load() == state)
    reader.close()
  }
}
