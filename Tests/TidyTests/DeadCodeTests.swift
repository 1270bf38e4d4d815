import Testing

/// What nobody refers to is not there.
@Suite struct DeadCodeTests {
  /// Names that nothing in Sources refers to, and why they stay. May only shrink.
  static let naughty: [String: String] = [
    "Engine.bookDigest": "only tests compare it"
  ]

  /// What is declared for others than Sources: a product of its own, and ports for tests. Their own tests refer to it too.
  static let servesOthers = ["RollingStatistics": "Tests/RollingStatisticsTests", "Simulation": "Tests"]

  /// Requirements of the standard library's protocols, which it calls.
  static let calledByTheLibrary: Set<String> = ["main", "description", "CodingKeys"]

  @Test func everythingIsReferredTo() {
    let tests = SourceTree.files(under: "Tests").map {
      ParsedSource(path: $0.path, text: $0.lines.joined(separator: "\n"))
    }
    let unused = Self.unused(ParsedSource.sources, tests: tests)
    for (name, at) in unused where Self.naughty[name] == nil { Issue.record("\(at): nothing refers to \(name)") }
    for name in Self.naughty.keys where !unused.contains(where: { $0.name == name }) {
      Issue.record("\(name) is referred to, or gone: drop its exception")
    }
  }

  /// Where a declaration's name occurs nowhere in the sources but where it, or another one of that name, is declared, or within
  /// itself. Names are compared, not what they mean: two things of one name keep each other alive.
  static func unused(_ sources: [ParsedSource], tests: [ParsedSource]) -> [(name: String, at: String)] {
    let uses = names(usedIn: sources)
    var found: [(name: String, at: String)] = []
    for module in Set(sources.map(\.module)).sorted() {
      let outside =
        servesOthers[module].map { folder in names(usedIn: tests.filter { $0.path.hasPrefix(folder + "/") }) } ?? []
      for source in sources where source.module == module {
        for declaration in source.declarations where mayBeUnused(declaration) {
          guard !uses.contains(declaration.name), !outside.contains(declaration.name) else { continue }
          found.append((declaration.title, "\(source.path):\(declaration.line)"))
        }
      }
    }
    return found
  }

  private static func mayBeUnused(_ declaration: Declaration) -> Bool {
    declaration.place != .local && declaration.kind != .initializer
      && declaration.name.utf8.first.map(SourceTokens.isWord) == true
      && declaration.name != "_" && declaration.modifiers.isDisjoint(with: ["override", "@main", "@_cdecl"])
      && !calledByTheLibrary.contains(declaration.name)
  }

  private static func names(usedIn sources: [ParsedSource]) -> Set<String> {
    var names: Set<String> = []
    for source in sources {
      let isDeclaring = Set(source.declarations.map(\.nameAt))
      // Where a name's own declaration stands: a function that calls itself is no use of it.
      var own: [String: [Range<Int>]] = [:]
      for declaration in source.declarations { own[declaration.name, default: []].append(declaration.range) }
      var parentheses: [Bool] = []
      let tokens = source.tokens.tokens
      for (at, token) in tokens.enumerated() {
        switch token.text {
        case "(": parentheses.append(true)
        case "[", "{": parentheses.append(false)
        case ")", "]", "}": _ = parentheses.popLast()
        default: break
        }
        guard token.isName, !names.contains(token.text), !isDeclaring.contains(at) else { continue }
        // A label names no declaration: `(name: …`, `, name: …`.
        let isLabel =
          parentheses.last == true && at + 1 < tokens.count && tokens[at + 1].text == ":"
          && ["(", ","].contains(tokens[at - 1].text)
        let isExtended = at > 0 && tokens[at - 1].text == "extension"
        if isLabel || isExtended || own[token.text]?.contains(where: { $0.contains(at) }) == true { continue }
        names.insert(token.text)
      }
    }
    return names
  }

  @Test func unusedNamesAreFound() {
    func source(_ path: String, _ text: String) -> ParsedSource { ParsedSource(path: path, text: text) }
    let sources = [
      source(
        "Sources/a/A.swift",
        """
        @main struct App { static func main() { used(label: Kind.one) } }
        func used(label: Kind) {}
        func again(_ n: Int) { again(n - 1) }
        enum Kind { case one, two }
        protocol Shape { func area(); var inherited: Int { get } }
        struct Square: Shape { func area() {}; override func overridden() {}; var onlyLabelled = 1 }
        extension Alone { private func quiet() {} }
        struct Alone {}
        // two, area, again, Square: said, not used.
        let text = "two area again \\(Square(onlyLabelled: 1).inherited)"
        """),
      source("Sources/Simulation/B.swift", "struct Served {}\nstruct Idle {}"),
      source("Sources/b/C.swift", "typealias Testable = Int"),
    ]
    let tests = [source("Tests/bTests/D.swift", "let a = Served(); let b: Testable = 1")]
    #expect(
      Self.unused(sources, tests: tests).map { "\($0.at) \($0.name)" } == [
        "Sources/Simulation/B.swift:2 Idle", "Sources/a/A.swift:3 again(_:)", "Sources/a/A.swift:4 Kind.two",
        "Sources/a/A.swift:5 Shape.area()", "Sources/a/A.swift:6 Square.area()",
        "Sources/a/A.swift:6 Square.onlyLabelled",
        "Sources/a/A.swift:7 Alone.quiet()", "Sources/a/A.swift:8 Alone", "Sources/a/A.swift:10 text",
        "Sources/b/C.swift:1 Testable",
      ])
  }
}
