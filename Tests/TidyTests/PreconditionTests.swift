import Testing

/// What must hold is said where it must hold.
@Suite struct PreconditionTests {
  /// `precondition(` and `assert(` for a thousand lines, at least. A floor under what there is: raise it with the number.
  static let floors: [String: Double] = ["ForewarnCore": 10, "StreamRuntime": 10]

  @Test(arguments: floors.keys.sorted())
  func thereAreEnough(module: String) {
    let sources = ParsedSource.sources.filter { $0.module == module }
    let lines = sources.map(\.lineCount).reduce(0, +)
    let count = sources.map(Self.count).reduce(0, +)
    let density = Double(count) * 1_000 / Double(lines)
    let floor = Self.floors[module] ?? 0
    #expect(density >= floor, "\(module): \(count) in \(lines) lines are \(density) for a thousand, at least \(floor)")
  }

  static func count(_ source: ParsedSource) -> Int {
    let tokens = source.tokens.tokens
    return zip(tokens, tokens.dropFirst()).count { ["precondition", "assert"].contains($0.text) && $1.text == "(" }
  }

  @Test func onlyCallsCount() {
    let text = "// precondition(a)\nprecondition(a, \"assert(b)\"); assert(b)\nlet assert = preconditionFailure()"
    #expect(Self.count(ParsedSource(path: "Sources/x/y.swift", text: text)) == 2)
  }
}
