import Testing

@testable import AdminServer

/// The pages have no build step that would see that a module is no JavaScript, and a browser is not on every machine: one bracket too few
/// and the whole dashboard is white.
struct PageTextTests {
  private static let modules = PageFiles.routes.filter { $0.path.hasSuffix(".js") }

  @Test(arguments: modules.map(\.path))
  func everyBracketIsClosed(path: String) throws {
    let module = try #require(Self.modules.first { $0.path == path })
    let text = String(decoding: module.handle(Request()).body, as: UTF8.self)
    var brackets = BracketReader(Array(text.unicodeScalars))
    #expect(brackets.fault() == nil)
  }

  @Test func thereAreModules() { #expect(Self.modules.contains { $0.path == "/app.js" } && Self.modules.count > 8) }

  @Test(arguments: [
    ("f(a[1], { b: `${g(\")\")} (`, c: '\\'{' }) // }", nil), ("/[(/\"]+/.test(x) /* ( */", nil), ("a / b / (c)", nil),
    ("f(g(1)", "line 1: ( is not closed"), ("f(\n[1)", "line 2: ) closes ["), ("`${f(}`", "line 1: } closes ("),
    ("}", "line 1: } closes nothing"), ("`${1}", "line 1: ` is not closed"), ("'a", "line 1: ' is not closed"),
  ])
  func faultsAreSeen(text: String, fault: String?) {
    var brackets = BracketReader(Array(text.unicodeScalars))
    #expect(brackets.fault() == fault)
  }
}

/// Reads JavaScript as far as brackets need it: strings, templates, regular expressions and comments have brackets that count nothing.
private struct BracketReader {
  private struct Open {
    var bracket: Unicode.Scalar
    var line: Int
  }

  private let text: [Unicode.Scalar]
  private var place = 0
  private var line = 1
  private var open: [Open] = []
  /// The last scalar that was no space: a slash after a value divides, any other begins an expression.
  private var before: Unicode.Scalar = ";"

  init(_ text: [Unicode.Scalar]) { self.text = text }

  private var next: Unicode.Scalar? { place < text.count ? text[place] : nil }

  private mutating func take() -> Unicode.Scalar? {
    guard let scalar = next else { return nil }
    place += 1
    if scalar == "\n" { line += 1 }
    return scalar
  }

  /// What is wrong first; nil when nothing is.
  mutating func fault() -> String? {
    while let scalar = take() {
      if let fault = read(scalar) { return fault }
      if !scalar.properties.isWhitespace { before = scalar }
    }
    return open.last.map { "line \($0.line): \($0.bracket) is not closed" }
  }

  private mutating func read(_ scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "(", "[", "{": open.append(Open(bracket: scalar, line: line))
    case ")", "]", "}": return close(scalar)
    case "'", "\"": return skip(to: scalar)
    case "`": return readTemplate(from: line)
    case "/" where next == "/": while let next, next != "\n" { _ = take() }
    case "/" where next == "*":
      while let scalar = take(), !(scalar == "*" && next == "/") {}
      _ = take()
    case "/" where !divides: return skip(to: "/")
    default: break
    }
    return nil
  }

  private var divides: Bool {
    before.properties.isAlphabetic || ("0"..."9").contains(before) || [")", "]", "_", "$"].contains(before)
  }

  private mutating func close(_ bracket: Unicode.Scalar) -> String? {
    guard let last = open.popLast() else { return "line \(line): \(bracket) closes nothing" }
    let pairs: [Unicode.Scalar: Unicode.Scalar] = ["(": ")", "[": "]", "{": "}", "`": "}"]
    guard pairs[last.bracket] == bracket else { return "line \(line): \(bracket) closes \(last.bracket)" }
    // The template goes on in which this stood.
    return last.bracket == "`" ? readTemplate(from: last.line) : nil
  }

  private mutating func skip(to end: Unicode.Scalar) -> String? {
    var isInClass = false
    while let scalar = take(), scalar != "\n" {
      if scalar == "\\" { _ = take() }
      if end == "/", scalar == "[" { isInClass = true }
      if scalar == "]" { isInClass = false }
      if scalar == end, !isInClass { return nil }
    }
    return "line \(line): \(end) is not closed"
  }

  /// To its end, or to an expression in it, which is read as any other.
  private mutating func readTemplate(from first: Int) -> String? {
    while let scalar = take() {
      if scalar == "\\" { _ = take() }
      if scalar == "`" { return nil }
      if scalar == "$", next == "{" {
        _ = take()
        open.append(Open(bracket: "`", line: first))
        return nil
      }
    }
    return "line \(first): ` is not closed"
  }
}
