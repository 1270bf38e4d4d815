import Glibc
import Testing

@testable import ForewarnCore

/// A book and statistics of each release, as they were written, must load for ever: their cases live on, and so do their baselines, but for
/// what a later version says that it learns anew.
///
/// `FOREWARN_RECORD_RELEASE=NAME swift test --filter ReleaseTests` adds those of this version; once released, a file stays as it is.
@Suite struct ReleaseTests {
  struct Release: Sendable, CustomStringConvertible {
    var name: String
    /// Case ids of the open cases, and what the statistics know.
    var openCases: [String]
    var series: Int
    var instances: Int
    /// Sections that versions since have added, or given another form.
    var relearned: [String] = []

    var description: String { name }
  }

  static let releases = [
    Release(
      name: "2026-11-25",
      openCases: [
        "fw-343bdd095ad1b30cdc1357d0a232c567", "fw-9aaffe9e5ad1bf85d0fc17d8ee3f86c3",
        "fw-a2862e73ebe10e8099ac86d2a9bcca49", "fw-b6c0af4ec7b3d202aac5f9f9b3e79096",
      ], series: 24, instances: 4,
      relearned: [
        "transaction_latency", "held_transactions", "held_error_minutes", "followed", "held_alerts",
        "held_alert_minutes",
        "alert_notes", "alert_texts", "alert_registers", "new_alert_types", "instance_feeds",
        "instance_usage",
        "usage_minutes", "instance_diversions", "held_usage", "instance_latency", "held_latency",
        "instance_alert_totals", "held_alert_totals", "open_alerts",
      ])
  ]

  private static let folder =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/Releases/"

  /// An engine with open cases, in the middle of a pane.
  static func engine() -> EngineDriver {
    var settings = MergeTests.impatient()
    // Histograms are large, and a file in a repository is for ever.
    settings.transactions.topTransactions = 1
    settings.limits.followedTransactions = 2
    return EngineDriver(
      CrashTests.log(seed: 7), kinds: CrashTests.kinds, settings: settings, customers: MergeTests.productions)
  }

  @Test(arguments: releases)
  func aReleaseIsLoadedForEver(release: Release) throws {
    var reader = ByteReader(try Self.read(release.name + ".book"))
    let rows = try reader.list { (reader) throws(MalformedBytes) in
      StateRow(
        key: try reader.run(), value: try reader.optional { (reader) throws(MalformedBytes) in try reader.run() })
    }
    let driver = Self.engine()
    #expect(try driver.engine.load(rows) == [0, 1, 2])
    #expect(try BookSummary(rows).cases.filter(\.isOpen).map(\.id).sorted() == release.openCases)
    #expect(driver.engine.openCases == release.openCases.count)
    let restored = driver.engine.restore(statistics: try Self.read(release.name + ".statistics"))
    #expect(restored == .complete(relearned: release.relearned))
    #expect(driver.engine.seriesCount == release.series && driver.engine.instanceCount == release.instances)
    // And lives on: open cases are told of again, none is lost or opened twice.
    driver.seek()
    driver.finish()
    let opened = driver.cases().filter { $0.change == "opened" }.compactMap { $0["data"]["case_id"].text }
    #expect(Set(opened).isDisjoint(with: release.openCases) && Set(opened).count == opened.count)
    // A day later each of them was told of: repeated, or resolved.
    driver.tick(toMicros: (driver.engine.lastEventMicros ?? 0) + 25 * 3_600_000_000)
    let later = Set(driver.cases().compactMap { $0["data"]["case_id"].text })
    #expect(later.isSuperset(of: release.openCases))
  }

  private static let recorded = getenv("FOREWARN_RECORD_RELEASE").map { String(cString: $0) }

  @Test(
    .enabled(if: recorded != nil, "it adds the files of a release, and runs when FOREWARN_RECORD_RELEASE names one"))
  func record() throws {
    let name = try #require(Self.recorded)
    let driver = Self.engine()
    driver.take(atLeast: 2_600)
    let statistics = driver.engine.snapshot()
    let rows = driver.engine.closeEpoch(statisticsID: "statistics").rows
    var writer = ByteWriter()
    writer.list(rows) { writer, row in
      writer.run(row.key)
      writer.optional(row.value) { $0.run($1) }
    }
    try SameBytes.write(writer.bytes, to: Self.folder + name + ".book")
    try SameBytes.write(statistics, to: Self.folder + name + ".statistics")
    let open = try BookSummary(rows).cases.filter(\.isOpen).map(\.id).sorted()
    print("series: \(driver.engine.seriesCount), instances: \(driver.engine.instanceCount), openCases: \(open)")
  }

  private static func read(_ name: String) throws -> [UInt8] {
    let file = try #require(fopen(folder + name, "r"), "Releases/\(name) is checked in")
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while true {
      let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 16) { $1 = fread($0.baseAddress, 1, $0.count, file) }
      if chunk.isEmpty { return bytes }
      bytes += chunk
    }
  }
}
