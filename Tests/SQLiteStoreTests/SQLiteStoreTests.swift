import CSQLite
import Glibc
import StreamRuntime
import Synchronization
import Testing

@testable import SQLiteStore

@Suite struct SQLiteStoreTests {
  @Test(arguments: StateStoreContract.checks)
  func contract(_ check: StateStoreContract.Check) throws {
    let folder = TemporaryFolder()
    try check.run(StateStoreContract { try SQLiteStore.open(path: folder.path + "/state") })
  }

  @Test func makesTheFolderForItsUserOnly() throws {
    let folder = TemporaryFolder()
    try SQLiteStore.open(path: folder.path + "/state").close()
    for (name, mode) in [("/state", mode_t(0o700)), ("/state/forewarn.sqlite", 0o600), ("/state/forewarn.lock", 0o600)]
    {
      var found = stat()
      #expect(stat(folder.path + name, &found) == 0)
      #expect(found.st_mode & 0o777 == mode)
    }
  }

  @Test func aSecondOpenerLearnsWhoHoldsTheFolder() throws {
    let folder = TemporaryFolder()
    let store = try SQLiteStore.open(path: folder.path)
    let failure = #expect(throws: StoreFailure.self) { try SQLiteStore.open(path: folder.path) }
    #expect(failure?.kind == .locked)
    #expect(failure?.message.contains("process \(getpid())") == true)
    #expect(throws: StoreFailure.self) { try SQLiteStore.open(readOnly: folder.path) }
    try store.prepare(StateStoreContract.epoch("b1", after: nil))
    store.close()
    try SQLiteStore.open(path: folder.path).close()
  }

  @Test func aReaderSeesEverythingAndWritesNothing() throws {
    let folder = TemporaryFolder()
    #expect(throws: StoreFailure.self) { try SQLiteStore.open(readOnly: folder.path) }
    #expect(TemporaryFolder.read(folder.path + "/forewarn.sqlite") == nil)
    let store = try SQLiteStore.open(path: folder.path)
    try store.prepare(StateStoreContract.epoch("b1", after: nil))
    let state = try store.load()
    store.close()
    let reader = try SQLiteStore.open(readOnly: folder.path)
    #expect(try reader.load() == state)
    let failure = #expect(throws: StoreFailure.self) { try reader.fold(bookID: "b1", keepingStatistics: []) }
    #expect(failure?.kind == .permission)
    #expect(try reader.load() == state)
    reader.close()
  }

  @Test func whatAKilledProcessPreparedIsThere() throws {
    let folder = TemporaryFolder()
    let copy = TemporaryFolder()
    let store = try SQLiteStore.open(path: folder.path)
    try store.prepare(StateStoreContract.epoch("b1", after: nil))
    try store.fold(bookID: "b1", keepingStatistics: [])
    try store.prepare(StateStoreContract.epoch("b2", after: "b1"))
    let state = try store.load()
    // A kill leaves the files as they are while the store is open.
    for name in ["/forewarn.sqlite", "/forewarn.sqlite-wal"] {
      TemporaryFolder.write(try #require(TemporaryFolder.read(folder.path + name)), to: copy.path + name)
    }
    store.close()
    let survivor = try SQLiteStore.open(path: copy.path)
    #expect(try survivor.load() == state)
    survivor.close()
  }

  @Test func aFullDiskIsSaidAndSurvived() throws {
    let folder = TemporaryFolder()
    let store = try SQLiteStore.open(path: folder.path)
    try store.prepare(StateStoreContract.epoch("b1", after: nil))
    let state = try store.load()
    try store.withConnection { (connection) throws(StoreFailure) in
      try connection.execute("PRAGMA max_page_count = 40")
    }
    let failure = #expect(throws: StoreFailure.self) {
      try store.saveStatistics(id: "s", bytes: [UInt8](repeating: 1, count: 1 << 20))
    }
    #expect(failure?.kind == .io)
    #expect(try store.load() == state)
    try store.withConnection { (connection) throws(StoreFailure) in
      try connection.execute("PRAGMA max_page_count = 1000000")
    }
    try store.saveStatistics(id: "s", bytes: [UInt8](repeating: 1, count: 1 << 20))
    #expect(try store.load().statisticsIDs == ["s"])
    store.close()
  }

  @Test func aFailedSyncIsSaidAndSurvived() throws {
    try #require(FailingSync.isInstalled)
    let folder = TemporaryFolder()
    let path = folder.path + "/" + FailingSync.marker
    let store = try SQLiteStore.open(path: path)
    try store.prepare(StateStoreContract.epoch("b1", after: nil, rows: [StateStoreContract.row("k", [1])]))
    let before = try store.load()
    FailingSync.isFailing.store(true, ordering: .releasing)
    for _ in 0..<3 {
      let failure = #expect(throws: StoreFailure.self) {
        try store.prepare(StateStoreContract.epoch("b2", after: "b1"))
      }
      #expect(failure?.kind == .io)
      #expect(throws: StoreFailure.self) { try store.saveStatistics(id: "s", bytes: [1]) }
    }
    // Folding needs no fsync.
    try store.fold(bookID: "b1", keepingStatistics: [])
    FailingSync.isFailing.store(false, ordering: .releasing)
    #expect(try store.load().applicationUUID == before.applicationUUID)
    #expect(try store.load().base?.bookID == "b1")
    try store.prepare(StateStoreContract.epoch("b2", after: "b1"))
    FailingSync.isFailing.store(true, ordering: .releasing)
    store.close()
    FailingSync.isFailing.store(false, ordering: .releasing)
    let again = try SQLiteStore.open(path: path)
    #expect(try again.load().prepared.map(\.bookID) == ["b2"])
    #expect(try again.load().base?.rows == [StateStoreContract.row("k", [1])])
    again.close()
  }

  @Test func theJournalStaysBounded() throws {
    let folder = TemporaryFolder()
    let store = try SQLiteStore.open(path: folder.path)
    for round in 0..<5 {
      try store.saveStatistics(id: "s\(round)", bytes: [UInt8](repeating: UInt8(round), count: 9 << 20))
    }
    let journal = StateFolder(path: folder.path).journalBytes
    #expect(journal < 32 << 20)
    store.close()
    #expect(StateFolder(path: folder.path).journalBytes == 0)
  }

  /// Directly, or behind a link: what others write there would be believed.
  @Test(arguments: [false, true])
  func aFolderThatOthersMayWriteToIsRefused(_ isLink: Bool) throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/shared"
    mkdir(path, 0o700)
    chmod(path, 0o777)
    let link = folder.path + "/link"
    symlink(path, link)
    let failure = #expect(throws: StoreFailure.self) { try SQLiteStore.open(path: isLink ? link : path) }
    #expect(failure?.kind == .permission && failure?.message.contains("others") == true)
    #expect(access(path + "/forewarn.sqlite", F_OK) != 0)
    chmod(path, 0o700)
    try SQLiteStore.open(path: isLink ? link : path).close()
  }

  /// As a fresh tmpfs is: others may add files there, but not touch ours.
  @Test func aStickyFolderIsTakenWhileItsFilesAreOurs() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/sticky"
    mkdir(path, 0o700)
    chmod(path, 0o1777)
    try SQLiteStore.open(path: path).close()
    // Only root can give a file away.
    guard geteuid() == 0 else { return }
    chown(path + "/forewarn.sqlite", 12_345, 12_345)
    let failure = #expect(throws: StoreFailure.self) { try SQLiteStore.open(path: path) }
    #expect(failure?.kind == .permission && failure?.message.contains("another user") == true)
  }
}
