import StreamRuntime
import Testing

@testable import SQLiteStore

/// What older versions left on disk. `Fixtures/<revision>` is a folder that the daemon of that revision wrote.
@Suite struct OlderFormTests {
  private static let names = ["forewarn.sqlite", "forewarn.sqlite-wal", "forewarn.lock"]

  /// A copy, as SQLite would change the fixture when the test fails.
  private static func copy(_ revision: String) throws -> TemporaryFolder {
    let here = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let copy = TemporaryFolder()
    for name in names {
      let bytes = try #require(TemporaryFolder.read("\(here)/Fixtures/\(revision)/\(name)"))
      TemporaryFolder.write(bytes, to: copy.path + "/" + name)
    }
    return copy
  }

  private static func content(_ folder: String) -> [[UInt8]?] {
    (names + ["forewarn.sqlite-shm", "forewarn.sqlite-journal"]).map { TemporaryFolder.read(folder + "/" + $0) }
  }

  /// The daemon that wrote it was killed, so that its book stands in the journal.
  @Test(arguments: [true, false])
  func aDevelopmentVersionsFolderIsRefusedAsItIs(toWrite: Bool) throws {
    let folder = try Self.copy("30bfd5c")
    let before = Self.content(folder.path)
    let failure = #expect(throws: StoreFailure.self) {
      _ = try toWrite ? SQLiteStore.open(path: folder.path) : SQLiteStore.open(readOnly: folder.path)
    }
    #expect(failure?.kind == .foreign)
    #expect(failure?.message.contains("development version of forewarn from before its first release") == true)
    #expect(failure?.message.contains("30bfd5c or earlier") == true)
    #expect(failure?.remedy.contains("Nothing was changed") == true)
    #expect(failure?.remedy.contains("new state.path and a new application.id") == true)
    #expect(Self.content(folder.path) == before)
  }

  @Test func aNewFolderHasTheNewestForm() throws {
    let folder = TemporaryFolder()
    try SQLiteStore.open(path: folder.path).close()
    let connection = try StateFolder(path: folder.path).connect()
    #expect(try connection.integer("PRAGMA user_version") == Schema.version)
    #expect(try connection.integer("PRAGMA application_id") == Schema.applicationID)
    #expect(Schema.version == 2)
  }
}
