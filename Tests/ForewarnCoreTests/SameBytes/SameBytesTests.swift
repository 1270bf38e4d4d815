import Testing

/// Two hundred stories give the case events, the health records, the late records and the dead letters that they gave when the golden lines
/// were written, byte for byte and in the same order. Whoever rebuilds the core without meaning to change what it says is held to
/// it here.
@Suite struct SameBytesTests {
  static let stories = 0..<200
  private static let chunk = 10

  private static let goldenLines = golden.split(separator: "\n").map(String.init)

  @Test(.disabled(if: SameBytes.records), arguments: 0..<stories.count / chunk)
  func storiesAreToldAsEver(_ block: Int) async throws {
    try #require(Self.goldenLines.count == Self.stories.count)
    for seed in block * Self.chunk..<(block + 1) * Self.chunk {
      let told = try await Shelf.told(seed)
      #expect(told.line == Self.goldenLines[seed], SameBytes.hint)
    }
  }

  /// What the stories are good for: there is nothing that a case says that none of them shows.
  @Test func theStoriesShowEverything() async throws {
    var coverage: [String: Int] = [:]
    for seed in Self.stories { coverage.merge(try await Shelf.told(seed).coverage, uniquingKeysWith: +) }
    for change in Telling.changes { #expect(coverage[change, default: 0] >= 20, "\(change): \(coverage)") }
    for code in Telling.codes { #expect(coverage[code, default: 0] >= 20, "\(code): \(coverage)") }
    for (name, _) in Telling.rarities { #expect(coverage[name, default: 0] > 0, "\(name): \(coverage)") }
    for name in ["health", "late", "dead_letter", "tombstone", "suppressed", "twelve reasons", "large"] {
      #expect(coverage[name, default: 0] > 0, "\(name): \(coverage)")
    }
    try SameBytes.show(coverage, as: "coverage")
  }

  /// Neither how records come in batches nor how many are taken at a time.
  @Test(.disabled(if: SameBytes.records), arguments: [(1, 1), (7, 3), (512, 10_000)])
  func batchesDoNotShow(batch: Int, atATime: Int) {
    for seed in stride(from: batch % 10, to: Self.stories.count, by: 20) {
      let telling = Telling(Story(seed: seed), batchRecords: batch, recordsAtATime: atATime)
      let line = OutputDigests(telling.outputs).line("story \(seed)")
      #expect(line == Self.goldenLines[seed], "in batches of \(batch), \(atATime) at a time")
    }
  }

  @Test(.enabled(if: SameBytes.records)) func goldenLinesAreWritten() async throws {
    var lines: [String] = []
    for seed in Self.stories { lines.append(try await Shelf.told(seed).line) }
    try SameBytes.record(lines, of: "SameBytesTests", beside: #filePath)
  }
}
