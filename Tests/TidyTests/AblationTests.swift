import Testing

/// What `deploy/ablate` switches off is there, once: otherwise its table would say of an ingredient that it does nothing.
@Suite struct AblationTests {
  private static let ingredients = SourceTree.text("deploy/ablation/ingredients.tsv").split(separator: "\n")
    .filter { !$0.hasPrefix("#") && !$0.hasPrefix("nothing") }
    .map { $0.split(separator: "\t", omittingEmptySubsequences: false) }

  @Test func eachStandsInItsFileOnce() {
    #expect(Self.ingredients.count >= 16)
    for columns in Self.ingredients {
      guard columns.count == 4 else {
        Issue.record("\(columns): a name, a file, what stands there and what takes its place")
        continue
      }
      let folder = columns[1] == "Ablation.swift" ? "deploy/ablation" : "Sources/RollingStatistics"
      #expect(
        SourceTree.text("\(folder)/\(columns[1])").ranges(of: columns[2]).count == 1, "\(columns[0])")
      #expect(columns[2] != columns[3], "\(columns[0])")
    }
  }
}
