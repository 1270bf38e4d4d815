import Testing

/// What the README promises names the suites that show it, and these are there.
@Suite struct PromiseTests {
  /// The promises: each point of the list, each row of the table, with the names in it that look like suites.
  static let promises: [(text: Substring, suites: [Substring])] = {
    let readme = SourceTree.text("README.md")
    let section = readme.split(separator: "## What it guarantees, and what not")[1].split(separator: "Exit codes:")[0]
    var points: [Substring] = []
    for line in section.split(separator: "\n") {
      if line.hasPrefix("* **Not:**") || line.hasPrefix("* SCRAM") || line.hasPrefix("  about an hour") { continue }
      if line.hasPrefix("* ") || line.hasPrefix("| ") && !line.hasPrefix("| when") {
        points.append(line)
      } else if line.hasPrefix("  "), let last = points.popLast() {
        points.append(last + " " + line)
      }
    }
    return points.map { text in
      (text, text.split(separator: "`").filter { $0.hasSuffix("Tests") || $0.hasPrefix("Integration.") })
    }
  }()

  private static let suites: Set<Substring> = {
    let lines = SourceTree.files(under: "Tests").flatMap(\.lines)
    let words = lines.flatMap { line in
      line.firstRange(of: "struct ").map { [line[$0.upperBound...].prefix { $0.isLetter }] } ?? []
    }
    return Set(words.map { Substring(String($0)) })
  }()

  @Test func eachIsShownBySuitesThatThereAre() {
    #expect(Self.promises.count >= 25)
    for promise in Self.promises {
      #expect(!promise.suites.isEmpty, "\(promise.text.prefix(80))")
      for suite in promise.suites {
        #expect(Self.suites.contains(suite.split(separator: ".").last ?? ""), "\(suite)")
      }
    }
  }
}
