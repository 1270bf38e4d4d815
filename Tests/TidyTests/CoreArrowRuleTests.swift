import Testing

/// The rules of `CoreArrowTests`, on an invented core of three folders.
@Suite struct CoreArrowRuleTests {
  static func source(_ file: String, _ text: String) -> ParsedSource {
    ParsedSource(path: "Sources/ForewarnCore/\(file)", text: text)
  }

  static let sources = [
    source("Limits.swift", "enum Limits {}"),
    source("Low/Low.swift", "struct Low { struct Part {} }\nprivate struct Hidden {}\nprotocol Shape {}"),
    source("Middle/Middle.swift", "// High is a word here.\nstruct Middle { var low: Low; let text = \"High\" }"),
    source("Middle/Part.swift", "struct Part { var high: Other.High }\nstruct Twice {}"),
    source("High/High.swift", "struct High { var parts: [Middle] = [Limits.x]\n  var low: Low.Part }\nstruct Twice {}"),
    source("High/Own.swift", "extension Low {}\nextension High {}\nextension String {}\nstruct Own { struct Low {} }"),
  ]

  @Test func ownersAreFolders() {
    #expect(
      CoreArrowTests.owners(Self.sources)
        == ["Low": "Low", "Shape": "Low", "Middle": "Middle", "Part": "Middle", "High": "High", "Own": "High"])
  }

  @Test func namesNeedArrows() {
    let arrows: [String: Set<String>] = ["Low": [], "Middle": ["Low"], "High": ["Middle", "Low"]]
    #expect(CoreArrowTests.strayNames(Self.sources, arrows).isEmpty)
    #expect(
      CoreArrowTests.strayNames(Self.sources, ["High": ["Low"]])
        == ["Middle/Middle.swift": ["Low": "Low in line 2"], "High/High.swift": ["Middle": "Middle in line 1"]])
  }

  @Test func extensionsStayAtHome() {
    #expect(
      CoreArrowTests.strayExtensions(Self.sources) == ["High/Own.swift": ["Low": "extends a type of Low in line 1"]])
  }

  @Test func exceptionsMayOnlyShrink() {
    let found = ["a": ["A": "there", "B": "there"], "b": ["B": "there"]]
    #expect(
      CoreArrowTests.complaints(found, ["a": ["A", "C"], "c": ["A"]])
        == ["a -> B: there", "a -> C: drop its exception", "b -> B: there", "c -> A: drop its exception"])
    #expect(CoreArrowTests.complaints(found, ["a": ["A", "B"], "b": ["B"]]).isEmpty)
  }

  @Test func circlesAreSeen() {
    #expect(CoreArrowTests.circles(["a": ["b", "c"], "b": ["c"], "c": []]).isEmpty)
    #expect(CoreArrowTests.circles(["a": ["b"], "b": ["c"], "c": ["a", "b"]]) == ["a -> b -> c -> a", "b -> c -> b"])
  }
}
