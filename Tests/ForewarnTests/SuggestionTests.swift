import Testing

@testable import forewarn

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("topcis", "topics"), ("tpics", "topics"), ("rnu", "run"), ("cofnig", "config"), ("xyzzy", nil), ("conf", "config"),
    ("re", nil), ("zz", nil),
  ])
  func nearest(word: String, expected: String?) {
    #expect(Suggestion.nearest(to: word, in: ["topics", "run", "config", "replay"]) == expected)
  }

  @Test(arguments: [("", "abc", 3), ("ca", "ac", 1), ("kitten", "sitting", 3), ("same", "same", 0)])
  func distance(a: String, b: String, expected: Int) {
    #expect(Suggestion.editDistance(a, b) == expected)
  }
}
