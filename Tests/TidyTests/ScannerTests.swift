import Testing

/// The scanner that the rules rely on, on snippets.
@Suite struct ScannerTests {
  static func words(_ source: String) -> String { SourceTokens(source).tokens.map(\.text).joined(separator: " ") }

  @Test(
    arguments: [
      ("a // b\nc", "a c"), ("a /* b /* c */ d */ e", "a e"), ("a /// b `c`", "a"),
      (#"f("g", h)"#, "f ( , h )"), (#"f("\"g", h)"#, "f ( , h )"),
      (#"f("g\(h("i", j))k", l)"#, "f ( ( h ( , j ) ) , l )"),
      (##"f(#"g"h"#, i)"##, "f ( , i )"), (##"f(#"\(g) \#(h)"#)"##, "f ( ( h ) )"),
      ("f(\"\"\"\n  g \"h\" \\(i)\n  \"\"\", j)", "f ( ( i ) , j )"), (#"a = "" + b"#, "a = + b"),
      (#"a = "//" + b"#, "a = + b"),
      ("f(\"/*\", g) // */", "f ( , g )"), ("() -> A", "( ) -> A"), ("`case` = 0x1F_0", "case = 0x1F_0"),
      ("#if DEBUG\n#endif", "# if DEBUG # endif"),
    ] as [(String, String)])
  func codeIsWhatIsLeft(source: String, words: String) { #expect(Self.words(source) == words) }

  @Test func linesAreKept() {
    let source = "a\n/* b\n */ c \"\"\"\n  d\n  \"\"\"; e"
    #expect(SourceTokens(source).tokens.map(\.line) == [1, 3, 5, 5])
    #expect(SwiftText(source).code.count == source.utf8.count)
  }

  @Test func bracketsFindTheirPartners() {
    let tokens = SourceTokens("f(a[1]) { \"}\" }")
    #expect(tokens.tokens.map(\.text) == ["f", "(", "a", "[", "1", "]", ")", "{", "}"])
    #expect(tokens.partner == [nil, 6, nil, 5, nil, 3, 1, 8, 7])
  }

  static func titles(_ source: String, _ kind: Declaration.Kind) -> [String] {
    ParsedSource(path: "Sources/x/y.swift", text: source).declarations.filter { $0.kind == kind }.map(\.title)
  }

  static let sample = """
    @main public struct A<T: Hashable>: Sendable, ~Copyable where T: B {
      @inline(__always) private static var x: Int { 1 }
      public private(set) var y = [1, 2].map { $0 + 1 }, z: [Int: Int] = [:]
      let (p, q): (Int, Int) = (1, 2)
      var w: Int {
        get {
          func deep(_ a: Int) {}
          return 1
        }
        set { w = newValue }
      }

      init?(_ a: Int = 1, b c: [String: (Int, Int)], d: Dictionary<Int, Int>, e: @escaping (Int, Int) -> Void) {
        self.init(a)
      }
      static func == (a: A, b: A) -> Bool { true }
      func f<U>(prefix: U) async throws(E) -> [U] where U: Sendable {
        let a = 1
        func inner(_ a: Int, b: Int) {
          call()
        }

      }
      enum D: String { case one, two = "2", three(Int, b: Int); indirect case four }
      subscript(i: Int) -> Int { i }
      deinit {}
    }
    extension A.D { func g() {} }
    protocol P {
      associatedtype E
      var r: Int { get }
      func h(a: Int)
      init(i: Int)
    }
    func free() { 1 }
    """

  @Test func declarationsAreSeen() {
    #expect(Self.titles(Self.sample, .type) == ["A", "A.D", "P", "P.E"])
    #expect(
      Self.titles(Self.sample, .function) == [
        "A.w.deep(_:)", "A.==(a:b:)", "A.f(prefix:)", "A.f.inner(_:b:)", "D.g()", "P.h(a:)", "free()",
      ])
    #expect(
      Self.titles(Self.sample, .initializer) == ["A.init(_:b:d:e:)", "A.subscript(i:)", "P.init(i:)"])
    #expect(Self.titles(Self.sample, .accessors) == ["A.x", "A.y", "A.z", "A.p", "A.q", "A.w", "P.r"])
    #expect(Self.titles(Self.sample, .enumCase) == ["A.D.one", "A.D.two", "A.D.three", "A.D.four"])
  }

  @Test func detailsAreSeen() throws {
    let all = ParsedSource(path: "Sources/x/y.swift", text: Self.sample).declarations
    func one(_ title: String) throws -> Declaration { try #require(all.first { $0.title == title }) }
    #expect(try one("A").modifiers == ["@main", "public"])
    #expect(try one("A").inherited == ["Sendable", "Copyable"])
    #expect(try one("A.x").modifiers == ["@inline", "private", "static"])
    #expect(try !one("A.y").modifiers.contains("private"))
    #expect(try one("A.w").bodyLines == 5)
    #expect(try one("A.f(prefix:)").bodyLines == 5)
    #expect(try one("A.f.inner(_:b:)").place == .local)
    #expect(try one("P.h(a:)").place == .requirement)
    #expect(try one("D.g()").place == .extended)
    #expect(try one("free()").bodyLines == 1)
    #expect(try one("A.D").inherited == ["String"])
  }

  @Test func anExceptionMayOnlyShrink() {
    let ratchet = Ratchet(limit: 10, naughty: ["big": 20, "grown": 20, "shrunk": 20, "mended": 20, "gone": 20])
    let measured = [("fine", 10), ("new", 11), ("big", 20), ("big", 3), ("grown", 21), ("shrunk", 19), ("mended", 10)]
    #expect(
      ratchet.complaints(measured) == [
        "gone: gone, drop its exception", "grown: 21, was 20", "mended: 10 now, drop its exception of 20",
        "new: 11, at most 10", "shrunk: 19 now, lower its exception from 20",
      ])
  }
}
